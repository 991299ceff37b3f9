"""What entries and collections need of the library that they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from refresher_content.model.body import Body
    from refresher_content.model.collection import Articles, Collection
    from refresher_content.model.entry import Entry
    from refresher_content.model.kinds import (
        Article,
        Author,
        Column,
        Issue,
        Link,
        Organization,
        Publication,
        Reference,
        Topic,
    )
    from refresher_content.model.results import Hit, Related
    from refresher_content.model.selection import Selection
    from refresher_content.model.works import Cited, Style

__all__ = ["Library"]

E = TypeVar("E", bound="Entry")


class Library(Protocol):
    """A periodical's archive, opened to be read: see `refresher_content.Library`."""

    @property
    def source(self) -> Path | None: ...
    @property
    def articles(self) -> Articles: ...
    @property
    def authors(self) -> Collection[Author]: ...
    @property
    def organizations(self) -> Collection[Organization]: ...
    @property
    def columns(self) -> Collection[Column]: ...
    @property
    def issues(self) -> Collection[Issue]: ...
    @property
    def topics(self) -> Collection[Topic]: ...
    @property
    def references(self) -> Collection[Reference]: ...
    @property
    def links(self) -> Collection[Link]: ...
    @property
    def publication(self) -> Publication: ...

    def search(self, query: str, limit: int = 10, **filters: Any) -> list[Hit]: ...
    def entry(self, kind: str, id_: str) -> Entry: ...

    # What entries ask.

    def body_of(self, entry: Entry) -> Body: ...
    def form_of(self, entry: Entry, name: str) -> str: ...
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

    def count_facets(
        self, cls: type[Entry], selection: Selection, name: str
    ) -> list[tuple[str, int]]:
        """How many of its entries have each value of a filter, most first."""

    def find(self, cls: type[E], id_: str) -> E | None:
        """The entry of a kind and an id or alias, or None."""

    def real_id(self, kind: str, id_: str) -> str | None:
        """The id itself if there is such an entry, the id that it is an alias of, or None."""

    def known_ids(self, kind: str) -> tuple[str, ...]:
        """Every id and alias of a kind."""
