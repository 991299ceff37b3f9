"""The archive in the forms that engines read: tables of CSV, SQLite and Parquet.

Each kind is a table named after its folder. A list becomes a table of its own where an
engine would join on it (`article_author`, `article_topic`, …) in SQLite, a real list in
Parquet, and JSON in a cell of CSV. Dates are ISO 8601 text, as precise as they are known.
What is written is streamed: memory doesn't grow with the archive.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refresher_content.errors import RefresherError
from refresher_content.files import replace_file, replace_folder
from refresher_content.library import Library
from refresher_content.model import Article, Entry
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.model.frames import plain_cell
from refresher_content.model.plain import to_plain

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["ExportError", "replacing", "table_name", "to_csv", "to_sqlite", "values"]

MARKER = ".refresher-export"
"""The file by which a folder is known to be an earlier export."""

TEXTS = ("markdown", "text", "html")
"""The columns beside the fields: an entry's body in three forms."""


class ExportError(RefresherError):
    """A target that can't be written over."""


def table_name(cls: type[Entry]) -> str:
    """The name of a kind's table."""
    return cls.folder or cls.kind


def values(library: Library, cls: type[Entry]) -> Iterator[tuple[Entry, dict[str, Any]]]:
    """The entries of a kind, each with its row: the keys of its front matter, and its texts."""
    specs = fields_of(cls)
    for entry in library.collection(cls):
        row = {spec.key: to_plain(getattr(entry, spec.name)) for spec in specs}
        body = library.body_of(entry)
        yield entry, row | {name: getattr(body, name) for name in TEXTS}


def replacing(target: Path, write: Callable[[Path], None], *, folder: bool) -> None:
    """Writes beside the target, then puts the result in its place.

    Raises `ExportError` if the target is a folder that isn't an earlier export, or a file
    where there must be a folder. A failed export leaves what was there.
    """
    if folder and target.exists() and not _may_go(target):
        raise ExportError(
            f"{target} is not an earlier export; remove it, or name a folder that isn't there yet"
        )
    if not folder and target.is_dir():
        raise ExportError(f"{target} is a folder; expected the name of a file")
    if not folder:
        with replace_file(target) as file:
            write(file)
        return
    with replace_folder(target) as beside:
        write(beside)
        (beside / MARKER).touch()


def _may_go(target: Path) -> bool:
    """Whether it is an earlier export, or an empty folder."""
    return (target / MARKER).is_file() or (target.is_dir() and not any(target.iterdir()))


def to_csv(library: Library, target: Path) -> None:
    """Writes a folder with a CSV file (RFC 4180, UTF-8) a kind; lists and mappings are JSON. An
    apostrophe stands before texts that a spreadsheet might take for formulas.

    Raises `ExportError`: see `replacing`.
    """

    def write(folder: Path) -> None:
        for cls in library.kinds.values():
            path = folder / f"{table_name(cls)}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow([*(spec.key for spec in fields_of(cls)), *TEXTS])
                for _, row in values(library, cls):
                    rows.writerow([_csv_cell(plain_cell(value)) for value in row.values()])

    replacing(target, write, folder=True)


_FORMULA = re.compile(r"['\s]*[=+@\-\t\r\n＝＋－＠]")


def _csv_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what one might
    (OWASP, “CSV Injection”), and before what begins with apostrophes and would look like that.
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def to_sqlite(library: Library, target: Path) -> None:
    """Writes an SQLite file with one table per kind, one per list of ids with foreign keys, and
    a full-text index over the articles (`articles_fts`).

    Raises `ExportError`: see `replacing`.
    """

    def write(path: Path) -> None:
        with closing(_new(path)) as base, base:
            for cls in library.kinds.values():
                _create(base, cls, library.kinds)
            for cls in library.kinds.values():
                _fill(base, library, cls)
            columns = "title, summary, takeaway, text"
            base.execute(
                f'CREATE VIRTUAL TABLE articles_fts USING fts5({columns}, content="articles")'
            )
            base.execute(
                f"INSERT INTO articles_fts(rowid, {columns}) SELECT rowid, {columns} FROM articles"
            )
        with closing(_new(path)) as base:
            base.execute("VACUUM")

    replacing(target, write, folder=False)


def _new(path: Path) -> sqlite3.Connection:
    """A connection that keeps its journal in memory: in a file beside, another export would take
    it for what a killed one has left.
    """
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode = MEMORY")
    return base


def _joined(spec: FieldSpec) -> bool:
    """Whether a field is a list of other entries' ids."""
    return spec.many and spec.refers_to is not None


def _join_name(cls: type[Entry], spec: FieldSpec) -> str:
    own = spec.name == f"{spec.refers_to}_ids"
    return f"{cls.kind}_{spec.refers_to if own else spec.key}"


def _create(base: sqlite3.Connection, cls: type[Entry], kinds: Kinds) -> None:
    lines = []
    for spec in fields_of(cls):
        if _joined(spec):
            continue
        rule = " PRIMARY KEY" if spec.key == "id" else ""
        if spec.refers_to:
            rule = f' REFERENCES "{table_name(kinds[spec.refers_to])}"(id)'
        lines.append(f'"{spec.key}" {spec.sql_type}{rule}')
    if cls is Article:
        lines.append('"year" INTEGER')
    lines += [f'"{name}" TEXT' for name in TEXTS]
    base.execute(f'CREATE TABLE "{table_name(cls)}" ({", ".join(lines)})')
    for spec in filter(_joined, fields_of(cls)):
        assert spec.refers_to is not None
        there = table_name(kinds[spec.refers_to])
        base.execute(
            f'CREATE TABLE "{_join_name(cls, spec)}" ('
            f'"{cls.kind}" TEXT NOT NULL REFERENCES "{table_name(cls)}"(id), '
            f'"{spec.refers_to}" TEXT NOT NULL REFERENCES "{there}"(id), '
            f'"place" INTEGER NOT NULL, '
            f'PRIMARY KEY ("{cls.kind}", "{spec.refers_to}")) WITHOUT ROWID'
        )
        base.execute(
            f'CREATE INDEX "{_join_name(cls, spec)}_back" ON "{_join_name(cls, spec)}"'
            f' ("{spec.refers_to}", "{cls.kind}")'
        )


def _fill(base: sqlite3.Connection, library: Library, cls: type[Entry]) -> None:
    joins = [spec for spec in fields_of(cls) if _joined(spec)]
    for entry, row in values(library, cls):
        for spec in joins:
            base.executemany(
                f'INSERT INTO "{_join_name(cls, spec)}" VALUES (?, ?, ?)',
                [(entry.id, id_, place) for place, id_ in enumerate(row.pop(spec.key), start=1)],
            )
        cells = [plain_cell(value) for value in row.values()]
        if isinstance(entry, Article):
            cells.insert(len(cells) - len(TEXTS), entry.year)
        holes = ", ".join("?" * len(cells))
        base.execute(f'INSERT INTO "{table_name(cls)}" VALUES ({holes})', cells)
