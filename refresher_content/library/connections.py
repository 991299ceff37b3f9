"""An open compiled file: a connection for each thread and process, and the file's seal."""

from __future__ import annotations

import os
import sqlite3
from _thread import get_ident
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from refresher_content.errors import LibraryFileError
from refresher_content.library.database import Connection, connect
from refresher_content.library.seal import Seal, checksum

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["Connections"]


class _Rows(sqlite3.Cursor):
    """The rows of a query. What is wrong with the file shows when they are read."""

    seal: Seal

    def __iter__(self) -> Iterator[tuple[Any, ...]]:  # type: ignore[override] # a generator is enough
        try:
            yield from iter(super().fetchone, None)
        except sqlite3.DatabaseError as error:
            raise self.seal.broken(error) from error

    def fetchone(self) -> Any:
        """The next row, or None."""
        try:
            return super().fetchone()
        except sqlite3.DatabaseError as error:
            raise self.seal.broken(error) from error

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        try:
            return super().fetchall()
        except sqlite3.DatabaseError as error:
            raise self.seal.broken(error) from error


class Connections:
    """The connections to a file as it was when it was opened, whatever has its name since."""

    def __init__(self, source: str | bytes) -> None:
        self._source = source
        self._state = self._file_state()
        self._process = os.getpid()
        self._seal = Seal(source)
        self._open = {self._holder: connect(source, self._seal)}

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def kinds(self) -> Kinds:
        """The kinds of the file's entries."""
        return self._connection().kinds

    def rows(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The rows of a query, after the file's checksum was compared."""
        connection = self._connection()
        self._seal.check()
        cursor = connection.cursor(_Rows)
        cursor.seal = self._seal
        try:
            return cursor.execute(sql, params)
        except sqlite3.DatabaseError as error:
            # Its subclasses are about the statement, and not about the file.
            if type(error) is not sqlite3.DatabaseError:
                raise
            raise self._seal.broken(error) from error

    def row(self, kind: str, id_: str, names: str, crc: str) -> tuple[Any, ...] | None:
        """The cells of an entry's row, with its number before them: compared with their own
        checksum, which is faster than with the file's. None if there is no such row.
        """
        try:
            found = self._connection().execute(
                f"SELECT {crc}, id, rowid, {names} FROM {kind} WHERE id = ?", (id_,)
            )
            row: tuple[Any, ...] | None = found.fetchone()
        except sqlite3.DatabaseError as error:
            raise self._seal.broken(error) from error
        if row is None:
            self._seal.check()
            return None
        if row[0] != checksum(row[2:]) or row[1] != id_:
            raise self._seal.broken(f"the checksum of the {kind} {id_!r} is wrong")
        return row[3:]

    def close(self) -> None:
        """Closes all."""
        while self._open:
            self._open.popitem()[1].close()
        self._seal.close()

    def _connection(self) -> Connection:
        if not self._open:
            raise LibraryFileError("the library is closed: open it again")
        connection = self._open.get(self._holder)
        if connection is None:
            connection = self._open[self._holder] = self._connect_again()
        return connection

    @property
    def _holder(self) -> tuple[int, int]:
        """Whose connection a query uses: this process's and this thread's.

        Threads share none: SQLite would wait for one that waits for Python. Nor do processes: a
        connection must not be used in a process that was forked from its own.
        """
        return os.getpid(), get_ident()

    def _connect_again(self) -> Connection:
        """One more connection to the file as it was when the library was opened."""
        if self._file_state() == self._state:
            return connect(self._source, self._seal)
        if self._process == os.getpid():
            # The first connection still reads the file that was there.
            first = next(iter(self._open.values()))
            return connect(first.serialize(), self._seal)
        raise LibraryFileError(f"{self._source!r} was replaced after it was opened")

    def _file_state(self) -> tuple[int, ...]:
        if isinstance(self._source, bytes):
            return ()
        try:
            state = os.stat(self._source)
        except OSError:
            return ()
        return state.st_ino, state.st_size, state.st_mtime_ns
