"""A compiled library and its collections: look up, filter, order, group, count."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from operator import index

from refresher_content import tables
from refresher_content.errors import (
    LibraryFileError,
    NotOneError,
    UnknownIdError,
    nearest,
)
from refresher_content.model import (
    KINDS,
    Article,
    Author,
    Body,
    Column,
    Entry,
    Issue,
    Link,
    Organization,
    Publication,
    Reference,
    Topic,
)
from refresher_content.plain import fields_of, filter_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any, Literal, TypeVar, overload

    from refresher_content.fulltext import Hit
    from refresher_content.related import Likeness

    E = TypeVar("E", bound=Entry)
    D = TypeVar("D")

__all__ = ["Articles", "Collection", "Library", "bundled", "open_library"]

_MAGIC = b"SQLite format 3\x00"
_BUNDLED = os.path.join(os.path.dirname(__file__), "library.sqlite")
_BUNDLED_CONTENT = os.path.join(os.path.dirname(__file__), "content")


def sort_key(text: str) -> str:
    """The key by which people look a text up: no matter its case, accents or punctuation."""
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum() or char == " ").strip()


class _Connection(sqlite3.Connection):
    """A connection that is closed with its library, without a ResourceWarning."""

    def __del__(self) -> None:
        self.close()


def connect(source: str | os.PathLike[str] | bytes) -> sqlite3.Connection:
    """A read-only connection to a compiled library, a file or its bytes.

    Raises FileNotFoundError if there is no such file, and `LibraryFileError` if it is
    not a compiled library or has a format that this version doesn't read.
    """
    if isinstance(source, bytes):
        connection = sqlite3.connect(":memory:", factory=_Connection, check_same_thread=False)
        connection.deserialize(source)
    else:
        with open(source, "rb") as file:
            if file.read(16) != _MAGIC:
                raise LibraryFileError(f"{source} is not a compiled library: not an SQLite file")
        # Each thread has a connection of its own, but another may be the one that closes it.
        connection = sqlite3.connect(
            _address(source), uri=True, factory=_Connection, check_same_thread=False
        )
    try:
        _check_format(connection, source)
        connection.create_function("sort_key", 1, sort_key, deterministic=True)
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _address(file: str | os.PathLike[str]) -> str:
    """A file's address, as https://www.sqlite.org/uri.html wants it."""
    path = os.path.realpath(file).replace(os.sep, "/")
    for char in "%?#":
        path = path.replace(char, f"%{ord(char):x}")
    root = "//" if path.startswith("/") else "///"
    # The file is never written in place, so SQLite need not watch for changes.
    return f"file:{root}{path}?mode=ro&immutable=1"


def _check_format(connection: sqlite3.Connection, source: str | os.PathLike[str] | bytes) -> None:
    name = "the data" if isinstance(source, bytes) else source
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise LibraryFileError(f"{name} is not a compiled library: {error}") from error
    if application != tables.APPLICATION_ID:
        raise LibraryFileError(f"{name} is not a compiled library, but some other SQLite file")
    if found > tables.FORMAT:
        raise LibraryFileError(
            f"{name} has the format {found}, newer than {tables.FORMAT}, which this version"
            " reads: upgrade refresher-content"
        )
    if found < tables.FORMAT:
        raise LibraryFileError(
            f"{name} has the format {found}, older than {tables.FORMAT}, which this version"
            " reads: compile the content again"
        )


class _Query:
    """A selection of a kind's rows, as SQL. It never changes."""

    __slots__ = ("limit", "offset", "order", "params", "where")

    def __init__(
        self,
        where: tuple[str, ...] = (),
        params: tuple[Any, ...] = (),
        order: tuple[str, ...] = (),
        offset: int = 0,
        limit: int = -1,
    ) -> None:
        self.where = where
        self.params = params
        self.order = order
        self.offset = offset
        self.limit = limit

    def narrowed(self, condition: str, *params: Any) -> _Query:
        where, values = (*self.where, condition), (*self.params, *params)
        return _Query(where, values, self.order, self.offset, self.limit)

    def sql(self, kind: str, what: str, *, ordered: bool = True) -> str:
        parts = [f"SELECT {what} FROM {kind}"]
        if self.where:
            parts.append("WHERE " + " AND ".join(self.where))
        if ordered:
            parts.append("ORDER BY " + ", ".join((*self.order, "place")))
        if self.limit >= 0 or self.offset:
            parts.append(f"LIMIT {self.limit} OFFSET {self.offset}")
        return " ".join(parts)


