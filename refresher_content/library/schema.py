"""The layout of a compiled library: one SQLite file, described here for both its ends.

Each kind has a table named after it. Its rows stand in the kind's default order,
so `place`, the row's number, is that order. Scalars are stored as they are,
dates as ISO 8601 text, lists and mappings as JSON; the four forms of the body
stand last. `facet` answers every filter, group and count; `keyterm`, with
`term`, and `fulltext` serve likeness and search; `file` remembers each source
file by its digest.
"""

from __future__ import annotations

from functools import cache, lru_cache
from operator import attrgetter

from refresher_content.model.entries import KINDS, Body, Entry, Section
from refresher_content.model.fields import FieldSpec, decoder, fields_of, to_plain
from refresher_content.model.record import maker_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    E = TypeVar("E", bound=Entry)

__all__ = [
    "APPLICATION_ID",
    "BODY_COLUMNS",
    "FORMAT",
    "INDEXES",
    "body_cells",
    "cells",
    "column",
    "columns",
    "json_cell",
    "read_body",
    "read_entry",
    "read_mapping",
    "read_sections",
    "read_texts",
    "tables",
]

APPLICATION_ID = 0x52_46_43_4C
"""Marks an SQLite file as a compiled library: "RFCL" in SQLite's header."""

FORMAT = 4
"""The layout's version, SQLite's `user_version`. Any change of layout adds one."""

BODY_COLUMNS = ("markdown", "html", "text", "sections")

_TABLES = """
CREATE TABLE facet (
    kind TEXT NOT NULL, word TEXT NOT NULL, value TEXT NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (kind, word, value, place)
) WITHOUT ROWID;
CREATE TABLE alias (
    kind TEXT NOT NULL, alias TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, alias)
) WITHOUT ROWID;
CREATE TABLE keyterm (
    term TEXT NOT NULL, place INTEGER NOT NULL, weight INTEGER NOT NULL,
    PRIMARY KEY (term, place)
) WITHOUT ROWID;
CREATE TABLE term (term TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE file (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    body_line INTEGER NOT NULL, mentions TEXT NOT NULL, assets TEXT NOT NULL
) WITHOUT ROWID;
CREATE VIRTUAL TABLE fulltext USING fts5 (
    title, subtitle, takeaway, summary, text, content = 'article', content_rowid = 'place',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
-- Written at one stroke, up to some ten thousand articles.
INSERT INTO fulltext (fulltext, rank) VALUES ('hashsize', 67108864);
"""

INDEXES = (
    "CREATE INDEX facet_place ON facet (kind, place, word, value)",
    'CREATE INDEX article_number ON article ("column", number)',
    "CREATE INDEX keyterm_place ON keyterm (place, weight DESC, term)",
)
"""The SQL of the indexes, which are made when all rows stand."""


def columns(cls: type) -> tuple[str, ...]:
    """The names of the columns that hold a kind's fields, in the fields' order."""
    return tuple(f'"{spec.key}"' for spec in fields_of(cls))


@cache
def column(kind: str, key: str) -> int:
    """Where a field or a part of the body stands in a row, counted from 0 without `place`."""
    return [*(spec.key for spec in fields_of(KINDS[kind])), *BODY_COLUMNS].index(key)


def tables() -> str:
    """The SQL that makes the empty tables."""
    return "\n".join(_table(cls) for cls in KINDS.values()) + _TABLES


def _table(cls: type[Entry]) -> str:
    lines = ["place INTEGER PRIMARY KEY"]
    for spec in fields_of(cls):
        affinity = "INTEGER" if spec.type is int else "TEXT"
        lines.append(f'"{spec.key}" {affinity}{" UNIQUE NOT NULL" if spec.key == "id" else ""}')
    lines += [f"{name} TEXT NOT NULL" for name in BODY_COLUMNS]
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {cls.kind} (\n    {body}\n);"


def cells(entry: Entry) -> list[Any]:
    """An entry's fields as a row holds them, without `place` and the body."""
    cls: type = type(entry)
    values_of, encoders = _encoders(cls)
    values = list(values_of(entry))
    for place, encode in encoders:
        values[place] = encode(values[place])
    return values


