"""A content folder to a compiled library: one SQLite file that readers only read.

The file depends on nothing but the content: the same files give the same bytes
(with the same SQLite). Compiling has five steps: find the files; read those that changed;
work out which of the others must be read again; read those; write the tables.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refresher_content.compiler.key_terms import revised_key_terms
from refresher_content.compiler.previous import Previous
from refresher_content.compiler.processes import Processes, processes
from refresher_content.compiler.rows import Rows, in_order, list_page, rows_of
from refresher_content.diagnostics import Diagnostic, Span
from refresher_content.errors import ContentError, LibraryFileError
from refresher_content.files import replace_file
from refresher_content.library import Library, schema
from refresher_content.library.database import connect
from refresher_content.library.own_kinds import layout
from refresher_content.library.seal import seal_file, sealed
from refresher_content.model import KINDS, Link, Reference
from refresher_content.source.assets import asset_problem
from refresher_content.source.body import Mention
from refresher_content.source.corpus import Corpus
from refresher_content.source.files import Shown, SourceFile, read, read_bytes, sha256_of
from refresher_content.source.finding import find

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["compile_folder", "compile_to_bytes", "is_current", "recorded_warnings", "write_tables"]


def compile_folder(
    folder: str | Path, target: str | Path, *, jobs: int | None = None, kinds: Kinds = KINDS
) -> Corpus:
    """Writes the library of a content folder to `target`, and gives what it read.

    A previous library there is used for the files that haven't changed. `jobs` is the maximum
    number of processes, None for as many as there are cores. `kinds` are those that the folder
    may hold, and of which the library has a table. Raises NotADirectoryError if there
    is no such folder, and `ContentError` with every problem if one is an error; the previous
    library then stays. Warnings are recorded in the library.
    """
    root, file = _existing(folder), Path(target)
    with gc_paused(), replace_file(file) as path:
        with closing(sqlite3.connect(path)) as connection:
            corpus = _compile(root, connection, Previous(file, root, kinds), jobs, kinds)
        seal_file(path)
        return corpus


def compile_to_bytes(folder: str | Path, *, kinds: Kinds = KINDS) -> bytes:
    """The library of a content folder, as the bytes of its file. Takes and raises what
    `compile_folder` does.
    """
    root = _existing(folder)
    with gc_paused(), closing(sqlite3.connect(":memory:")) as connection:
        _compile(root, connection, Previous(None, root, kinds), None, kinds)
        return sealed(connection.serialize())


def _existing(folder: str | Path) -> Path:
    if not Path(folder).is_dir():
        raise NotADirectoryError(f"there is no folder {str(folder)!r}")
    return Path(folder)


@contextmanager
def gc_paused() -> Iterator[None]:
    """What is read stays, so that looking through it again and again would free nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _compile(
    folder: Path,
    connection: sqlite3.Connection,
    previous: Previous,
    jobs: int | None,
    kinds: Kinds,
) -> Corpus:
    paths, problems = find(folder, kinds)
    files = {path: file for path in paths if (file := previous.unchanged(path))}
    changed = [path for path in paths if path not in files]
    with processes(jobs, len(changed)) as workers:
        files |= workers.read_files(folder, changed, kinds)
        corpus = Corpus(folder, [files[path] for path in paths], problems, kinds)
        if again := _to_read_again(corpus):
            files |= {path: read(folder, path, kinds) for path in again}
            corpus = Corpus(folder, [files[path] for path in paths], problems, kinds)
        report = corpus.report(folder.as_posix())
        if not report.ok:
            raise ContentError(report)
        write_tables(connection, rows_of(corpus, report.warnings), previous, workers, kinds)
    return corpus


def _to_read_again(corpus: Corpus) -> list[str]:
    """The files that must be read here and now: those with a problem, whose lines it shows, and
    of those that haven't changed the ones that list articles, or show a title or an address
    which has.
    """
    problems = corpus.cross_problems
    troubled = {one.path for one in problems}
    failed = any(one.severity == "error" for one in problems)
    whole = not failed and all(file.entry for file in corpus.files)
    moved = _moved(corpus.files) if whole else set()

    def is_stale(file: SourceFile) -> bool:
        shown = zip(file.mentions, file.shown, strict=True) if file.shown else ()
        return any(_is_stale(corpus, mention, one, moved) for mention, one in shown)

    return [
        file.path
        for file in corpus.files
        if not file.lines
        and ((file.lists and not file.parsed) or file.path in troubled or is_stale(file))
    ]


