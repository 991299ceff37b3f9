"""The checksums of a compiled file: a flipped bit, a lost page, a cut end give an error, never
another answer.

A seal of sixteen bytes stands behind the last page: a mark and the CRC-32 of all that is before
it. It is compared before the first answer that depends on several rows. A look-up by id needs
one row, which has checksums of its own, so that opening costs the same whatever the size.
SQLite takes no notice of the seal.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from refresher_content.errors import LibraryFileError

__all__ = ["SIZE", "Seal", "checksum", "seal_file", "sealed"]

_MARK = b"RFCL CRC-32:"
SIZE = len(_MARK) + 4
"""How many bytes a seal has."""

_CHUNK = 1 << 20


def checksum(cells: Sequence[Any]) -> int:
    """The checksum of cells of a row: numbers, texts and None."""
    return crc32(repr(tuple(cells)).encode())


def sealed(data: bytes) -> bytes:
    """The bytes of a file with their seal."""
    return data + _MARK + crc32(data).to_bytes(4, "big")


def seal_file(path: str | os.PathLike[str]) -> None:
    """Puts the seal behind a file's last page."""
    with open(path, "r+b") as file:
        crc = 0
        while chunk := file.read(_CHUNK):
            crc = crc32(chunk, crc)
        file.write(_MARK + crc.to_bytes(4, "big"))


def _read(file: int, size: int, place: int) -> bytes:
    """Bytes of a file; two processes may share it, and so its position."""
    if hasattr(os, "pread"):
        return os.pread(file, size, place)
    os.lseek(file, place, os.SEEK_SET)
    return os.read(file, size)


class Seal:
    """The seal of a file as it was opened, whatever has its name since; or of bytes."""

    def __init__(self, source: str | os.PathLike[str] | bytes) -> None:
        self._name = "the data" if isinstance(source, bytes) else os.fspath(source)
        self._data = source if isinstance(source, bytes) else b""
        self._lock = allocate_lock()
        self._checked = False
        self._file = -1
        if not isinstance(source, bytes):
            self._file = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self.head = self._data[:16] if self._file < 0 else _read(self._file, 16, 0)
        """The first sixteen bytes."""

    def check(self) -> None:
        """Compares the seal, if that has not been done. Raises `LibraryFileError` if the file
        isn't what was written.
        """
        if self._checked:
            return
        with self._lock:
            if not self._checked:
                self._compare()
                self._checked = True
        self.close()

    def _compare(self) -> None:
        size = len(self._data) if self._file < 0 else os.fstat(self._file).st_size
        body, crc = size - SIZE, 0
        if self._file < 0:
            crc, seal = crc32(memoryview(self._data)[: max(0, body)]), self._data[-SIZE:]
        else:
            place = 0
            while place < body and (chunk := _read(self._file, min(body - place, _CHUNK), place)):
                crc = crc32(chunk, crc)
                place += len(chunk)
            seal = _read(self._file, SIZE, place)
        if body < 0 or seal != _MARK + crc.to_bytes(4, "big"):
            raise self.broken("its checksum is wrong")

    def broken(self, why: object) -> LibraryFileError:
        """The error for a file that isn't what was written."""
        return LibraryFileError(f"{self._name} is damaged ({why}): compile the content again")

    def close(self) -> None:
        """Lets go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._data = b""

    def __del__(self) -> None:
        self.close()
