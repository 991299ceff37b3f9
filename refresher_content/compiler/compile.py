"""A content folder to a compiled library: one SQLite file that readers only read.

The file depends on nothing but the content: the same files give the same bytes
(with the same SQLite). It is written beside its place and renamed, so that a
reader sees the old library or the new one, whole. Compiling over an earlier
result parses only the files whose digest changed.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, cast

from refresher_content.compiler.key_terms import KeyTerms, revised_key_terms, word_count
from refresher_content.compiler.previous import Memory
from refresher_content.compiler.worker import Aside
from refresher_content.errors import ContentError, LibraryFileError
from refresher_content.library import schema
from refresher_content.library.database import connect, sort_key
from refresher_content.model import (
    ENTRIES_PER_PAGE,
    KINDS,
    Article,
    Author,
    Entry,
    Issue,
    Link,
    PartialDate,
    Publication,
    Reference,
)
from refresher_content.model.fields import fields_of, filter_names
from refresher_content.source.corpus import Corpus, load
from refresher_content.source.files import (
    PUBLICATION,
    SourceFile,
    Use,
    find,
    read,
    read_bytes,
    sha256_of,
)

__all__ = ["compile_folder", "compile_to_bytes", "is_current"]


def compile_folder(folder: str | Path, target: str | Path, *, jobs: int | None = None) -> Corpus:
    """Writes the library of a content folder to `target`, and gives what it read.

    An earlier library there is used for the files that haven't changed. Many files are read
    by two processes, unless `jobs` is 1 or the machine has one core. Raises
    `ContentError` with every fault if there is one; the earlier library then stays.
    """
    with _uncollected(), Aside(jobs) as aside:
        return _compile(Path(folder), Path(target), aside)


def _compile(folder: Path, target: Path, aside: Aside) -> Corpus:
    memory = Memory(target, folder)
    corpus = _checked(folder, memory, aside)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        Path(name).unlink()
        with closing(sqlite3.connect(name)) as connection:
            _build(corpus, connection, aside, memory)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return corpus


def is_current(folder: Path, target: Path) -> bool:
    """Whether a library was compiled from a folder's files as they are now, and without faults:
    then there is nothing to compile.
    """
    if not target.is_file() or not folder.is_dir():
        return False
    try:
        connection = connect(target)
    except LibraryFileError:
        return False
    with closing(connection):
        rows = connection.execute("SELECT path, sha256, assets FROM file").fetchall()
    paths, faults = find(folder)
    if faults or sorted(path for path, *_ in rows) != paths:
        return False
    try:
        return all(
            sha256_of(read_bytes(folder, path)) == sha256
            and all((folder / asset).is_file() for asset in json.loads(assets))
            for path, sha256, assets in rows
        )
    except OSError:
        return False


def compile_to_bytes(folder: str | Path) -> bytes:
    """The library of a content folder, as the bytes of its file. Raises `ContentError`."""
    memory = sqlite3.connect(":memory:")
    with _uncollected(), Aside() as aside, closing(memory) as connection:
        _build(_checked(Path(folder), None, aside), connection, aside, None)
        return connection.serialize()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python's garbage collector would look through all that was read again and again, and in
    vain: what is read stays.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _checked(folder: Path, memory: Memory | None, aside: Aside) -> Corpus:
    if not folder.is_dir():
        raise NotADirectoryError(f"there is no folder {str(folder)!r}")
    corpus = load(folder, memory, aside)
    report = corpus.report(folder.as_posix())
    if not report.ok:
        raise ContentError(report)
    return corpus


def _build(
    corpus: Corpus, connection: sqlite3.Connection, aside: Aside, memory: Memory | None
) -> None:
    # Nobody reads the file before it is whole, so that it needs no journal.
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
        f"PRAGMA application_id = {schema.APPLICATION_ID};"
        f"PRAGMA user_version = {schema.FORMAT}; BEGIN;" + schema.tables()
    )
    _insert(connection, "layout", [[schema.layout()]])
    _write(connection, corpus, aside, memory)
    for index in schema.INDEXES:
        connection.execute(index)
    connection.commit()


def _write(
    connection: sqlite3.Connection, corpus: Corpus, aside: Aside, memory: Memory | None
) -> None:
    """Writes each table in the order of its key, so that its pages are full."""
    publication, numbers = _publication(corpus), _numbers(corpus.files)
    order = _in_order(corpus.files, numbers)
    shown, moved = _shown(order), _moved(order)
    facets: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    uses: dict[str, tuple[Use, ...]] = {}
    rows: dict[str, list[list[Any]]] = {}
    for kind, files in order.items():
        rows[kind] = []
        for place, file in enumerate(files, start=1):
            if file.parsed is None and any((use.kind, use.id) in moved for use in file.uses):
                file = read(corpus.folder, file.path)
            row, uses[file.path] = _row(file, shown)
            computed = _computed(file, row, place, publication, numbers)
            for key, value in computed.items():
                row[schema.column(kind, key)] = value
            rows[kind].append([place, *row])
            for word, value in _facets(_entry(file), uses[file.path], computed):
                facets[kind, word, value].append(place)
    title, text = (1 + schema.column("article", key) for key in ("title", "text"))
    texts = [f"{row[title]} {row[text]}" for row in rows["article"]]
    revised = revised_key_terms(texts, memory.texts, memory.key_terms) if memory else None
    told = aside.key_terms(texts) if revised is None else None
    for kind in KINDS:
        _insert(connection, kind, rows[kind])
    aliases = (
        (file.kind, alias, file.id) for file in corpus.files for alias in _entry(file).aliases
    )
    _insert(connection, "alias", sorted(aliases))
    _insert(connection, "facet", ((*key, place) for key in sorted(facets) for place in facets[key]))
    _insert(connection, "file", (_file_row(file, uses[file.path]) for file in corpus.files))
    connection.execute("INSERT INTO fulltext (fulltext) VALUES ('rebuild')")
    connection.execute("INSERT INTO fulltext (fulltext) VALUES ('optimize')")
    counts, terms = told() if told else cast("KeyTerms", revised)
    _insert(connection, "term", sorted(counts.items()))
    _insert(connection, "keyterm", terms)


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    for first in (rows := iter(rows)):
        sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"
        connection.executemany(sql, chain([first], rows))


def _entry(file: SourceFile) -> Entry:
    assert file.entry is not None, "a checked corpus has an entry in every file"
    return file.entry


def _in_order(
    files: Iterable[SourceFile], numbers: Mapping[str, int]
) -> dict[str, list[SourceFile]]:
    """The files of each kind in its default order."""
    order: dict[str, list[SourceFile]] = {kind: [] for kind in KINDS}
    for file in files:
        order[file.kind].append(file)
    for group in order.values():
        group.sort(key=lambda file: default_order(_entry(file), numbers))
    return order


def _shown(order: Mapping[str, list[SourceFile]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The title and the address that stand for each entry where it is mentioned."""
    return {
        (kind, file.id): (_entry(file).label, _path(_entry(file), place))
        for kind, files in order.items()
        for place, file in enumerate(files, start=1)
    }


