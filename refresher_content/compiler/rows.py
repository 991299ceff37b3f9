"""What a checked corpus puts into the tables of a compiled library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from typing import Any, TypeVar

from refresher_content.diagnostics import Diagnostic
from refresher_content.library import schema
from refresher_content.library.database import sort_key
from refresher_content.library.indexing import Indexer
from refresher_content.library.schema import json_cell
from refresher_content.model import (
    ENTRIES_PER_PAGE,
    KINDS,
    Article,
    Author,
    Contributor,
    Edition,
    Entry,
    Issue,
    Link,
    PartialDate,
    Publication,
    Reference,
    Topic,
)
from refresher_content.model.fields import FieldSpec, fields_of, filter_names
from refresher_content.model.kinds import column_order
from refresher_content.model.plain import to_plain
from refresher_content.model.words import word_count
from refresher_content.model.works import original_of, writers_of
from refresher_content.source.body import Found, Listing, figure_source, id_prefix
from refresher_content.source.corpus import Corpus
from refresher_content.source.files import SourceFile
from refresher_content.source.finding import PUBLICATION

E = TypeVar("E", bound=Entry)

__all__ = ["Rows", "in_order", "list_page", "rows_of"]


@dataclass(slots=True)
class Rows:
    """The rows of a library's tables, in the order of each table's key."""

    entries: dict[str, list[list[Any]]] = field(default_factory=dict)
    """For each kind the rows of its entries, in the default order."""
    facets: list[tuple[str, str, str, int]] = field(default_factory=list)
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[tuple[Any, ...]] = field(default_factory=list)

    def search_tables(self) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
        """The tables that serve search, each with its rows."""
        names = {
            "author": self._names(Author, lambda one: one.name),
            "topic": self._names(Topic, lambda one: one.title),
            "reference": self._names(
                Reference, lambda one: "\n".join((one.title, *one.authors, one.container))
            ),
        }
        indexer = Indexer(names)
        text = 1 + schema.column(Article, "text")
        articles = (
            (row, schema.read_entry(Article, row[1 : -len(schema.BODY_COLUMNS)]))
            for row in self.entries["article"]
        )
        yield (
            f"fulltext (rowid, {schema.FULLTEXT_COLUMNS})",
            ([row[0], *indexer.row(one, row[text])] for row, one in articles),
        )
        yield "word", ([word] for word in indexer.words())
        (publication,) = self._entries(Publication)
        yield "synonym", indexer.synonyms(publication.synonyms)

    def _names(self, cls: type[E], words: Callable[[E], str]) -> dict[str, str]:
        """The words of each entry of a kind that articles refer to, by its id."""
        return {one.id: words(one) for one in self._entries(cls)}

    def _entries(self, cls: type[E]) -> Iterator[E]:
        rows = self.entries[cls.kind]
        return (schema.read_entry(cls, row[1 : -len(schema.BODY_COLUMNS)]) for row in rows)

    @property
    def texts(self) -> list[str]:
        """What the key terms of each article are found in."""
        title, text = (1 + schema.column(Article, key) for key in ("title", "text"))
        return [f"{row[title]} {row[text]}" for row in self.entries["article"]]


def rows_of(corpus: Corpus, problems: Iterable[Diagnostic]) -> Rows:
    """The rows that a corpus without errors makes; `problems` are its warnings."""
    publication = corpus.by_id[Publication.kind][_entry_at(corpus, PUBLICATION).id].entry
    assert isinstance(publication, Publication)
    numbers = _numbers(corpus.files)
    order = {kind: in_order(corpus.files, kind, numbers) for kind in corpus.kinds}
    found = _found(corpus, order)
    facets: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    computed: dict[str, dict[str, Any]] = {}
    naming = _naming(order)
    for kind, files in order.items():
        for rowid, file in enumerate(files, start=1):
            facts = computed[file.path] = _computed(
                corpus, file, rowid, file.publication or publication, numbers
            )
            for name, value in _facets(_entry(file), _mentioned(corpus, file), facts):
                facets[kind, name, value].append(rowid)
            if kind == Article.kind:
                named = {(one.kind, one.id) for one in _mentioned(corpus, file)}
                for name, value in named | naming.get(file.id, set()):
                    if name not in KINDS:
                        facets[kind, name, value].append(rowid)
    rows = Rows()
    listed = partial(_listed, corpus, order[Article.kind], facets)
    for kind, files in order.items():
        rows.entries[kind] = []
        for rowid, file in enumerate(files, start=1):
            row = _row(corpus, file, found, listed)
            for key, value in computed[file.path].items():
                row[schema.column(file.cls, key)] = value
            rows.entries[kind].append([rowid, *row])
    rows.facets = [(*key, rowid) for key in sorted(facets) for rowid in facets[key]]
    rows.aliases = sorted(
        (file.kind, alias, file.id) for file in corpus.files for alias in _entry(file).aliases
    )
    warnings: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in problems:
        warnings[one.path].append(one)
    rows.files = [
        _file_row(file, _mentioned(corpus, file), found, warnings[file.path])
        for file in corpus.files
    ]
    return rows


def _naming(order: Mapping[str, Sequence[SourceFile]]) -> Mapping[str, set[tuple[str, str]]]:
    """The entries of own kinds, by kind and id, that name each article in a field, by its id."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for kind, files in order.items():
        for file in files if kind not in KINDS else ():
            cls: type = file.cls
            for spec in (one for one in fields_of(cls) if one.refers_to == Article.kind):
                value = getattr(file.entry, spec.name)
                for id_ in value if spec.many else (value,):
                    found[id_].add((kind, file.id))
    return found


