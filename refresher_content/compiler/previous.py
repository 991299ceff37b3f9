"""What a compilation remembers of the last one: the library that it made."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from refresher_content.compiler.key_terms import KeyTerms
from refresher_content.errors import LibraryFileError
from refresher_content.library import schema
from refresher_content.library.database import connect
from refresher_content.model import KINDS
from refresher_content.source.files import PUBLICATION, SourceFile, Use, read_bytes, sha256_of

__all__ = ["Memory"]


class Memory:
    """The files that an earlier library was made of, each as long as its digest holds."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._rows: dict[str, Any] = {}
        # What the key terms were found in, and what was found.
        self.texts: list[str] = []
        self.key_terms: KeyTerms = ({}, [])
        if not library.is_file():
            return
        try:
            connection = connect(library)
        except LibraryFileError:
            return
        with closing(connection):
            self._read(connection)
        # Articles take their language and rights from the publication.
        if self(PUBLICATION, folder) is None:
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
        for path, sha256, kind, id_, line, uses, assets in connection.execute("SELECT * FROM file"):
            self._rows[path] = (sha256, kind, entries[kind, id_], line, uses, assets)
        title, text = (schema.column("article", key) for key in ("title", "text"))
        self.texts = [
            f"{row[title]} {row[text]}" for (kind, _), row in entries.items() if kind == "article"
        ]
        counts, terms = (
            connection.execute(f"SELECT * FROM {name}") for name in ("term", "keyterm")
        )
        self.key_terms = (dict(counts), terms.fetchall())

    def __call__(self, path: str, folder: Path) -> SourceFile | None:
        """The file as it was, if it hasn't changed since."""
        if path not in self._rows:
            return None
        sha256, kind, row, line, uses, assets = self._rows[path]
        try:
            data = read_bytes(folder, path)
        except OSError:
            return None
        if sha256_of(data) != sha256:
            return None
        cls = KINDS[kind]
        split = len(row) - len(schema.BODY_COLUMNS)
        return SourceFile(
            path=path,
            sha256=sha256,
            kind=kind,
            entry=schema.read_entry(cls, row[:split]),
            row=row,
            body_line=line,
            uses=tuple(Use(**one) for one in json.loads(uses)),
            assets=tuple(json.loads(assets)),
        )
