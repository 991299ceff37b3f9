"""The layout of a compiled library: one SQLite file, described here for both its ends.

Each kind has a table named after it. Its rows are in the kind's default order,
so `rowid`, the row's number, is that order. Scalars are stored as they are,
dates as ISO 8601 text, lists and mappings as JSON; the four forms of the body
stand last. `facet` answers every filter, group and count; `keyterm`, with
`term`, serves similarity; `fulltext`, `word` and `synonym` serve search; `file` lists each source
file with its SHA-256; `layout` lists the fields for which the file was made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from json import JSONEncoder, loads
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from refresher_content.errors import LibraryFileError
from refresher_content.library.seal import checksum
from refresher_content.model import (
    KINDS,
    Body,
    Contributor,
    Edition,
    Entry,
    Figure,
    Original,
    PartialDate,
    Section,
)
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.model.plain import decoder, to_plain

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

E = TypeVar("E", bound=Entry)
T = TypeVar("T")

__all__ = [
    "APPLICATION_ID",
    "BODY_COLUMNS",
    "CHECKSUMS",
    "FORMAT",
    "FULLTEXT",
    "FULLTEXT_COLUMNS",
    "FULLTEXT_TABLES",
    "INDEXES",
    "TOKENIZER",
    "body_cells",
    "cells",
    "checked_row",
    "column",
    "columns",
    "json_cell",
    "layout",
    "read_body",
    "read_entry",
    "read_sections",
    "statements",
    "tables",
]

APPLICATION_ID = 0x52_46_43_4C
"""Marks an SQLite file as a compiled library: "RFCL" in SQLite's header."""

FORMAT = 7
"""The layout's version, SQLite's `user_version`. Any change of layout adds one."""

BODY_COLUMNS = ("markdown", "html", "text", "sections")

CHECKSUMS = ("fields_crc", "body_crc")
"""The last columns of a kind's table: the checksums of a row's number and fields, and of its
number and body."""

FULLTEXT = {
    "title": 10.0,
    "subtitle": 6.0,
    "keywords": 6.0,
    "authors": 4.0,
    "takeaway": 4.0,
    "summary": 4.0,
    "topics": 2.0,
    "questions": 2.0,
    "figure": 1.0,
    "references": 1.0,
    "text": 1.0,
}
"""The columns of the full-text index, which are keys of articles, the body's text among them;
and how much a word in each counts."""

FULLTEXT_COLUMNS = ", ".join(f'"{name}"' for name in FULLTEXT)
"""The same, as SQL names them."""

TOKENIZER = "ascii"
"""How SQLite reads what is indexed: words apart by spaces."""

_TABLES = f"""
CREATE TABLE facet (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, rowid INTEGER NOT NULL,
    PRIMARY KEY (kind, name, value, rowid)
) WITHOUT ROWID;
CREATE TABLE alias (
    kind TEXT NOT NULL, alias TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, alias)
) WITHOUT ROWID;
CREATE TABLE keyterm (
    term TEXT NOT NULL, rowid INTEGER NOT NULL, weight INTEGER NOT NULL,
    PRIMARY KEY (term, rowid)
) WITHOUT ROWID;
CREATE TABLE term (term TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE synonym (
    word TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (word, other)
) WITHOUT ROWID;
CREATE TABLE file (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    mentions TEXT NOT NULL, assets TEXT NOT NULL, warnings TEXT NOT NULL,
    ids TEXT NOT NULL, lists INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE layout (fields TEXT NOT NULL);
CREATE VIRTUAL TABLE fulltext USING fts5 (
    {FULLTEXT_COLUMNS}, content = 'article', content_rowid = 'rowid', tokenize = '{TOKENIZER}'
);
-- Written in one go, up to some ten thousand articles.
INSERT INTO fulltext (fulltext, rank) VALUES ('hashsize', 67108864);
"""