_FEW = 100
"""The longest slice whose entries are kept, once they have been read."""


def _at(places: Sequence[int], order: tuple[str, ...]) -> _Query:
    """The rows with these numbers."""
    import json

    condition = "place IN (SELECT value FROM json_each(?))"
    return _Query((condition,), (json.dumps(places),), order)


_ALL = _Query()
"""What a collection asks for that nothing has narrowed."""

_KEPT = 256
"""How many of the entries that were last looked up a library keeps."""


class Collection(Sequence["E"]):
    """Entries of one kind, in order. It never changes; what narrows it gives another.

    It reads only what is asked for: a filter over a large library touches the
    rows that are looked at. The default order is for articles newest first,
    then by column and the place in it; for issues newest first; for references by
    first author and year; for all others by name. Ids break every tie.
    """

    __slots__ = ("_cls", "_few", "_library", "_pending", "_query")

    def __init__(self, library: Library, cls: type[E], query: _Query | None = None) -> None:
        self._library = library
        self._cls = cls
        self._query = query or _ALL
        self._pending: tuple[Callable[[E], object], ...] = ()
        self._few: tuple[E, ...] | None = None

    # Reading

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: int | str) -> E: ...
        @overload
        def __getitem__(self, key: slice) -> Collection[E]: ...

    def __getitem__(self, key: int | str | slice) -> E | Collection[E]:
        """The entry of that id, alias or place; or a slice of the collection.

        Raises `UnknownIdError` for an id that isn't in it, IndexError for a place, and
        TypeError for what is neither.
        """
        if isinstance(key, slice):
            key.indices(0)  # refuses bounds that are no whole numbers
            return self._slice(key)
        if isinstance(key, str):
            entry = self.get(key)
            if entry is None:
                raise UnknownIdError(self._cls.kind, key, self._all_ids())
            return entry
        if not hasattr(key, "__index__"):
            raise TypeError(f"{self._cls.folder} have ids and places, and {key!r} is neither")
        place = index(key)
        found = self._slice(slice(place, place + 1 or None)).first()
        if found is None:
            raise IndexError(f"there is no place {place} among {len(self)} {self._cls.folder}")
        return found

    if TYPE_CHECKING:

        @overload
        def get(self, id_: str) -> E | None: ...
        @overload
        def get(self, id_: str, default: D) -> E | D: ...

    def get(self, id_: str, default: D | None = None) -> E | D | None:
        """The entry of that id or alias, or the default."""
        whole = self._query is _ALL and not self._pending
        found = self._library.find(self._cls, id_) if whole else self._read_one(id_)
        return default if found is None else found

    def _read_one(self, id_: str) -> E | None:
        """The entry of that id or alias, read anew."""
        for candidate in (id_, self._library.real_id(self._cls.kind, id_)):
            if candidate is not None:
                entry = self._narrowed("id = ?", candidate).first()
                if entry is not None:
                    return entry
        return None

    def __iter__(self) -> Iterator[E]:
        return iter(self._read_few()) if self._is_short() else self._read()

    def _is_short(self) -> bool:
        return 0 <= self._settled().limit <= _FEW

    def _read_few(self) -> tuple[E, ...]:
        """The entries of a short slice: `list` asks for its length and then for them, which
        is one question so.
        """
        if self._few is None:
            self._few = tuple(self._read())
        return self._few

    def _read(self) -> Iterator[E]:
        query = self._settled()
        names = ", ".join(tables.columns(self._cls))
        for row in self._library.rows(query.sql(self._cls.kind, names), query.params):
            yield self._library.bind(tables.read_entry(self._cls, row))

    def __len__(self) -> int:
        if self._is_short():
            return len(self._read_few())
        query = self._settled()
        inner = query.sql(self._cls.kind, "1", ordered=False)
        ((count,),) = self._library.rows(f"SELECT count(*) FROM ({inner})", query.params)
        return int(count)

    def __bool__(self) -> bool:
        return bool(len(self[:1]))

    def __contains__(self, item: object) -> bool:
        """Whether an entry, an id or an alias belongs to the collection."""
        if isinstance(item, str):
            return self.get(item) is not None
        return isinstance(item, self._cls) and self.get(item.id) == item

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        query = self._settled()
        return tuple(
            id_ for (id_,) in self._library.rows(query.sql(self._cls.kind, "id"), query.params)
        )

    def first(self) -> E | None:
        """The first entry, or None if there is none."""
        return next(iter(self._slice(slice(0, 1))), None)

    def one(self) -> E:
        """The only entry. Raises `NotOneError` if there is none, or more than one."""
        found = list(self._slice(slice(0, 2)))
        if len(found) != 1:
            number = "none" if not found else str(len(self))
            raise NotOneError(f"expected one {self._cls.kind}, found {number}")
        return found[0]

    # Narrowing and ordering

    def filter(
        self,
        *predicates: Callable[[E], object],
        **words: str | int | Entry | Sequence[str | int | Entry],
    ) -> Collection[E]:
        """Those entries that every predicate and every word admits.

        A word takes an id, an entry or a year, or a list of them, of which any may match.
        Raises TypeError for a word that the kind doesn't have or a value of the wrong
        type, `UnknownIdError` for the id of an entry that doesn't exist, and ValueError
        for a text that is no year, or none of the few that the word can have.
        """
        for test in predicates:
            if not callable(test):
                raise TypeError(f"{test!r} is no predicate: expected a function of an entry")
        result = self
        for word, value in words.items():
            result = result._with_facet(word, self._values(word, value))
        if predicates:
            result = result._with(result._query)
            result._pending = (*self._pending, *predicates)
        return result

    def order_by(self, *keys: str) -> Collection[E]:
        """The same entries ordered by the given keys; `-` before a key turns it round.

        Texts are ordered as people look them up, no matter case and accents. Equal
        entries stay in the default order. Raises ValueError for a key that the
        kind doesn't have or that can't be ordered.
        """
        settled = self._flat()
        order = tuple(self._order(key) for key in keys)
        return self._with(_Query(settled.where, settled.params, order))

    def reverse(self) -> Collection[E]:
        """The same entries, last first."""
        query = self._flat()
        turned = tuple(
            part.removesuffix(" DESC") if part.endswith(" DESC") else f"{part} DESC"
            for part in (*query.order, "place")
        )
        return self._with(_Query(query.where, query.params, turned))

    if TYPE_CHECKING:
        # A literal text is the more specific of the two.

        @overload
        def facets(  # type: ignore[overload-overlap]
            self, word: Literal["year"]
        ) -> dict[int, int]: ...
        @overload
        def facets(self, word: str) -> dict[str, int]: ...

    def facets(self, word: str) -> dict[int, int] | dict[str, int]:
        """How many entries there are for each value of a filter word, most first; the value
        is an id, or a number for a year. Raises TypeError for an unknown word.
        """
        self._check_word(word)
        query = self._settled()
        inner = query.sql(self._cls.kind, "place", ordered=bool(query.limit >= 0))
        rows = self._library.rows(
            "SELECT value, count(*) FROM facet WHERE kind = ? AND word = ?"
            f" AND place IN ({inner}) GROUP BY value ORDER BY count(*) DESC, value",
            (self._cls.kind, word, *query.params),
        )
        return {_facet(word, value): count for value, count in rows}

    if TYPE_CHECKING:

        @overload
        def group_by(  # type: ignore[overload-overlap]
            self, word: Literal["year"]
        ) -> dict[int, Collection[E]]: ...
        @overload
        def group_by(self, word: str) -> dict[str, Collection[E]]: ...

    def group_by(self, word: str) -> dict[int, Collection[E]] | dict[str, Collection[E]]:
        """The entries for each value of a filter word, in the order of `facets`. One that has
        several values, or none, stands in several groups, or none.
        """
        return {value: self._with_facet(word, [str(value)]) for value in self.facets(word)}

    # Being a value

    def __eq__(self, other: object) -> bool:
        """Collections are equal if they hold equal entries in the same order."""
        if not isinstance(other, Collection):
            return NotImplemented
        return self._cls is other._cls and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self._cls, self.ids))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self._library, self._cls, self._settled())

    def __repr__(self) -> str:
        shown = [entry.id for entry in self[:4]]
        more = ", …" if len(shown) == 4 else ""
        return f"<{len(self)} {self._cls.folder}: {', '.join(shown[:3])}{more}>"

    def _repr_html_(self) -> str:
        from refresher_content.card import table

        return table(self)

    # Inner works

    def _with(self, query: _Query) -> Collection[E]:
        result = type(self)(self._library, self._cls, query)
        result._pending = self._pending if query is self._query else ()
        return result

    def _narrowed(self, condition: str, *params: Any) -> Collection[E]:
        return self._with(self._flat().narrowed(condition, *params))

    def _with_facet(self, word: str, values: Sequence[str]) -> Collection[E]:
        condition = (
            "place IN (SELECT place FROM facet WHERE kind = ? AND word = ?"
            f" AND value IN ({', '.join('?' * len(values))}))"
        )
        return self._narrowed(condition, self._cls.kind, word, *values)

    def _settled(self) -> _Query:
        """The query with the predicates' answers in it, which are asked for once."""
        if self._pending:
            pending, self._pending = self._pending, ()
            names = ", ".join(("place", *tables.columns(self._cls)))
            rows = self._library.rows(self._query.sql(self._cls.kind, names), self._query.params)
            places = [
                row[0]
                for row in rows
                if all(
                    test(self._library.bind(tables.read_entry(self._cls, row[1:])))
                    for test in pending
                )
            ]
            self._query = _at(places, self._query.order)
        return self._query

    def _flat(self) -> _Query:
        """The query in a form to which conditions can be added: a slice becomes one."""
        query = self._settled()
        if query.limit < 0 and not query.offset:
            return query
        inner = query.sql(self._cls.kind, "place")
        return _Query((f"place IN ({inner})",), query.params, query.order)

    def _slice(self, key: slice) -> Collection[E]:
        query = self._settled()
        start, stop, step = key.start, key.stop, 1 if key.step is None else key.step
        if step != 1 or (start or 0) < 0 or (stop is not None and stop < 0):
            return self._uneven_slice(key)
        start = start or 0
        room = query.limit if query.limit >= 0 else None
        length = None if stop is None else max(0, stop - start)
        if room is not None:
            left = max(0, room - start)
            length = left if length is None else min(length, left)
        limit = -1 if length is None else length
        offset = query.offset + start
        return self._with(_Query(query.where, query.params, query.order, offset, limit))

    def _uneven_slice(self, key: slice) -> Collection[E]:
        """A slice that counts from the end or skips: its places are read at once."""
        start, stop, step = key.indices(len(self))
        if step == 1:
            return self._slice(slice(start, max(start, stop)))
        query = self._settled()
        rows = self._library.rows(query.sql(self._cls.kind, "place"), query.params)
        kept = self._with(_at([place for (place,) in rows][key], query.order))
        return kept.reverse() if step < 0 else kept

    def _values(self, word: str, value: Any) -> list[str]:
        self._check_word(word)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [self._value(word, one) for one in value]
        return [self._value(word, value)]

    def _value(self, word: str, value: Any) -> str:
        """The value as `facet` has it. A language alone may be any text."""
        if isinstance(value, Entry):
            if word == "mentions":
                return f"{value.kind}:{value.id}"
            if value.kind != word:
                raise TypeError(f"the filter {word!r} takes no {value.kind}")
            return value.id
        if word == "year":
            return _year(value)
        if not isinstance(value, str):
            raise TypeError(f"the filter {word!r} takes texts, not {value!r}")
        if word == "mentions":
            return self._mention(value)
        return self._known_id(word, value) if word in KINDS else self._choice(word, value)

    def _mention(self, value: str) -> str:
        kind, colon, id_ = value.partition(":")
        if not colon:
            meant = [f"{kind}:{value}" for kind in KINDS if self._library.real_id(kind, value)]
            raise UnknownIdError("entry", value, meant)
        if kind not in KINDS:
            raise UnknownIdError("kind", kind, KINDS)
        return f"{kind}:{self._known_id(kind, id_)}"

    def _known_id(self, kind: str, id_: str) -> str:
        found = self._library.real_id(kind, id_)
        if found is None:
            raise UnknownIdError(kind, id_, self._library.collection(KINDS[kind]).ids)
        return found

    def _choice(self, word: str, value: str) -> str:
        choices = next((spec.choices for spec in fields_of(self._cls) if spec.key == word), ())
        if choices and value not in choices:
            near = nearest(value, choices)
            hint = f"; did you mean {near!r}?" if near else ""
            allowed = " or ".join(map(repr, choices))
            raise ValueError(f"the filter {word!r} takes {allowed}, not {value!r}{hint}")
        return value

    def _check_word(self, word: str) -> None:
        words = filter_words(self._cls)
        if word not in words:
            near = nearest(word, words)
            hint = f"; did you mean {near!r}?" if near else f"; they have {', '.join(words)}"
            raise TypeError(f"{self._cls.folder} have no filter {word!r}{hint}")

    def _order(self, key: str) -> str:
        name, direction = key.removeprefix("-"), " DESC" if key.startswith("-") else ""
        specs = {spec.key: spec for spec in fields_of(self._cls) if not spec.structured}
        if name not in specs:
            near = nearest(name, specs)
            hint = f"; did you mean {near!r}?" if near else f"; they have {', '.join(specs)}"
            raise ValueError(f"{self._cls.folder} can't be ordered by {name!r}{hint}")
        by_text = specs[name].type is str and specs[name].refers_to is None
        return (f'sort_key("{name}")' if by_text else f'"{name}"') + direction

    def _all_ids(self) -> tuple[str, ...]:
        aliases = self._library.rows("SELECT alias FROM alias WHERE kind = ?", (self._cls.kind,))
        return (*self.ids, *(alias for (alias,) in aliases))