def _is_stale(corpus: Corpus, mention: Mention, shown: Shown, moved: set[tuple[str, str]]) -> bool:
    """Whether what a compiled body shows of an entry is no longer so."""
    file = corpus.mentioned(mention)
    if file is None or (file.kind, file.id) != (shown.kind, shown.id):
        return True
    if (file.kind, file.id) in moved:
        return True
    now = (file.entry.label, corpus.title_language(file.entry)) if file.entry else ("", "")
    return bool(shown.title) and (shown.title, shown.language) != now


def _moved(files: Sequence[SourceFile]) -> set[tuple[str, str]]:
    """The entries of lists that may be on another page than in the previous library."""
    return {
        (kind, file.id)
        for kind in (Reference.kind, Link.kind)
        for rowid, file in enumerate(in_order(files, kind, {}), start=1)
        if file.parsed or getattr(file.entry, "list_page", 0) != list_page(rowid)
    }


def write_tables(
    connection: sqlite3.Connection,
    rows: Rows,
    previous: Previous,
    workers: Processes,
    kinds: Kinds,
) -> None:
    """Writes each table in the order of its key, so that its pages are full."""
    # Nobody reads the file before it is whole, so that it needs no journal.
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
        f"PRAGMA application_id = {schema.APPLICATION_ID};"
        f"PRAGMA user_version = {schema.FORMAT}; BEGIN;" + schema.tables(kinds)
    )
    texts = rows.texts
    revised = revised_key_terms(texts, previous.texts, previous.key_terms)
    found = workers.find_key_terms(texts) if revised is None else None
    _insert(connection, "layout", [[layout(kinds)]])
    for kind in kinds:
        _insert(connection, kind, map(schema.checked_row, rows.entries[kind]))
    _insert(connection, "alias", rows.aliases)
    _insert(connection, "facet", rows.facets)
    _insert(connection, "file", rows.files)
    for table, found_in in rows.search_tables():
        _insert(connection, table, found_in)
    connection.execute("INSERT INTO fulltext (fulltext) VALUES ('optimize')")
    counts, terms = found() if found else revised or ({}, [])
    _insert(connection, "term", sorted(counts.items()))
    _insert(connection, "keyterm", terms)
    for index in schema.INDEXES:
        connection.execute(index)
    connection.commit()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    for first in (rows := iter(rows)):
        sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"
        connection.executemany(sql, chain([first], rows))


def is_current(folder: Path, target: Path, kinds: Kinds = KINDS) -> bool:
    """Whether a library was compiled from a folder's files as they are now, without errors and
    for these kinds: then there is nothing to compile.
    """
    if not target.is_file() or not folder.is_dir():
        return False
    try:
        connection = connect(target)
    except LibraryFileError:
        return False
    with closing(connection):
        if layout(connection.kinds) != layout(kinds):
            return False
        rows = connection.execute("SELECT path, sha256, assets FROM file").fetchall()
        if not _meets_schema(folder, connection, kinds):
            return False
    paths, problems = find(folder, kinds)
    if problems or sorted(path for path, *_ in rows) != paths:
        return False
    try:
        return all(
            sha256_of(read_bytes(folder, path)) == sha256
            and all(_is_sound(folder, asset) for asset in json.loads(assets))
            for path, sha256, assets in rows
        )
    except OSError:
        return False


def _meets_schema(folder: Path, connection: sqlite3.Connection, kinds: Kinds) -> bool:
    """Whether the entries meet the archive's own JSON Schema as it is now."""
    for (path,) in connection.execute("SELECT extra_schema FROM publication"):
        if path:
            from refresher_content.source.extra import meets_schema

            found = (connection.execute(f"SELECT extra FROM {kind}") for kind in kinds)
            cells = (cell for rows in found for (cell,) in rows)
            return meets_schema(folder, path, map(json.loads, cells))
    return True


def _is_sound(folder: Path, asset: str) -> bool:
    return (folder / asset).is_file() and asset_problem(folder, asset) is None


def recorded_warnings(library: Library) -> list[Diagnostic]:
    """The warnings about the content that a library was compiled from, without excerpts."""
    rows = library.rows("SELECT warnings FROM file WHERE warnings != '[]' ORDER BY path")
    return [_diagnostic(one) for (cell,) in rows for one in json.loads(cell)]


def _diagnostic(data: dict[str, Any]) -> Diagnostic:
    return Diagnostic(**data | {"span": Span(**data["span"])})
