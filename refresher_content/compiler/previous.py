"""The previous compilation, as its library records it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from refresher_content.compiler.key_terms import KeyTerms
from refresher_content.errors import LibraryFileError
from refresher_content.library import schema
from refresher_content.library.database import connect
from refresher_content.model import KINDS
from refresher_content.source.body import Mention
from refresher_content.source.files import Shown, SourceFile, read_bytes, sha256_of
from refresher_content.source.finding import PUBLICATION

__all__ = ["Previous"]


class Previous:
    """The files that the previous library was compiled from, and the key terms of its articles."""

    def __init__(self, library: Path | None, folder: Path) -> None:
        self._folder = folder
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
            self._read(connection)
        # Articles take their language and rights from the publication.
        if not self._is_current(PUBLICATION):
            self._rows.clear()

    def _read(self, connection: sqlite3.Connection) -> None:
        bodies = ", ".join(schema.BODY_COLUMNS)
        entries = {
            (kind, row[0]): row
            for kind, cls in KINDS.items()
            for row in connection.execute(
                f"SELECT {', '.join(schema.columns(cls))}, {bodies} FROM {kind} ORDER BY rowid"
            )
        }
        for path, sha256, kind, id_, *rest in connection.execute("SELECT * FROM file"):
            self._rows[path] = (sha256, kind, entries[kind, id_], *rest)
        title, text = (schema.column("article", key) for key in ("title", "text"))
        self.texts = [
            f"{row[title]} {row[text]}" for (kind, _), row in entries.items() if kind == "article"
        ]
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
        sha256, kind, row, mentions, assets, warnings, ids, lists = self._rows[path]
        if warnings != "[]":
            return None
        cls = KINDS[kind]
        listed = json.loads(mentions)
        split = len(row) - len(schema.BODY_COLUMNS)
        return SourceFile(
            path=path,
            sha256=sha256,
            kind=kind,
            entry=schema.read_entry(cls, row[:split]),
            row=row,
            mentions=tuple(_mention(one) for one in listed),
            shown=tuple(
                Shown(one["kind"], one["id"], one["title"], one.get("language", ""))
                for one in listed
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