def _restored(
    cls: type[Collection[E]], library: Library, kind: type[E], query: _Query
) -> Collection[E]:
    return cls(library, kind, query)


def _year(value: Any) -> str:
    """The year as `facet` has it. True is a number to Python, but no year."""
    if not isinstance(value, str) and (isinstance(value, bool) or not hasattr(value, "__index__")):
        raise TypeError(f"the filter 'year' takes a number or text of four digits, not {value!r}")
    text = value if isinstance(value, str) else f"{index(value):04}"
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(f"{value!r} is no year: expected four digits, as in 2009")
    return str(int(text))


def _facet(word: str, value: str) -> Any:
    return int(value) if word == "year" else value


class Articles(Collection[Article]):
    """A collection of articles; its filter words are spelled out for editors."""

    __slots__ = ()

    def filter(  # type: ignore[override]
        self,
        *predicates: Callable[[Article], object],
        author: str | Author | Sequence[str | Author] | None = None,
        column: str | Column | Sequence[str | Column] | None = None,
        issue: str | Issue | Sequence[str | Issue] | None = None,
        topic: str | Topic | Sequence[str | Topic] | None = None,
        reference: str | Reference | Sequence[str | Reference] | None = None,
        year: int | str | Sequence[int | str] | None = None,
        language: str | Sequence[str] | None = None,
        mentions: str | Entry | Sequence[str | Entry] | None = None,
        **unknown: Any,
    ) -> Articles:
        """Those articles that every predicate and every word admits; see `Collection.filter`.

        `mentions` takes an entry that the text links to, or its kind and id as in
        `"article:some-id"`; a word that is None admits all.
        """
        words = {
            "author": author,
            "column": column,
            "issue": issue,
            "topic": topic,
            "reference": reference,
            "year": year,
            "language": language,
            "mentions": mentions,
        }
        given: dict[str, Any] = {word: one for word, one in words.items() if one is not None}
        found: Any = super().filter(*predicates, **given, **unknown)
        return found  # type: ignore[no-any-return]

    if TYPE_CHECKING:
        # The same methods, with the kind of collection that they give.

        @overload
        def __getitem__(self, key: int | str) -> Article: ...
        @overload
        def __getitem__(self, key: slice) -> Articles: ...
        def __getitem__(self, key: Any) -> Any: ...
        def order_by(self, *keys: str) -> Articles: ...  # noqa: D102 - Collection has it
        def reverse(self) -> Articles: ...  # noqa: D102


