"""A compiled file as an SQLite connection: opened, checked, read-only."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from refresher_content.errors import LibraryFileError
from refresher_content.library import schema
from refresher_content.library.seal import Seal
from refresher_content.model import KINDS

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["Connection", "connect", "sort_key"]

_MAGIC = b"SQLite format 3\x00"


def sort_key(text: str) -> str:
    """The key by which people look a text up: no matter its case, accents or punctuation."""
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum() or char == " ").strip()


class Connection(sqlite3.Connection):
    """A connection that is closed with its library, without a ResourceWarning."""

    kinds: Kinds = KINDS
    """The kinds of the file's entries."""

    def __del__(self) -> None:
        self.close()


def connect(source: str | os.PathLike[str] | bytes, seal: Seal | None = None) -> Connection:
    """A read-only connection to a compiled library, a file or its bytes, whose seal is checked
    unless `seal` is it.

    Raises FileNotFoundError if there is no such file, and `LibraryFileError` if it is
    not a compiled library, is damaged, or has a format that this version doesn't read.
    """
    whole = seal or Seal(source)
    if isinstance(source, bytes):
        if not source.startswith(_MAGIC):
            raise LibraryFileError("the data is not a compiled library: not an SQLite file")
        connection = sqlite3.connect(":memory:", factory=Connection, check_same_thread=False)
        try:
            connection.deserialize(source)
        except sqlite3.DatabaseError as error:
            raise LibraryFileError(f"the data is not a compiled library: {error}") from error
    else:
        if whole.head != _MAGIC:
            raise LibraryFileError(f"{source} is not a compiled library: not an SQLite file")
        # Each thread has a connection of its own, but another may be the one that closes it.
        connection = sqlite3.connect(
            _address(source), uri=True, factory=Connection, check_same_thread=False
        )
    try:
        _check_format(connection, source)
        if seal is None:
            whole.check()
            whole.close()
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


def _check_format(connection: Connection, source: str | os.PathLike[str] | bytes) -> None:
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
    try:
        (layout,) = connection.execute("SELECT fields FROM layout").fetchone()
    except (sqlite3.DatabaseError, TypeError, ValueError):
        layout = None
    if layout != schema.layout():
        connection.kinds = _kinds_in(layout, name)
    try:
        made = set(connection.execute("SELECT type, name, sql FROM sqlite_schema"))
    except sqlite3.DatabaseError as error:
        raise LibraryFileError(f"{name} is not a compiled library: {error}") from error
    # What SQLite makes for itself, it names itself: nobody can give such names.
    foreign = sorted(
        str(one)
        for type_, one, sql in made - schema.statements(connection.kinds)
        if not (type_ == "index" and sql is None)
        and not (type_ == "table" and one in schema.FULLTEXT_TABLES)
    )
    if foreign or not made >= schema.statements(connection.kinds):
        what = f"has {foreign[0]!r}" if foreign else "lacks a table"
        raise LibraryFileError(f"{name} is not a compiled library: it {what}")


def _kinds_in(layout: object, name: object) -> Kinds:
    """The kinds of a file that lists these fields, which aren't just those of every library."""
    # Most files have none of their own.
    from refresher_content.library.own_kinds import kinds_in

    try:
        return kinds_in(str(layout))
    except LibraryFileError as error:
        raise LibraryFileError(
            f"{name} was compiled by a version with other fields: compile the content again"
            f" ({error})"
        ) from error
