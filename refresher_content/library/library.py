"""A compiled library, opened to be read."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache, partial
from json import loads
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, overload

from refresher_content.errors import LibraryFileError, UnknownIdError
from refresher_content.library import schema
from refresher_content.library.connections import Connections
from refresher_content.library.sql import order_key, select
from refresher_content.model import (
    Article,
    Articles,
    Author,
    Body,
    Collection,
    Column,
    Entry,
    Issue,
    Link,
    Organization,
    Publication,
    Reference,
    Topic,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Unpack

    from refresher_content.library.comparison import Change
    from refresher_content.library.related import Similarity
    from refresher_content.model.entry import Kinds
    from refresher_content.model.kind_collections import (
        Authors,
        Columns,
        Issues,
        Links,
        Organizations,
        References,
        Topics,
    )
    from refresher_content.model.lookups import Lookup
    from refresher_content.model.results import Hits, Related
    from refresher_content.model.selection import Selection
    from refresher_content.model.typed_filters import ArticleFilters
    from refresher_content.model.works import Cited, Style

__all__ = ["Library"]

E = TypeVar("E", bound=Entry)

CACHE_SIZE = 256
"""How many of the entries that were last looked up a library keeps."""


def _is_library(value: object) -> bool:
    return isinstance(value, Library)


class Library:
    """A periodical's archive: a compiled file, opened to be read.

    It is a snapshot: whatever happens to the folder or the file, an open library gives the
    same answers, in every thread, until it is closed. It can be used in a `with` statement
    and pickled.
    """

    join: ClassVar[Any]
    """What makes a library of two, which `opening` knows."""

    def __init__(
        self,
        source: str | os.PathLike[str] | bytes,
        *,
        kinds: Iterable[type[Entry]] = (),
        reopen: tuple[Callable[..., Library], tuple[Any, ...]] | None = None,
    ) -> None:
        """`source` is the compiled file or its bytes; `kinds` are the classes of kinds of one's
        own: entries of others are of classes made from what the file says of them. `reopen` is
        what a pickle calls, where that is not the class with the same source and kinds.

        Raises `LibraryFileError` for a file that can't be read, or was compiled for other fields
        than a class has, and `KindError` for a kind that it doesn't have.
        """
        self._source = os.fspath(source)
        given = tuple(kinds)
        self._reopen = reopen or (partial(Library, kinds=given), (self._source,))
        if isinstance(self._source, str) and os.path.isdir(self._source):
            raise LibraryFileError(
                f"{self._source} is a folder: open it with refresher_content.open_library"
            )
        self._connections = Connections(self._source)
        self.kinds: Kinds = self._connections.kinds
        """The kinds of its entries, by name."""
        if given:
            from refresher_content.library.own_kinds import as_given

            self.kinds = as_given(self.kinds, given)
        self._cached = lru_cache(CACHE_SIZE)(self._look_up)

    @property
    def source(self) -> Path | None:
        """The compiled file, None if the library is in memory."""
        from pathlib import Path

        return None if isinstance(self._source, bytes) else Path(self._source)

    @property
    def articles(self) -> Articles:
        """Every article."""
        return Articles(self, Article)

    @property
    def authors(self) -> Authors:
        """Every author."""
        return self._of_kind(Author)  # type: ignore[no-any-return] # as COLLECTIONS says

    @property
    def organizations(self) -> Organizations:
        """Every organisation."""
        return self._of_kind(Organization)  # type: ignore[no-any-return] # as COLLECTIONS says

    @property
    def columns(self) -> Columns:
        """Every column."""
        return self._of_kind(Column)  # type: ignore[no-any-return] # as COLLECTIONS says

    @property
    def issues(self) -> Issues:
        """Every issue."""
        return self._of_kind(Issue)  # type: ignore[no-any-return] # as COLLECTIONS says

    @property
    def topics(self) -> Topics:
        """Every topic."""
        return self._of_kind(Topic)  # type: ignore[no-any-return] # as COLLECTIONS says

    @property
    def references(self) -> References:
        """Every reference: what articles cite or the editors recommend."""
        return self._of_kind(Reference)  # type: ignore[no-any-return] # as COLLECTIONS says

    @property
    def links(self) -> Links:
        """Every link."""
        return self._of_kind(Link)  # type: ignore[no-any-return] # as COLLECTIONS says

    @cached_property
    def publication(self) -> Publication:
        """The periodical itself."""
        return Collection(self, Publication).one()

    @overload
    def collection(self, cls: type[E]) -> Collection[E]: ...
    @overload
    def collection(self, cls: str) -> Collection[Any]: ...

    def collection(self, cls: type[Entry] | str) -> Collection[Any]:
        """Every entry of a kind, given as its class or its name.

        Raises `UnknownIdError` for an unknown name, and for the class of a kind of one's own
        what opening the library with it raises.
        """
        if isinstance(cls, str):
            return self._of_kind(self._kind(cls))  # type: ignore[no-any-return] # as COLLECTIONS says
        known: Any = cls
        if not (isinstance(known, type) and issubclass(known, Entry)):
            raise TypeError(f"expected the class of a kind, such as Article, found {cls!r}")
        if cls not in self.kinds.values():
            from refresher_content.library.own_kinds import as_given

            as_given(self.kinds, (cls,))
        return self._of_kind(cls)  # type: ignore[no-any-return] # as COLLECTIONS says

    def _of_kind(self, cls: type[Entry]) -> Any:
        if cls is Article:
            return Articles(self, Article)
        from refresher_content.model.kind_collections import COLLECTIONS

        return COLLECTIONS.get(cls, Collection)(self, cls)

    def entry(self, kind: str, id_: str) -> Entry:
        """The entry of a kind and an id or alias. Raises `UnknownIdError` for an unknown kind
        or id.
        """
        found: Entry = self._of_kind(self._kind(kind))[id_]
        return found

    def _kind(self, name: str) -> type[Entry]:
        if name not in self.kinds:
            raise UnknownIdError("kind", str(name), self.kinds)
        return self.kinds[name]

    def search(
        self,
        query: str,
        limit: int = 10,
        *,
        offset: int = 0,
        fields: Iterable[str] | None = None,
        **filters: Unpack[ArticleFilters],
    ) -> Hits:
        """The articles that a query finds, best first; see `refresher_content.search`."""
        return self.articles.search(query, limit, offset=offset, fields=fields, **filters)

    def search_in(
        self,
        selection: Selection,
        query: str,
        limit: int,
        offset: int,
        fields: Iterable[str] | None,
    ) -> Hits:
        """The articles of a selection that a query finds."""
        from refresher_content.library.fulltext import search

        return search(self, selection, query, limit, offset, fields)

    def matching(self, cls: type[Entry], selection: Selection, query: str) -> tuple[int, ...]:
        """The rows of those entries of a selection that a query finds, best first."""
        from refresher_content.library.matching import matching

        return matching(self, cls, selection, query)

    def related(self, article: Article, limit: int = 3) -> tuple[Related, ...]:
        """The articles most similar to one, best first; see `Article.related`."""
        return self._similarity.related(article, limit)

    def cite(
        self, article: Article, style: Style | Path = "plain", of: Cited = "text", url: str = ""
    ) -> str:
        """A citation of an article; see `Article.cite`."""
        from refresher_content.cite import cite, cited

        return cite(cited(article.work(url), of), style)

    def __or__(self, other: Library) -> Library:
        """A library in memory with the entries of both. Where both have an entry of an id, and
        for the publication, the first counts. Needs the extra `authoring`.
        """
        made: Library = self.join(self, other) if _is_library(other) else NotImplemented
        return made

    def changes_since(self, old: Library) -> tuple[Change, ...]:
        """What is added, changed, renamed and removed in comparison with an older library."""
        from refresher_content.library.comparison import changes

        return tuple(changes(old, self))

    def close(self) -> None:
        """Closes the file. What was read stays; whatever asks for more raises
        `LibraryFileError`.
        """
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return self._reopen

    def __repr__(self) -> str:
        if not self._connections:
            return "<Library: closed>"
        return f"<Library {self.publication.title!r}: {len(self.articles)} articles>"

    # What entries and collections ask: see `refresher_content.model.protocols`.

    def select(self, cls: type[E], selection: Selection) -> Iterator[tuple[int, E]]:
        """The entries of a selection, each with the number of its row."""
        names = ("rowid", *schema.columns(cls))
        for rowid, *row in self.rows(*select(cls, selection, names)):
            yield rowid, self.bind(schema.read_entry(cls, row))

    def select_ids(self, cls: type[Entry], selection: Selection) -> list[tuple[int, str]]:
        """The ids of a selection, each with the number of its row."""
        return self.rows(*select(cls, selection, ("rowid", "id"))).fetchall()

    def count(self, cls: type[Entry], selection: Selection) -> int:
        """How many entries a selection has."""
        inner, params = select(cls, selection, ("rowid",), ordered=False)
        ((count,),) = self.rows(f"SELECT count(*) FROM ({inner})", params)
        return int(count)

    def ranked(self, cls: type[E], selection: Selection) -> tuple[int, ...]:
        """The rows of a selection, in an order for which its entries are asked."""
        rows = list(self.select(cls, selection.unordered()))
        for one in reversed(selection.order):
            key = order_key(cls, one)
            rows.sort(key=lambda row, key=key: key(row[1]), reverse=one.descending)  # type: ignore[misc] # untyped default
        return tuple(rowid for rowid, _ in rows)

    def count_facets(
        self, cls: type[Entry], selection: Selection, lookup: Lookup
    ) -> list[tuple[Any, int]]:
        """How many entries of a selection have each value, most first."""
        from refresher_content.library.facets import count_facets

        return count_facets(self.rows, cls, selection, lookup)

    def find(self, cls: type[E], id_: str) -> E | None:
        """The entry of a kind and an id or alias, or None; those asked for last are cached."""
        model: Any = cls
        found: Any = self._cached(model, id_)
        return found  # type: ignore[no-any-return] # of the class

    def _look_up(self, cls: type[Entry], id_: str) -> Entry | None:
        kind = cls.kind
        names = ", ".join(schema.columns(cls))
        row = self._connections.row(kind, id_, names, "fields_crc")
        if row is None and (real := self.real_id(kind, id_)):
            row = self._connections.row(kind, real, names, "fields_crc")
        return self.bind(schema.read_entry(cls, row)) if row else None

    def real_id(self, kind: str, id_: str) -> str | None:
        """The id itself if there is such an entry, the id that it is an alias of, or None."""
        row = self.rows(
            f"SELECT id FROM {kind} WHERE id = ? UNION ALL"
            " SELECT id FROM alias WHERE kind = ? AND alias = ? LIMIT 1",
            (id_, kind, id_),
        ).fetchone()
        return row[0] if row else None

    def known_ids(self, kind: str) -> tuple[str, ...]:
        """Every id and alias of a kind."""
        ids = self.rows(
            f"SELECT id FROM {kind} UNION ALL SELECT alias FROM alias WHERE kind = ?", (kind,)
        )
        return tuple(id_ for (id_,) in ids)

    def mentioned_by(self, entry: Entry) -> tuple[Entry, ...]:
        """The entries that an entry's text mentions, in order; see `Entry.mentions`."""
        row = self.rows("SELECT mentions FROM file WHERE path = ?", (entry.source,)).fetchone()
        try:
            names = [(one["kind"], one["id"]) for one in (loads(row[0]) if row else ())]
            found = [self.find(self.kinds[kind], id_) for kind, id_ in names]
        except (KeyError, TypeError, ValueError) as error:
            raise LibraryFileError(f"mentions can't be read: {error}") from error
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def in_column(self, article: Article, step: int) -> Article | None:
        """The article the given number of steps after another in its column, or None."""
        if article.column_id is None or article.number is None:
            return None
        rows = self.rows(
            'SELECT id FROM article WHERE "column" = ? AND "number" = ?',
            (article.column_id, article.number + step),
        )
        found = rows.fetchone()
        return self.find(Article, found[0]) if found else None

    def body_of(self, entry: Entry) -> Body:
        """An entry's text. Raises `UnknownIdError`."""
        return schema.read_body(self._body(entry))

    def form_of(self, entry: Entry, name: str) -> str:
        """One form of an entry's text, `markdown`, `html` or `text`. Raises `UnknownIdError`."""
        return str(self._body(entry)[schema.BODY_COLUMNS.index(name)])

    def _body(self, entry: Entry) -> tuple[Any, ...]:
        names = ", ".join(schema.BODY_COLUMNS)
        row = self._connections.row(entry.kind, entry.id, names, "body_crc")
        if row is None:
            raise UnknownIdError(entry.kind, entry.id, ())
        return row

    # What the package's other rooms ask.

    def rows(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The rows of a query over the tables that `refresher_content.library.schema` describes."""
        return self._connections.rows(sql, params)

    def bind(self, entry: E) -> E:
        """The entry, made to belong to this library."""
        object.__setattr__(entry, "_library", self)
        return entry

    @cached_property
    def _similarity(self) -> Similarity:
        from refresher_content.library.related import LibraryStore, Similarity

        return Similarity(LibraryStore(self))