class Library:
    """A periodical's archive: a compiled file, opened to be read.

    Any number of threads and processes may share it; each thread has a
    connection of its own, closed with the library's last entry. It can be pickled.
    """

    def __init__(
        self,
        source: str | os.PathLike[str] | bytes,
        origin: str | os.PathLike[str] | None = None,
    ) -> None:
        """`source` is the compiled file or its bytes, `origin` the folder it was made of."""
        self._source = os.fspath(source)
        self._origin = origin and os.fspath(origin)
        self._local = threading.local()
        self._kept = lru_cache(_KEPT)(self._look_up)
        self._connection()  # so that a file that is none of ours is refused here

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
    def authors(self) -> Collection[Author]:
        """Every author."""
        return Collection(self, Author)

    @property
    def organizations(self) -> Collection[Organization]:
        """Every organisation."""
        return Collection(self, Organization)

    @property
    def columns(self) -> Collection[Column]:
        """Every column."""
        return Collection(self, Column)

    @property
    def issues(self) -> Collection[Issue]:
        """Every issue."""
        return Collection(self, Issue)

    @property
    def topics(self) -> Collection[Topic]:
        """Every topic."""
        return Collection(self, Topic)

    @property
    def references(self) -> Collection[Reference]:
        """Every reference: what articles cite or the editors recommend."""
        return Collection(self, Reference)

    @property
    def links(self) -> Collection[Link]:
        """Every link."""
        return Collection(self, Link)

    @cached_property
    def publication(self) -> Publication:
        """The periodical itself."""
        return Collection(self, Publication).one()

    def collection(self, cls: type[E]) -> Collection[E]:
        """Every entry of a kind."""
        collection: Any = Articles if cls is Article else Collection
        return collection(self, cls)  # type: ignore[no-any-return]

    def entry(self, kind: str, id_: str) -> Entry:
        """The entry of a kind and an id or alias. Raises `UnknownIdError`."""
        return self.collection(KINDS[kind])[id_]

    def search(self, query: str, limit: int = 10, **words: Any) -> list[Hit]:
        """The articles that a query finds, best first; see `refresher_content.fulltext.search`."""
        from refresher_content.fulltext import search

        return search(self, query, limit, **words)

    def in_column(self, article: Article, step: int) -> Article | None:
        """The article so many steps after another in its column, or None."""
        if article.column_id is None or article.number is None:
            return None
        query = _Query(
            ('"column" = ?', '"number" = ?'),
            (article.column_id, article.number + step),
        )
        return Collection(self, Article, query).first()

    # For the package's other rooms

    @cached_property
    def likeness(self) -> Likeness:
        """What likeness between articles is reckoned from."""
        from refresher_content.related import Likeness

        return Likeness(self)

    def find(self, cls: type[E], id_: str) -> E | None:
        """The entry of a kind and an id or alias; those asked for last are at hand."""
        found: E | None = self._kept(cls.kind, id_)
        return found

    def _look_up(self, kind: str, id_: str) -> Any:
        return Collection(self, KINDS[kind])._read_one(id_)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The rows of a query over the tables that `refresher_content.tables` describes."""
        return self._connection().execute(sql, params)

    def bind(self, entry: E) -> E:
        """The entry, made to belong to this library."""
        object.__setattr__(entry, "_library", self)
        return entry

    def body_of(self, entry: Entry) -> Body:
        """An entry's text. Raises `UnknownIdError`."""
        return tables.read_body(self._columns_of(entry, ", ".join(tables.BODY_COLUMNS)))

    def form_of(self, entry: Entry, name: str) -> str:
        """One form of an entry's text, `markdown`, `html` or `text`. Raises `UnknownIdError`."""
        form: str = self._columns_of(entry, name)[0]
        return form

    def _columns_of(self, entry: Entry, names: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self.rows(
            f"SELECT {names} FROM {entry.kind} WHERE id = ?", (entry.id,)
        ).fetchone()
        if row is None:
            raise UnknownIdError(entry.kind, entry.id, ())
        return row

    def real_id(self, kind: str, id_: str) -> str | None:
        """The id itself if there is such an entry, the id that it is an alias of, or None."""
        row = self.rows(
            f"SELECT id FROM {kind} WHERE id = ? UNION ALL"
            " SELECT id FROM alias WHERE kind = ? AND alias = ? LIMIT 1",
            (id_, kind, id_),
        ).fetchone()
        return row[0] if row else None

    def _connection(self) -> sqlite3.Connection:
        # A connection must not be used in a child process that was forked from its own.
        if getattr(self._local, "process", None) != os.getpid():
            self._local.connection = connect(self._source)
            self._local.process = os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def __reduce__(self) -> tuple[Any, ...]:
        place = self._origin or self._source
        if isinstance(place, bytes):
            return Library, (place,)
        return (bundled, ()) if place in (_BUNDLED, _BUNDLED_CONTENT) else (_reopened, (place,))

    def __repr__(self) -> str:
        return f"<Library {self.publication.title!r}: {len(self.articles)} articles>"


@lru_cache(maxsize=1)
def bundled() -> Library:
    """The library that comes with the package.

    An installed package has it compiled; in a checkout it is compiled from the
    Markdown beside it, for which the extra `authoring` is needed.
    """
    return Library(_BUNDLED) if os.path.exists(_BUNDLED) else open_library(_BUNDLED_CONTENT)


@lru_cache(maxsize=8)
def _reopened(place: str) -> Library:
    return open_library(place)


def open_library(place: str | os.PathLike[str]) -> Library:
    """The library in a folder of Markdown files, or in a compiled file.

    A folder is compiled on the way, for which the extra `authoring` is needed; the
    result is kept in the user's cache, so that the next time only changed files
    are parsed. Raises FileNotFoundError, `LibraryFileError` for a file that is not
    a compiled library, and `ContentError` for a folder with faults.
    """
    from pathlib import Path

    path = Path(place)
    if not path.is_dir():
        return Library(path.resolve())
    from refresher_content.compile import compile_folder, compile_to_bytes, is_current

    path = path.resolve()
    cached = _cache_file(path)
    try:
        if not is_current(path, cached):
            compile_folder(path, cached)
    except (PermissionError, NotADirectoryError, sqlite3.OperationalError):
        return Library(compile_to_bytes(path), origin=path)
    return Library(cached, origin=path)


def _cache_file(folder: Path) -> Path:
    """Where a folder's library is kept."""
    from hashlib import sha256

    name = sha256(str(folder).encode()).hexdigest()[:16]
    return cache_folder() / f"{name}.sqlite"


def cache_folder() -> Path:
    """The package's folder in the user's cache, by the XDG Base Directory Specification."""
    from pathlib import Path

    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "refresher-content"
