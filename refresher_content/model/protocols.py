"""What entries and collections need of the library that they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Unpack

    from refresher_content.model.articles import Articles
    from refresher_content.model.body import Body
    from refresher_content.model.entry import Entry, Kinds
    from refresher_content.model.kind_collections import (
        Authors,
        Columns,
        Issues,
        Links,
        Organizations,
        References,
        Topics,
    )
    from refresher_content.model.kinds import Article, Publication
    from refresher_content.model.lookups import Lookup
    from refresher_content.model.results import Hits, Related
    from refresher_content.model.selection import Selection
    from refresher_content.model.typed_filters import ArticleFilters
    from refresher_content.model.works import Cited, Style

__all__ = ["Library"]

E = TypeVar("E", bound="Entry")


class Library(Protocol):
    """A periodical's archive, opened to be read: see `refresher_content.Library`."""

    kinds: Kinds

    @property
    def source(self) -> Path | None: ...
    @property
    def articles(self) -> Articles: ...
    @property
    def authors(self) -> Authors: ...
    @property
    def organizations(self) -> Organizations: ...
    @property
    def columns(self) -> Columns: ...
    @property
    def issues(self) -> Issues: ...
    @property
    def topics(self) -> Topics: ...
    @property
    def references(self) -> References: ...
    @property
    def links(self) -> Links: ...
    @property
    def publication(self) -> Publication: ...

    def search(
        self,
        query: str,
        limit: int = 10,
        *,
        offset: int = 0,
        fields: Iterable[str] | None = None,
        **filters: Unpack[ArticleFilters],
    ) -> Hits: ...
    def entry(self, kind: str, id_: str) -> Entry: ...

    # What entries ask.

    def body_of(self, entry: Entry) -> Body: ...
    def form_of(self, entry: Entry, name: str) -> str: ...
    def mentioned_by(self, entry: Entry) -> tuple[Entry, ...]: ...
    def in_column(self, article: Article, step: int) -> Article | None: ...
    def related(self, article: Article, limit: int = 3) -> tuple[Related, ...]: ...
    def cite(
        self, article: Article, style: Style | Path = "plain", of: Cited = "text", url: str = ""
    ) -> str: ...

    # What collections ask.

    def select(self, cls: type[E], selection: Selection) -> Iterator[tuple[int, E]]:
        """The entries of a selection, each with the number of its row."""

    def select_ids(self, cls: type[Entry], selection: Selection) -> list[tuple[int, str]]:
        """The ids of a selection, each with the number of its row."""

    def count(self, cls: type[Entry], selection: Selection) -> int:
        """How many entries a selection has."""

    def ranked(self, cls: type[E], selection: Selection) -> tuple[int, ...]:
        """The rows of a selection, in an order for which its entries are asked."""

    def count_facets(
        self, cls: type[Entry], selection: Selection, lookup: Lookup
    ) -> list[tuple[Any, int]]:
        """How many of its entries have each value, most first."""

    def matching(self, cls: type[Entry], selection: Selection, query: str) -> tuple[int, ...]:
        """The rows of those entries of a selection that a query finds, best first."""

    def search_in(
        self,
        selection: Selection,
        query: str,
        limit: int,
        offset: int,
        fields: Iterable[str] | None,
    ) -> Hits:
        """The articles of a selection that a query finds, best first."""

    def find(self, cls: type[E], id_: str) -> E | None:
        """The entry of a kind and an id or alias, or None."""

    def real_id(self, kind: str, id_: str) -> str | None:
        """The id itself if there is such an entry, the id that it is an alias of, or None."""

    def known_ids(self, kind: str) -> tuple[str, ...]:
        """Every id and alias of a kind."""