def _entry(file: SourceFile) -> Entry:
    assert file.entry is not None, "a corpus without errors has an entry in every file"
    return file.entry


def _entry_at(corpus: Corpus, path: str) -> Entry:
    (found,) = (_entry(file) for file in corpus.files if file.path == path)
    return found


def in_order(
    files: Iterable[SourceFile], kind: str, numbers: Mapping[str, int]
) -> list[SourceFile]:
    """The files of a kind in its default order; `numbers` are those of `Article.number`."""
    found = sorted(
        (file for file in files if file.kind == kind),
        key=lambda file: _default_order(_entry(file), numbers),
    )
    if found and (key := found[0].cls.order):
        cls: type = found[0].cls
        (spec,) = (one for one in fields_of(cls) if one.key == key.removeprefix("-"))
        found.sort(key=lambda file: _place(spec, file.entry), reverse=key.startswith("-"))
    return found


def _place(spec: FieldSpec, entry: Entry | None) -> tuple[Any, ...]:
    """The key of an order by a field; as in SQL, None comes first."""
    value = getattr(entry, spec.name)
    if value is None:
        return (0,)
    text = str(value) if spec.shape == "date" else value
    return (1, sort_key(text) if spec.shape == "text" and not spec.refers_to else text)


def _found(corpus: Corpus, order: Mapping[str, list[SourceFile]]) -> dict[str, Found]:
    """What bodies show of each entry, by the path of its file."""
    return {
        file.path: Found(
            kind=kind,
            title=_entry(file).label,
            path=_path(_entry(file), rowid),
            prefix=id_prefix(file.cls, file.id),
            language=corpus.title_language(_entry(file)),
        )
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


def _listed(
    corpus: Corpus,
    files: Sequence[SourceFile],
    facets: Mapping[tuple[str, str, str], list[int]],
    listing: Listing,
) -> list[Article]:
    """The articles of a list, given all of them in the default order."""
    rowids = set(range(1, len(files) + 1))
    for name, values in listing.filters.items():
        rowids &= {row for value in values for row in facets.get((Article.kind, name, value), ())}
    entries: list[Any] = [_entry(files[rowid - 1]) for rowid in sorted(rowids)]
    if key := listing.order.removeprefix("-"):
        entries.sort(
            key=lambda one: sort_key(one.title) if key == "title" else str(one.published),
            reverse=listing.order.startswith("-"),
        )
    some = entries[: listing.limit]
    return [replace(one, language=corpus.title_language(one)) for one in some]


def _row(
    corpus: Corpus,
    file: SourceFile,
    found: Mapping[str, Found],
    listed: Callable[[Listing], list[Article]],
) -> list[Any]:
    """A file's row without its number and what is computed of its front matter."""
    if file.parsed is None:
        return list(file.row)
    figure = getattr(_entry(file), "figure", None)
    source = figure_source(figure.image, file.folder) if figure else ""
    shown = [found[one.path] for one in _mentioned(corpus, file)]
    lists = [*map(listed, file.parsed.listings)]
    language = corpus.title_language(_entry(file)) or corpus.language
    body = file.parsed.resolve(shown, figure, source, lists, language)
    row = [*schema.cells(_entry(file)), *schema.body_cells(body)]
    if file.kind == Article.kind:
        row[schema.column(Article, "word_count")] = word_count(body.text)
    return row


def _mentioned(corpus: Corpus, file: SourceFile) -> list[SourceFile]:
    """The files of the entries that a body mentions, in order."""
    found = [corpus.mentioned(one) for one in file.mentions]
    return [one for one in found if one is not None]


def _file_row(
    file: SourceFile,
    mentioned: Sequence[SourceFile],
    found: Mapping[str, Found],
    warnings: Sequence[Diagnostic],
) -> tuple[Any, ...]:
    shown = [(one.title, one.language) for one in file.shown] or [
        ("", "") if one.title else (found[there.path].title, found[there.path].language)
        for one, there in zip(file.mentions, mentioned, strict=True)
    ]
    mentions = [
        {"kind": there.kind, "id": there.id, "title": title}
        | ({"language": language} if language else {})
        | ({"path": one.path} if one.path else {})
        | ({"fragment": one.fragment} if one.fragment else {})
        for one, there, (title, language) in zip(file.mentions, mentioned, shown, strict=True)
    ]
    noted = [asdict(replace(one, edits=(), excerpt=())) for one in warnings]
    cells = (json_cell(mentions), json_cell(file.assets), json_cell(noted))
    more = (json_cell(sorted(file.ids)), int(file.lists))
    return (file.path, file.sha256, file.kind, file.id, *cells, *more)


def _computed(
    corpus: Corpus,
    file: SourceFile,
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
    if isinstance(entry, Publication):
        return {"edition": _plain_cell(_edition(entry))}
    if not isinstance(entry, Article):
        return {}
    by_id = corpus.by_id[Author.kind]
    authors: list[Any] = [_entry(by_id[id_]) for id_ in entry.author_ids]
    entry = replace(entry, contributors=tuple(_named(one, by_id) for one in entry.contributors))
    known: dict[str, Any] = {
        "number": numbers.get(entry.id),
        "writers": _plain_cell(writers_of(entry, publication, authors)),
        "contributors": _plain_cell(entry.contributors),
    }
    if original := original_of(entry, publication, authors):
        known["original"] = _plain_cell(original)
    if file.parsed is None:
        return known
    return known | {
        "language": entry.language or publication.language,
        "rights": entry.rights or publication.rights,
        # A licence is a part of the rights: whoever holds other rights gave none.
        "license": entry.license or ("" if entry.rights else publication.license),
    }


def _plain_cell(value: Any) -> str:
    return json_cell(to_plain(value))


def _edition(publication: Publication) -> Edition:
    """The edition with what it takes from the publication."""
    edition = publication.edition
    return replace(
        edition,
        title=edition.title or publication.title,
        summary=edition.summary or publication.summary,
    )


def _named(one: Contributor, by_id: Mapping[str, SourceFile]) -> Contributor:
    """A contributor with the names of their entry."""
    author: Any = _entry(by_id[one.author_id or ""])
    return replace(one, name=author.name, sort_name=author.sort_name or author.name)


def _numbers(files: Iterable[SourceFile]) -> dict[str, int]:
    """Each article's number in its column: see `Article.number`."""
    columns: dict[str, list[Article]] = defaultdict(list)
    for file in files:
        if isinstance(file.entry, Article) and file.entry.column_id:
            columns[file.entry.column_id].append(file.entry)
    return {
        article.id: number
        for id_, articles in columns.items()
        for number, article in enumerate(
            sorted(articles, key=partial(column_order, column=id_)), start=1
        )
    }


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


def _newest_first(published: PartialDate) -> tuple[int, ...]:
    # The digits of a time, before its distance from UTC.
    clock = published.time[:8] if published.time[5:6] == ":" else published.time[:5]
    parts = [int(one) for one in clock.split(":") if one]
    known = (published.year, published.month or 0, published.day or 0, *(one + 1 for one in parts))
    return tuple(-one for one in (*known, *[0] * (6 - len(known))))


def _facets(
    entry: Entry, mentioned: Iterable[SourceFile], computed: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """The filters under which an entry is found, each with a value."""
    cls: type = type(entry)
    for name, field_name, many in _facet_fields(cls):
        value = computed.get(field_name) or getattr(entry, field_name)
        if many:
            yield from ((name, one) for one in value)
        elif value is not None:
            yield name, value
    if published := getattr(entry, "published", None):
        yield "year", str(published.year)
    if isinstance(entry, Article):
        yield from {("mentions", f"{one.kind}:{one.id}") for one in mentioned}


@cache
def _facet_fields(cls: type) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (name, spec.name, spec.many)
        for name in filter_names(cls)
        for spec in fields_of(cls)
        if name in (spec.filter, spec.key)
    )
