"""A content folder to a compiled library: one SQLite file that readers only read.

The file depends on nothing but the content: the same files give the same bytes
(with the same SQLite). It is written beside its place and renamed, so that a
reader sees the old library or the new one, whole. Compiling over an earlier
result parses only the files whose digest changed.
"""

from __future__ import annotations

import json
import math
import os
import re
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from heapq import nsmallest
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

from refresher_content import tables
from refresher_content.dates import PartialDate
from refresher_content.errors import ContentError, LibraryFileError
from refresher_content.library import connect, sort_key
from refresher_content.model import (
    ENTRIES_PER_PAGE,
    KINDS,
    Article,
    Author,
    Entry,
    Issue,
    Link,
    Publication,
    Reference,
)
from refresher_content.plain import fields_of, filter_words
from refresher_content.source.check import Corpus, load
from refresher_content.source.markdown import Mention, word_count
from refresher_content.source.read import PUBLICATION, SourceFile, Use, digest_of, find

__all__ = ["compile_folder", "compile_to_bytes", "is_current"]

_TERM = re.compile(r"[^\W\d_]{4,}")

_log = cache(math.log)

KEY_TERMS = 16
"""How many words stand for an article when its likeness to others is measured."""


def compile_folder(folder: str | Path, target: str | Path) -> Corpus:
    """Writes the library of a content folder to `target`, and gives what it read.

    An earlier library there is used for the files that haven't changed. Raises
    `ContentError` with every fault if there is one; the earlier library then stays.
    """
    folder, target = Path(folder), Path(target)
    corpus = _checked(folder, _Memory(target, folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        Path(name).unlink()
        with closing(sqlite3.connect(name)) as connection:
            _build(corpus, connection)
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
        rows = connection.execute("SELECT path, digest, assets FROM file").fetchall()
    paths, faults = find(folder)
    if faults or sorted(path for path, *_ in rows) != paths:
        return False
    try:
        return all(
            digest_of((folder / path).read_bytes()) == digest
            and all((folder / asset).is_file() for asset in json.loads(assets))
            for path, digest, assets in rows
        )
    except OSError:
        return False


def compile_to_bytes(folder: str | Path) -> bytes:
    """The library of a content folder, as the bytes of its file. Raises `ContentError`."""
    with closing(sqlite3.connect(":memory:")) as connection:
        _build(_checked(Path(folder), None), connection)
        return connection.serialize()


def _checked(folder: Path, memory: _Memory | None) -> Corpus:
    if not folder.is_dir():
        raise NotADirectoryError(f"there is no folder {str(folder)!r}")
    corpus = load(folder, memory)
    report = corpus.report(folder.as_posix())
    if not report.ok:
        raise ContentError(report)
    return corpus


class _Memory:
    """The files that an earlier library was made of, each as long as its digest holds."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._rows: dict[str, Any] = {}
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
        bodies = ", ".join(tables.BODY_COLUMNS)
        entries = {
            (kind, row[0]): row
            for kind, cls in KINDS.items()
            for row in connection.execute(
                f"SELECT {', '.join(tables.columns(cls))}, {bodies} FROM {kind}"
            )
        }
        for path, digest, kind, id_, line, uses, assets in connection.execute("SELECT * FROM file"):
            self._rows[path] = (digest, kind, entries[kind, id_], line, uses, assets)

    def __call__(self, path: str, folder: Path) -> SourceFile | None:
        if path not in self._rows:
            return None
        digest, kind, row, line, uses, assets = self._rows[path]
        try:
            data = (folder / path).read_bytes()
        except OSError:
            return None
        if digest_of(data) != digest:
            return None
        cls = KINDS[kind]
        split = len(row) - len(tables.BODY_COLUMNS)
        return SourceFile(
            path=path,
            digest=digest,
            kind=kind,
            entry=tables.read_entry(cls, row[:split]),
            body=tables.read_body(row[split:]),
            body_line=line,
            uses=tuple(Use(**one) for one in json.loads(uses)),
            assets=tuple(json.loads(assets)),
        )


def _build(corpus: Corpus, connection: sqlite3.Connection) -> None:
    # Nobody reads the file before it is whole, so that it needs no journal.
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        f"PRAGMA application_id = {tables.APPLICATION_ID};"
        f"PRAGMA user_version = {tables.FORMAT};" + tables.schema()
    )
    _write(connection, corpus)
    connection.commit()
    connection.execute("VACUUM")


def _write(connection: sqlite3.Connection, corpus: Corpus) -> None:
    files = [_resolved(file, corpus) for file in corpus.files]
    publication = _publication(corpus)
    numbers = _numbers(files)
    for kind, cls in KINDS.items():
        group = [file for file in files if file.kind == kind]
        entries = [_completed(_entry(file), file, publication, numbers) for file in group]
        ordered = sorted(zip(entries, group, strict=True), key=lambda pair: default_order(pair[0]))
        _write_kind(connection, cls, [_parted(*pair, place) for place, pair in enumerate(ordered)])
    rows = (_file_row(file) for file in files)
    connection.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("INSERT INTO fulltext (fulltext) VALUES ('rebuild')")
    connection.execute("INSERT INTO fulltext (fulltext) VALUES ('optimize')")
    _write_key_terms(connection)


def _entry(file: SourceFile) -> Entry:
    assert file.entry is not None, "a checked corpus has an entry in every file"
    return file.entry


def _resolved(file: SourceFile, corpus: Corpus) -> SourceFile:
    """The file with every mention in its body replaced by title and address."""
    if file.parsed is None:
        return file

    def target(mention: Mention) -> tuple[str, str]:
        entry = _entry(corpus.by_id[mention.kind][mention.id])
        return entry.label, entry.path

    uses = tuple(
        Use(kind=one.kind, id=one.id, label="" if one.title else target(one)[0])
        for one in file.parsed.mentions
    )
    return replace(file, body=file.parsed.resolve(target), uses=uses)


def _file_row(file: SourceFile) -> tuple[Any, ...]:
    uses = [{"kind": use.kind, "id": use.id, "label": use.label} for use in file.uses]
    cells = (tables.json_cell(uses), tables.json_cell(file.assets))
    return (file.path, file.digest, file.kind, file.id, file.body_line, *cells)


def _publication(corpus: Corpus) -> Publication:
    (file,) = (file for file in corpus.files if file.path == PUBLICATION)
    return cast("Publication", file.entry)


def _completed(
    entry: Entry, file: SourceFile, publication: Publication, numbers: Mapping[str, int]
) -> Entry:
    """The entry with what the compiler knows of it."""
    if isinstance(entry, Author):
        return replace(entry, sort_name=entry.sort_name or entry.name)
    if isinstance(entry, Article):
        return replace(
            entry,
            number=numbers.get(entry.id),
            language=entry.language or publication.language,
            rights=entry.rights or publication.rights,
            word_count=word_count(file.body.text) if file.parsed else entry.word_count,
        )
    return entry


def _parted(entry: Entry, file: SourceFile, place: int) -> tuple[Entry, SourceFile]:
    """An entry that stands on a list knows on which of its pages."""
    if isinstance(entry, Reference | Link):
        return replace(entry, part=place // ENTRIES_PER_PAGE + 1), file
    return entry, file


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


def default_order(entry: Entry) -> tuple[Any, ...]:
    """The key of a kind's default order, which its `Collection` documents."""
    if isinstance(entry, Article):
        newest = _newest_first(entry.published)
        return (newest, entry.column_id or "", entry.number or 0, entry.id)
    if isinstance(entry, Issue):
        return (_newest_first(entry.published), entry.id)
    if isinstance(entry, Reference):
        return (sort_key(entry.author_names[0]), str(entry.published), entry.id)
    name = entry.sort_name if isinstance(entry, Author) else entry.label
    return (sort_key(name), entry.id)


def _newest_first(published: PartialDate) -> tuple[int, int, int]:
    return (-published.year, -(published.month or 0), -(published.day or 0))


def _write_kind(
    connection: sqlite3.Connection,
    cls: type[Entry],
    ordered: Sequence[tuple[Entry, SourceFile]],
) -> None:
    count = 1 + len(fields_of(cls)) + len(tables.BODY_COLUMNS)
    connection.executemany(
        f"INSERT INTO {cls.kind} VALUES ({', '.join('?' * count)})",
        (
            (place, *tables.cells(entry), *tables.body_cells(file.body))
            for place, (entry, file) in enumerate(ordered, start=1)
        ),
    )
    connection.executemany(
        "INSERT INTO facet VALUES (?, ?, ?, ?)",
        sorted(
            (cls.kind, word, value, place)
            for place, (entry, file) in enumerate(ordered, start=1)
            for word in filter_words(cls)
            for value in set(_facet_values(entry, file, word))
        ),
    )
    connection.executemany(
        "INSERT INTO alias VALUES (?, ?, ?)",
        sorted((cls.kind, alias, entry.id) for entry, _ in ordered for alias in entry.aliases),
    )


def _facet_values(entry: Entry, file: SourceFile, word: str) -> Iterator[str]:
    """The values under which an entry is found by a filter word."""
    if word == "year":
        yield str(attrgetter("published.year")(entry))
    elif word == "mentions":
        yield from (f"{use.kind}:{use.id}" for use in file.uses)
    else:
        for spec in fields_of(type(entry)):
            if word in (spec.refers_to, spec.key):
                value = getattr(entry, spec.name)
                yield from value if spec.many else [] if value is None else [value]


def _write_key_terms(connection: sqlite3.Connection) -> None:
    """The words by which each article differs most from the others, weighted by tf-idf.

    Weights are thousandths of a vector of length 1, so that the sum of the products of
    two articles' weights is their cosine in millionths. A word in one article
    only, or in more than half of them, tells nothing about likeness.
    """
    counts = {
        place: Counter(_TERM.findall(f"{title} {text}".casefold()))
        for place, title, text in connection.execute(
            "SELECT place, title, text FROM article ORDER BY place"
        )
    }
    spread = Counter(chain.from_iterable(counts.values()))
    total = len(counts)
    rarity = {
        term: math.log(total / number)
        for term, number in spread.items()
        if 2 <= number <= total / 2
    }
    connection.executemany(
        "INSERT INTO keyterm VALUES (?, ?, ?)",
        (
            (term, place, weight)
            for place, terms in counts.items()
            for term, weight in _key_terms(terms, rarity)
        ),
    )


def _key_terms(terms: Mapping[str, int], rarity: Mapping[str, float]) -> list[tuple[str, int]]:
    """An article's key terms with their weights."""
    # The heaviest first; the alphabet decides between equals.
    best = nsmallest(
        KEY_TERMS,
        [
            (-(1 + _log(count)) * rarity[term], term)
            for term, count in terms.items()
            if term in rarity
        ],
    )
    length = math.sqrt(sum(weight**2 for weight, _ in best)) or 1.0
    return sorted((term, round(-1000 * weight / length)) for weight, term in best)