INDEXES = (
    "CREATE INDEX facet_rowid ON facet (kind, rowid, name, value)",
    'CREATE INDEX article_number ON article ("column", number)',
    "CREATE INDEX keyterm_rowid ON keyterm (rowid, weight DESC, term)",
)
"""The SQL of the indexes, which are made when all rows stand."""


def columns(cls: type) -> tuple[str, ...]:
    """The names of the columns that hold a kind's fields, in the fields' order."""
    return tuple(f'"{spec.key}"' for spec in fields_of(cls))


@cache
def _column(cls: type, key: str) -> int:
    return [*(spec.key for spec in fields_of(cls)), *BODY_COLUMNS].index(key)


def column(cls: type, key: str) -> int:
    """The index of a kind's field or of a part of the body in a row, from 0 without `rowid`."""
    return _column(cls, key)  # `cache` doesn't keep the type of its argument


@cache
def layout() -> str:
    """The models' fields, one per line: a file made for others must not be read as one of these."""
    models = (*KINDS.values(), Body, Contributor, Edition, Figure, Original, Section)
    return "\n".join(
        f"{model.__name__}.{one.name}: {one.type} {dict(one.metadata) or ''}".rstrip()
        for model in models
        for one in fields(model)
    )


FULLTEXT_TABLES = frozenset(
    f"fulltext_{part}" for part in ("config", "content", "data", "docsize", "idx")
)
"""The tables that SQLite makes for the full-text index."""


def statements(kinds: Kinds) -> frozenset[tuple[str, str, str]]:
    """The type, the name and the SQL of each table and index that a compiled file with these
    kinds has, besides those that SQLite makes for itself.
    """
    return _statements(tables(kinds))


@lru_cache(maxsize=8)
def _statements(script: str) -> frozenset[tuple[str, str, str]]:
    found = re.findall(r"^CREATE [^;]+(?=;)", script, re.MULTILINE)
    made = []
    for sql in (*found, *INDEXES):
        words = sql.split(maxsplit=4)
        name = words[3] if words[1] == "VIRTUAL" else words[2]
        made.append((words[1].lower().replace("virtual", "table"), name, sql))
    return frozenset(made)


def checked_row(row: Sequence[Any]) -> list[Any]:
    """A row of a kind's table, its number first, with its checksums."""
    split = len(row) - len(BODY_COLUMNS)
    return [*row, checksum(row[:split]), checksum((row[0], *row[split:]))]


def tables(kinds: Kinds) -> str:
    """The SQL that makes the empty tables of these kinds, and those that all have in common."""
    return "\n".join(_table(cls) for cls in kinds.values()) + _TABLES


def _table(cls: type[Entry]) -> str:
    lines = ["rowid INTEGER PRIMARY KEY"]
    for spec in fields_of(cls):
        rule = " UNIQUE NOT NULL" if spec.key == "id" else ""
        lines.append(f'"{spec.key}" {spec.sql_type}{rule}')
    lines += [f"{name} TEXT NOT NULL" for name in BODY_COLUMNS]
    lines += [f"{name} INTEGER NOT NULL" for name in CHECKSUMS]
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {cls.kind} (\n    {body}\n);"


def cells(entry: Entry) -> list[Any]:
    """An entry's fields as a row holds them, without `rowid` and the body."""
    cls: type = type(entry)
    values_of, encoders = _encoders(cls)
    values = list(values_of(entry))
    for number, encode in encoders:
        values[number] = encode(values[number])
    return values


def body_cells(body: Body) -> list[str]:
    """A body as a row holds it."""
    keys, values_of = _section_encoder()
    sections = [dict(zip(keys, values_of(section), strict=True)) for section in body.sections]
    return [body.markdown, body.html, body.text, json_cell(sections)]


def json_cell(value: Any) -> str:
    """A list or a mapping as a row holds it."""
    return _to_json(value)


_to_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@cache
def _encoders(
    cls: type,
) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """What takes a kind's fields off an entry, and the numbers of those not stored as they are."""
    specs = fields_of(cls)
    found = ((number, _encode_cell(spec)) for number, spec in enumerate(specs))
    return (
        attrgetter(*(spec.name for spec in specs)),
        tuple((number, encode) for number, encode in found if encode is not None),
    )