def _moved(order: Mapping[str, list[SourceFile]]) -> set[tuple[str, str]]:
    """The entries of lists that may have come to another page since the earlier library."""
    return {
        (kind, file.id)
        for kind in (Reference.kind, Link.kind)
        for place, file in enumerate(order[kind], start=1)
        if file.parsed or getattr(file.entry, "list_page", 0) != _list_page(place)
    }


def _path(entry: Entry, place: int) -> str:
    if isinstance(entry, Reference | Link):
        entry = replace(entry, list_page=_list_page(place))
    return entry.path


def _list_page(place: int) -> int:
    """The page of a list on which an entry stands."""
    return (place - 1) // ENTRIES_PER_PAGE + 1


def _row(
    file: SourceFile, shown: Mapping[tuple[str, str], tuple[str, str]]
) -> tuple[list[Any], tuple[Use, ...]]:
    """A file's row without its place and what is computed, and what its body mentions."""
    if file.parsed is None:
        return list(file.row), file.uses
    mentions = file.parsed.mentions
    body = file.parsed.resolve([shown[one.kind, one.id] for one in mentions])
    uses = (
        Use(kind=one.kind, id=one.id, label="" if one.title else shown[one.kind, one.id][0])
        for one in mentions
    )
    return [*schema.cells(_entry(file)), *schema.body_cells(body)], tuple(uses)


