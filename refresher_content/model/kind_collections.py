"""The collections of kinds other than articles, whose filters type checkers know.

Which filters a kind has follows from its fields; `typed_filters` spells them out for type
checkers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refresher_content.model.collection import Collection
from refresher_content.model.entry import Entry
from refresher_content.model.kinds import (
    Author,
    Column,
    Issue,
    Link,
    Organization,
    Reference,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self, Unpack

    from refresher_content.model import typed_filters

__all__ = [
    "COLLECTIONS",
    "Authors",
    "Columns",
    "Issues",
    "Links",
    "Organizations",
    "References",
    "Topics",
]

# The filters of a kind are fewer than any.
# mypy: disable-error-code="override"


class Authors(Collection[Author]):
    """A collection of authors."""

    __slots__ = ()

    if TYPE_CHECKING:

        def filter(
            self,
            *predicates: Callable[[Author], object],
            **filters: Unpack[typed_filters.AuthorFilters],
        ) -> Self: ...
        def exclude(
            self,
            *predicates: Callable[[Author], object],
            **filters: Unpack[typed_filters.AuthorFilters],
        ) -> Self: ...


class Columns(Collection[Column]):
    """A collection of columns."""

    __slots__ = ()

    if TYPE_CHECKING:

        def filter(
            self,
            *predicates: Callable[[Column], object],
            **filters: Unpack[typed_filters.ColumnFilters],
        ) -> Self: ...
        def exclude(
            self,
            *predicates: Callable[[Column], object],
            **filters: Unpack[typed_filters.ColumnFilters],
        ) -> Self: ...


class Issues(Collection[Issue]):
    """A collection of issues."""

    __slots__ = ()

    if TYPE_CHECKING:

        def filter(
            self,
            *predicates: Callable[[Issue], object],
            **filters: Unpack[typed_filters.IssueFilters],
        ) -> Self: ...
        def exclude(
            self,
            *predicates: Callable[[Issue], object],
            **filters: Unpack[typed_filters.IssueFilters],
        ) -> Self: ...


class Links(Collection[Link]):
    """A collection of links."""

    __slots__ = ()

    if TYPE_CHECKING:

        def filter(
            self,
            *predicates: Callable[[Link], object],
            **filters: Unpack[typed_filters.LinkFilters],
        ) -> Self: ...
        def exclude(
            self,
            *predicates: Callable[[Link], object],
            **filters: Unpack[typed_filters.LinkFilters],
        ) -> Self: ...


class Organizations(Collection[Organization]):
    """A collection of organizations."""

    __slots__ = ()

    if TYPE_CHECKING:

        def filter(
            self,
            *predicates: Callable[[Organization], object],
            **filters: Unpack[typed_filters.OrganizationFilters],
        ) -> Self: ...
        def exclude(
            self,
            *predicates: Callable[[Organization], object],
            **filters: Unpack[typed_filters.OrganizationFilters],
        ) -> Self: ...


class References(Collection[Reference]):
    """A collection of references."""

    __slots__ = ()

    if TYPE_CHECKING:

        def filter(
            self,
            *predicates: Callable[[Reference], object],
            **filters: Unpack[typed_filters.ReferenceFilters],
        ) -> Self: ...
        def exclude(
            self,
            *predicates: Callable[[Reference], object],
            **filters: Unpack[typed_filters.ReferenceFilters],
        ) -> Self: ...


class Topics(Collection[Topic]):
    """A collection of topics."""

    __slots__ = ()

    if TYPE_CHECKING:

        def filter(
            self,
            *predicates: Callable[[Topic], object],
            **filters: Unpack[typed_filters.TopicFilters],
        ) -> Self: ...
        def exclude(
            self,
            *predicates: Callable[[Topic], object],
            **filters: Unpack[typed_filters.TopicFilters],
        ) -> Self: ...


COLLECTIONS: dict[type[Entry], type[Collection[Any]]] = {
    Author: Authors,
    Column: Columns,
    Issue: Issues,
    Link: Links,
    Organization: Organizations,
    Reference: References,
    Topic: Topics,
}
"""The collection of each kind that has one of its own."""