def _encode_cell(spec: FieldSpec) -> Callable[[Any], Any] | None:
    if spec.many and spec.type is str:
        # Most lists are empty, and the others are what JSON writes already.
        return lambda value: json_cell(value) if value else "[]"
    if spec.structured:
        return lambda value: None if value is None else json_cell(to_plain(value))
    return to_plain if spec.type is PartialDate else None


@cache
def _section_encoder() -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    specs = fields_of(Section)
    return tuple(spec.key for spec in specs), attrgetter(*(spec.name for spec in specs))


def read_entry(cls: type[E], row: Sequence[Any]) -> E:
    """The entry that `cells` made a row of."""
    model: type = cls
    make, decoders = _decoders(model)
    values = list(row)
    types = tuple(map(type, values))
    if types not in _known_types(model):
        _check_types(cls, types)
    try:
        for number, decode in decoders:
            values[number] = decode(values[number])
    except (TypeError, ValueError) as error:
        raise LibraryFileError(f"a row of the table {cls.kind} can't be read: {error}") from error
    entry: E = make(values)
    return entry


@cache
def _known_types(cls: type) -> set[tuple[type, ...]]:
    """The types of rows that were found to be right."""
    return set()


def _check_types(cls: type[Entry], types: tuple[type, ...]) -> None:
    """Raises LibraryFileError if cells are of other types than a kind's columns."""
    for spec, found in zip(fields_of(cls), types, strict=True):
        wanted = int if spec.sql_type.startswith("INTEGER") else str
        optional = spec.default is None or "NOT NULL" not in spec.sql_type
        if found is not wanted and not (optional and found is type(None)):
            raise LibraryFileError(
                f"a row of the table {cls.kind} can't be read: {spec.key!r} is {found.__name__}"
            )
    model: type = cls
    _known_types(model).add(types)


def read_body(row: Sequence[str]) -> Body:
    """The body that `body_cells` made a row of."""
    if not all(isinstance(one, str) for one in row):
        raise LibraryFileError("a body can't be read: it is no text")
    return Body(markdown=row[0], html=row[1], text=row[2], sections=read_sections(row[3]))


def read_sections(cell: str) -> tuple[Section, ...]:
    """The sections that a body's last column holds."""
    try:
        sections: tuple[Section, ...] = _section_decoder()(loads(cell))
    except (TypeError, ValueError) as error:
        raise LibraryFileError(f"sections can't be read: {error}") from error
    return sections


@cache
def _section_decoder() -> Callable[[Any], Any]:
    (spec,) = (spec for spec in fields_of(Body) if spec.key == "sections")
    return decoder(spec)


@cache
def _decoders(
    cls: type,
) -> tuple[Callable[[Iterable[Any]], Any], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """What makes an entry of its fields, and the numbers of those not stored as they are."""
    specs = fields_of(cls)
    found = ((number, _decode_cell(spec)) for number, spec in enumerate(specs))
    return (
        _maker(cls, tuple(spec.name for spec in specs)),
        tuple((number, decode) for number, decode in found if decode is not None),
    )


def _maker(cls: type[T], names: Sequence[str]) -> Callable[[Iterable[Any]], T]:
    """What makes an object of the values of all its fields, without the cost of `__init__`,
    which sets a frozen object's fields by name.
    """
    setters = tuple(getattr(cls, name).__set__ for name in names)

    def make(values: Iterable[Any]) -> T:
        made = object.__new__(cls)
        for set_, value in zip(setters, values, strict=True):
            set_(made, value)
        return made

    return make


def _decode_cell(spec: FieldSpec) -> Callable[[Any], Any] | None:
    decode = decoder(spec)
    if spec.structured:
        return lambda cell: () if cell == "[]" else None if cell is None else decode(loads(cell))
    # Many articles appear on the same day.
    return lru_cache(4_096)(decode) if spec.type is PartialDate else None