def _file_row(file: SourceFile, uses: Iterable[Use]) -> tuple[Any, ...]:
    plain = [{"kind": use.kind, "id": use.id, "label": use.label} for use in uses]
    cells = (schema.json_cell(plain), schema.json_cell(file.assets))
    return (file.path, file.sha256, file.kind, file.id, file.body_line, *cells)


def _publication(corpus: Corpus) -> Publication:
    (file,) = (file for file in corpus.files if file.path == PUBLICATION)
    return cast("Publication", file.entry)


def _computed(
    file: SourceFile,
    row: Sequence[Any],
    place: int,
    publication: Publication,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    """What the compiler knows of an entry, by its keys."""
    entry = file.entry
    if isinstance(entry, Author):
        return {"sort_name": entry.sort_name or entry.name}
    if isinstance(entry, Reference | Link):
        return {"list_page": _list_page(place)}
    if not isinstance(entry, Article):
        return {}
    number = {"number": numbers.get(entry.id)}
    if file.parsed is None:
        return number
    return number | {
        "language": entry.language or publication.language,
        "rights": entry.rights or publication.rights,
        "word_count": word_count(row[schema.column("article", "text")]),
    }


def _numbers(files: Iterable[SourceFile]) -> dict[str, int]:
    """Each article's place in its column: see `Article.number`."""
    columns: dict[str, list[Article]] = defaultdict(list)
    for file in files:
        if isinstance(file.entry, Article) and file.entry.column_id:
            columns[file.entry.column_id].append(file.entry)
    return {
        article.id: number
        for articles in columns.values()
        for number, article in enumerate(sorted(articles, key=_column_order), start=1)
    }


def _column_order(article: Article) -> tuple[Any, ...]:
    return (article.position is None, article.position or 0, str(article.published), article.id)


def default_order(entry: Entry, numbers: Mapping[str, int]) -> tuple[Any, ...]:
    """The key of a kind's default order, which its `Collection` documents."""
    if isinstance(entry, Article):
        newest = _newest_first(entry.published)
        return (newest, entry.column_id or "", numbers.get(entry.id, 0), entry.id)
    if isinstance(entry, Issue):
        return (_newest_first(entry.published), entry.id)
    if isinstance(entry, Reference):
        return (sort_key(entry.author_names[0]), str(entry.published), entry.id)
    name = (entry.sort_name or entry.name) if isinstance(entry, Author) else entry.label
    return (sort_key(name), entry.id)


def _newest_first(published: PartialDate) -> tuple[int, int, int]:
    return (-published.year, -(published.month or 0), -(published.day or 0))


def _facets(
    entry: Entry, uses: Iterable[Use], computed: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """The filter words under which an entry is found, each with a value."""
    for word, name, many in _facet_fields(entry.kind):
        value = computed.get(name) or getattr(entry, name)
        if many:
            yield from ((word, one) for one in value)
        elif value is not None:
            yield word, value
    if published := getattr(entry, "published", None):
        yield "year", str(published.year)
    if isinstance(entry, Article):
        yield from {("mentions", f"{use.kind}:{use.id}") for use in uses}


@cache
def _facet_fields(kind: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (word, spec.name, spec.many)
        for word in filter_names(KINDS[kind])
        for spec in fields_of(KINDS[kind])
        if word in (spec.refers_to, spec.key)
    )
