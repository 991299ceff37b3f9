"""A compiled library: where it is found, how it is opened, and what it holds."""

from __future__ import annotations

import os
import sqlite3
import threading
from functools import cached_property, lru_cache

from refresher_content.errors import LibraryFileError, UnknownIdError
from refresher_content.library import schema
from refresher_content.library.collection import Articles, Collection, Query
from refresher_content.model.entries import (
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any, TypeVar

    from refresher_content.library.fulltext import Hit
    from refresher_content.library.related import Likeness

    E = TypeVar("E", bound=Entry)

__all__ = ["Library", "bundled", "cache_folder", "connect", "open_library", "sort_key"]

_MAGIC = b"SQLite format 3\x00"
_BUNDLED = os.path.join(os.path.dirname(os.path.dirname(__file__)), "library.sqlite")
_BUNDLED_CONTENT = os.path.join(os.path.dirname(os.path.dirname(__file__)), "content")


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
    if application != schema.APPLICATION_ID:
        raise LibraryFileError(f"{name} is not a compiled library, but some other SQLite file")
    if found > schema.FORMAT:
        raise LibraryFileError(
            f"{name} has the format {found}, newer than {schema.FORMAT}, which this version"
            " reads: upgrade refresher-content"
        )
    if found < schema.FORMAT:
        raise LibraryFileError(
            f"{name} has the format {found}, older than {schema.FORMAT}, which this version"
            " reads: compile the content again"
        )


_KEPT = 256
"""How many of the entries that were last looked up a library keeps."""


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
        from refresher_content.library.fulltext import search

        return search(self, query, limit, **words)

    def in_column(self, article: Article, step: int) -> Article | None:
        """The article so many steps after another in its column, or None."""
        if article.column_id is None or article.number is None:
            return None
        query = Query(
            ('"column" = ?', '"number" = ?'),
            (article.column_id, article.number + step),
        )
        return Collection(self, Article, query).first()

    # For the package's other rooms

    @cached_property
    def likeness(self) -> Likeness:
        """What likeness between articles is reckoned from."""
        from refresher_content.library.related import Likeness

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
        return schema.read_body(self._columns_of(entry, ", ".join(schema.BODY_COLUMNS)))

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
    from refresher_content.compiler.compile import compile_folder, compile_to_bytes, is_current

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
