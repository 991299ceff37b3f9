"""What a checked corpus puts into the tables of a compiled library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from refresher_content.compiler.key_terms import word_count
from refresher_content.library import schema
from refresher_content.library.database import sort_key
from refresher_content.library.fulltext import indexed_row
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
from refresher_content.source.body import Mention
from refresher_content.source.corpus import Corpus
from refresher_content.source.files import PUBLICATION, SourceFile

__all__ = ["Rows", "in_order", "list_page", "rows_of"]


@dataclass(slots=True)
class Rows:
    """The rows of a library's tables, in the order of each table's key."""

    entries: dict[str, list[list[Any]]] = field(default_factory=dict)
    """For each kind the rows of its entries, in the default order."""
    facets: list[tuple[str, str, str, int]] = field(default_factory=list)
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def fulltext(self) -> Iterator[list[Any]]:
        """The rows of the full-text index."""
        text = 1 + schema.column("article", "text")
        for row in self.entries["article"]:
            article = schema.read_entry(Article, row[1 : -len(schema.BODY_COLUMNS)])
            yield [row[0], *indexed_row(article, row[text])]

    @property
    def texts(self) -> list[str]:
        """What the key terms of each article are found in."""
        title, text = (1 + schema.column("article", key) for key in ("title", "text"))
        return [f"{row[title]} {row[text]}" for row in self.entries["article"]]


def rows_of(corpus: Corpus) -> Rows:
    """The rows that a corpus without problems makes."""
    publication = corpus.by_id[Publication.kind][_entry_at(corpus, PUBLICATION).id].entry
    assert isinstance(publication, Publication)
    numbers = _numbers(corpus.files)
    order = {kind: in_order(corpus.files, kind, numbers) for kind in KINDS}
    shown = _shown(order)
    facets: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    rows = Rows()
    for kind, files in order.items():
        rows.entries[kind] = []
        for rowid, file in enumerate(files, start=1):
            entry = _entry(file)
            row = _row(file, shown)
            computed = _computed(file, row, rowid, publication, numbers)
            for key, value in computed.items():
                row[schema.column(kind, key)] = value
            rows.entries[kind].append([rowid, *row])
            for name, value in _facets(entry, file.mentions, computed):
                facets[kind, name, value].append(rowid)
    rows.facets = [(*key, rowid) for key in sorted(facets) for rowid in facets[key]]
    rows.aliases = sorted(
        (file.kind, alias, file.id) for file in corpus.files for alias in _entry(file).aliases
    )
    rows.files = [_file_row(file, shown) for file in corpus.files]
    return rows


def _entry(file: SourceFile) -> Entry:
    assert file.entry is not None, "a corpus without problems has an entry in every file"
    return file.entry


def _entry_at(corpus: Corpus, path: str) -> Entry:
    (found,) = (_entry(file) for file in corpus.files if file.path == path)
    return found


def in_order(
    files: Iterable[SourceFile], kind: str, numbers: Mapping[str, int]
) -> list[SourceFile]:
    """The files of a kind in its default order; `numbers` are those of `Article.number`."""
    return sorted(
        (file for file in files if file.kind == kind),
        key=lambda file: _default_order(_entry(file), numbers),
    )


def _shown(order: Mapping[str, list[SourceFile]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The title and the address that are shown for each entry where it is mentioned."""
    return {
        (kind, file.id): (_entry(file).label, _path(_entry(file), rowid))
        for kind, files in order.items()
        for rowid, file in enumerate(files, start=1)
    }


def _path(entry: Entry, rowid: int) -> str:
    if isinstance(entry, Reference | Link):
        entry = replace(entry, list_page=list_page(rowid))
    return entry.path


def list_page(rowid: int) -> int:
    """The page of a list on which an entry stands, from 1."""
    return (rowid - 1) // ENTRIES_PER_PAGE + 1


def _row(file: SourceFile, shown: Mapping[tuple[str, str], tuple[str, str]]) -> list[Any]:
    """A file's row without its number and what is computed."""
    if file.parsed is None:
        return list(file.row)
    body = file.parsed.resolve([shown[one.kind, one.id] for one in file.mentions])
    return [*schema.cells(_entry(file)), *schema.body_cells(body)]


def _file_row(
    file: SourceFile, shown: Mapping[tuple[str, str], tuple[str, str]]
) -> tuple[Any, ...]:
    titles = file.shown_titles or [
        "" if one.title else shown[one.kind, one.id][0] for one in file.mentions
    ]
    mentions = [
        {"kind": one.kind, "id": one.id, "title": title}
        for one, title in zip(file.mentions, titles, strict=True)
    ]
    cells = (schema.json_cell(mentions), schema.json_cell(file.assets))
    return (file.path, file.sha256, file.kind, file.id, file.body_line, *cells)


def _computed(
    file: SourceFile,
    row: Sequence[Any],
    rowid: int,
    publication: Publication,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    """What the compiler knows of an entry, by its keys."""
    entry = file.entry
    if isinstance(entry, Author):
        return {"sort_name": entry.sort_name or entry.name}
    if isinstance(entry, Reference | Link):
        return {"list_page": list_page(rowid)}
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
    """Each article's number in its column: see `Article.number`."""
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


def _default_order(entry: Entry, numbers: Mapping[str, int]) -> tuple[Any, ...]:
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
    entry: Entry, mentions: Iterable[Mention], computed: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """The filters under which an entry is found, each with a value."""
    for name, field_name, many in _facet_fields(entry.kind):
        value = computed.get(field_name) or getattr(entry, field_name)
        if many:
            yield from ((name, one) for one in value)
        elif value is not None:
            yield name, value
    if published := getattr(entry, "published", None):
        yield "year", str(published.year)
    if isinstance(entry, Article):
        yield from {("mentions", f"{one.kind}:{one.id}") for one in mentions}


@cache
def _facet_fields(kind: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (name, spec.name, spec.many)
        for name in filter_names(KINDS[kind])
        for spec in fields_of(KINDS[kind])
        if name in (spec.refers_to, spec.key)
    )
