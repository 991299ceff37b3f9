"""The previous compilation, as its library records it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refresher_content.compiler.key_terms import KeyTerms
from refresher_content.errors import LibraryFileError
from refresher_content.library import schema
from refresher_content.library.database import connect
from refresher_content.library.own_kinds import layout
from refresher_content.source.body import Mention
from refresher_content.source.files import Shown, SourceFile, read_bytes, sha256_of
from refresher_content.source.finding import PUBLICATION

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["Previous", "stored_file", "stored_files"]


class Previous:
    """The files that the previous library was compiled from, and the key terms of its articles."""

    def __init__(self, library: Path | None, folder: Path, kinds: Kinds) -> None:
        self._folder = folder
        self._kinds = kinds
        self._rows: dict[str, Any] = {}
        # The texts of the articles, and their key terms.
        self.texts: list[str] = []
        self.key_terms: KeyTerms = ({}, [])
        if library is None or not library.is_file():
            return
        try:
            connection = connect(library)
        except LibraryFileError:
            return
        with closing(connection):
            if layout(connection.kinds) != layout(kinds):
                return
            self._read(connection)
        # Articles take their language and rights from the publication.
        if not self._is_current(PUBLICATION):
            self._rows.clear()

    def _read(self, connection: sqlite3.Connection) -> None:
        self._rows = stored_files(connection.execute, self._kinds)
        articles = connection.execute("SELECT title, text FROM article ORDER BY rowid")
        self.texts = [f"{title} {text}" for title, text in articles]
        counts, terms = (
            connection.execute(f"SELECT * FROM {name}") for name in ("term", "keyterm")
        )
        self.key_terms = (dict(counts), terms.fetchall())

    def _is_current(self, path: str) -> bool:
        """Whether a file is the same as it was."""
        if path not in self._rows:
            return False
        try:
            data = read_bytes(self._folder, path)
        except OSError:
            return False
        recorded: str = self._rows[path][0]
        return sha256_of(data) == recorded

    def unchanged(self, path: str) -> SourceFile | None:
        """The file as it was, if it hasn't changed since; otherwise None, as for a file with
        a warning: it is read again, so that the warning is reported again.
        """
        if not self._is_current(path):
            return None
        stored = self._rows[path]
        return stored_file(path, stored, self._kinds) if stored[5] == "[]" else None


def stored_files(
    execute: Callable[[str], Iterable[Any]], kinds: Kinds
) -> dict[str, tuple[Any, ...]]:
    """What a library records of each file that it was compiled from, by its path."""
    bodies = ", ".join(schema.BODY_COLUMNS)
    entries = {
        (kind, row[0]): row
        for kind, cls in kinds.items()
        for row in execute(f"SELECT {', '.join(schema.columns(cls))}, {bodies} FROM {kind}")
    }
    return {
        path: (sha256, kind, entries[kind, id_], *rest)
        for path, sha256, kind, id_, *rest in execute("SELECT * FROM file ORDER BY path")
    }


def stored_file(path: str, stored: tuple[Any, ...], kinds: Kinds) -> SourceFile:
    """A file as it was when the library was compiled."""
    sha256, kind, row, mentions, assets, _, ids, lists = stored
    listed = json.loads(mentions)
    return SourceFile(
        path=path,
        sha256=sha256,
        cls=kinds[kind],
        entry=schema.read_entry(kinds[kind], row[: -len(schema.BODY_COLUMNS)]),
        row=row,
        mentions=tuple(_mention(one) for one in listed),
        shown=tuple(
            Shown(one["kind"], one["id"], one["title"], one.get("language", "")) for one in listed
        ),
        assets=tuple(json.loads(assets)),
        ids=frozenset(json.loads(ids)),
        lists=bool(lists),
    )


def _mention(stored: Mapping[str, str]) -> Mention:
    fragment = stored.get("fragment", "")
    if path := stored.get("path"):
        return Mention(path=path, fragment=fragment)
    return Mention(kind=stored["kind"], id=stored["id"], fragment=fragment)