def body_cells(body: Body) -> list[str]:
    """A body as a row holds it."""
    keys, values_of = _section_encoder()
    sections = [dict(zip(keys, values_of(section), strict=True)) for section in body.sections]
    return [body.markdown, body.html, body.text, json_cell(sections)]


def json_cell(value: Any) -> str:
    """A list or a mapping as a row holds it."""
    return _encoder()(value)


@cache
def _encoder() -> Callable[[Any], str]:
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@cache
def _encoders(
    cls: type,
) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """What takes a kind's fields off an entry, and the places of those not stored as they are."""
    specs = fields_of(cls)
    found = ((place, _encode_cell(spec)) for place, spec in enumerate(specs))
    return (
        attrgetter(*(spec.name for spec in specs)),
        tuple((place, encode) for place, encode in found if encode is not None),
    )


def _encode_cell(spec: FieldSpec) -> Callable[[Any], Any] | None:
    if spec.many and spec.type is str:
        # Most lists are empty, and the others are what JSON writes already.
        return lambda value: json_cell(value) if value else "[]"
    if spec.structured:
        return lambda value: None if value is None else json_cell(to_plain(value))
    return to_plain if spec.model else None


@cache
def _section_encoder() -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    specs = fields_of(Section)
    return tuple(spec.key for spec in specs), attrgetter(*(spec.name for spec in specs))


def read_entry(cls: type[E], row: Sequence[Any]) -> E:
    """The entry that `cells` made a row of."""
    model: type = cls
    make, decoders = _decoders(model)
    values = list(row)
    for place, decode in decoders:
        values[place] = decode(values[place])
    entry: E = make(values)
    return entry


def read_body(row: Sequence[str]) -> Body:
    """The body that `body_cells` made a row of."""
    return Body(markdown=row[0], html=row[1], text=row[2], sections=read_sections(row[3]))


def read_sections(cell: str) -> tuple[Section, ...]:
    """The sections that a body's last column holds."""
    sections: tuple[Section, ...] = _section_decoder()(_read_json(cell))
    return sections


@cache
def _section_decoder() -> Callable[[Any], Any]:
    (spec,) = (spec for spec in fields_of(Body) if spec.key == "sections")
    return decoder(spec)


@cache
def _decoders(
    cls: type,
) -> tuple[Callable[[Sequence[Any]], Any], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """What makes an entry of its fields, and the places of those not stored as they are."""
    specs = fields_of(cls)
    found = ((place, _decode_cell(spec)) for place, spec in enumerate(specs))
    return (
        maker_of(cls, tuple(spec.name for spec in specs)),
        tuple((place, decode) for place, decode in found if decode is not None),
    )


def _decode_cell(spec: FieldSpec) -> Callable[[Any], Any] | None:
    if spec.many and spec.word != "int" and not spec.model:
        return read_texts
    decode = decoder(spec)
    if spec.structured:
        read = _read_json if spec.many else read_mapping
        return lambda cell: None if cell is None else decode(read(cell))
    # Many articles appear on the same day.
    return lru_cache(4_096)(decode) if spec.model else None


# Importing `json` takes as long as opening a library, and few cells need it: where there
# is no backslash, a quotation mark begins or ends a text.


def read_texts(cell: str) -> tuple[str, ...]:
    """What `json_cell` made of a list of texts."""
    if cell == "[]":
        return ()
    return tuple(_read_json(cell) if "\\" in cell else cell[2:-2].split('","'))


def read_mapping(cell: str) -> Any:
    """What `json_cell` made of a mapping, as a rule to texts or None."""
    if "\\" in cell:
        return _read_json(cell)
    found: dict[str, str | None] = {}
    parts = iter(cell.split('"')[1:])
    for key, mark in zip(parts, parts, strict=True):
        if mark == ":":
            found[key] = next(parts)
            next(parts)  # the comma or bracket after it
        elif mark in (":null,", ":null}"):
            found[key] = None
        else:
            return _read_json(cell)
    return found


def _read_json(cell: str) -> Any:
    from json import loads

    return loads(cell)
