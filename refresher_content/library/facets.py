"""How many entries have each value of a field."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from refresher_content.library.sql import expression, json_path, select
from refresher_content.model import Entry, PartialDate
from refresher_content.model.lookups import Lookup
from refresher_content.model.selection import Selection

__all__ = ["count_facets"]

Rows = Callable[[str, Sequence[Any]], sqlite3.Cursor]
"""What gives the rows of a query."""


def count_facets(
    rows: Rows, cls: type[Entry], selection: Selection, lookup: Lookup
) -> list[tuple[Any, int]]:
    """How many entries of a selection have each value, most first."""
    inner, params = select(cls, selection, ("rowid",), ordered=False)
    given: tuple[str, ...] = ()
    if lookup.is_facet:
        values, given = "facet WHERE kind = ? AND name = ? AND", (cls.kind, lookup.name)
        value = "CAST(value AS INTEGER)" if lookup.spec.type is int else "value"
    else:
        value = expression(lookup.spec)
        values = f"{cls.kind} WHERE {value} <> '' AND"
        if lookup.path:
            return _count_in_mapping(rows, cls, lookup, inner, params)
        if lookup.spec.many:
            values, value = f"{cls.kind}, json_each({value}) WHERE", "value"
    row = "facet.rowid" if lookup.is_facet else f"{cls.kind}.rowid"
    found = rows(
        f"SELECT {value}, count(DISTINCT {row}) FROM {values} {row} IN ({inner})"
        f" GROUP BY 1 ORDER BY 2 DESC, 1",
        (*given, *params),
    )
    if lookup.spec.type is PartialDate:
        return [(PartialDate.parse(one), count) for one, count in found]
    return found.fetchall()


def _count_in_mapping(
    rows: Rows, cls: type[Entry], lookup: Lookup, inner: str, params: Sequence[Any]
) -> list[tuple[Any, int]]:
    mapping, path = expression(lookup.spec), json_path(lookup.path)
    found = rows(
        f"SELECT item.type, item.value, count(DISTINCT {cls.kind}.rowid)"
        f" FROM {cls.kind}, json_each({mapping}, ?) AS item"
        " WHERE item.type NOT IN ('null', 'object', 'array') AND item.value <> ''"
        f" AND {cls.kind}.rowid IN ({inner}) AND json_type({mapping}, ?) <> 'object'"
        " GROUP BY 1, 2 ORDER BY 3 DESC, 2",
        (path, *params, path),
    )
    return [(bool(one) if type_ in ("true", "false") else one, n) for type_, one, n in found]
