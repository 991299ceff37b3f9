"""Selections of entries as SQL over the tables that `schema` describes."""

from __future__ import annotations

import json
from typing import Any

from refresher_content.model import Entry
from refresher_content.model.fields import fields_of
from refresher_content.model.selection import Facet, HasId, Order, Rows, Selection

__all__ = ["select"]

Condition = Facet | HasId | Rows | Selection


def select(
    cls: type[Entry], selection: Selection, columns: str, *, ordered: bool = True
) -> tuple[str, list[Any]]:
    """The statement that gives columns of a selection's rows, and its parameters.

    Where the order doesn't matter it can be left out; a cut selection keeps it.
    """
    parts = [f"SELECT {columns} FROM {cls.kind}"]
    params: list[Any] = []
    conditions = []
    for one in selection.where:
        condition, values = _condition(cls, one)
        conditions.append(condition)
        params += values
    if conditions:
        parts.append("WHERE " + " AND ".join(conditions))
    if ordered or selection.is_cut:
        keys = [_key(cls, one) for one in selection.order]
        keys.append("rowid DESC" if selection.backwards else "rowid")
        parts.append("ORDER BY " + ", ".join(keys))
    if selection.is_cut:
        limit = -1 if selection.limit is None else selection.limit
        parts.append(f"LIMIT {limit} OFFSET {selection.offset}")
    return " ".join(parts), params


def _condition(cls: type[Entry], condition: Condition) -> tuple[str, list[Any]]:
    match condition:
        case Facet(name, values):
            holes = ", ".join("?" * len(values))
            given = f"kind = ? AND name = ? AND value IN ({holes})"
            where = f"rowid IN (SELECT rowid FROM facet WHERE {given})"
            return where, [cls.kind, name, *values]
        case HasId(id_):
            return "id = ?", [id_]
        case Rows(rowids):
            return "rowid IN (SELECT value FROM json_each(?))", [json.dumps(rowids)]
        case Selection():
            inner, params = select(cls, condition, "rowid", ordered=False)
            return f"rowid IN ({inner})", params


def _key(cls: type[Entry], order: Order) -> str:
    (spec,) = (spec for spec in fields_of(cls) if spec.key == order.key)
    # People look texts up no matter their case; ids, dates and choices sort as they are.
    by_text = spec.shape == "text" and spec.refers_to is None
    key = f'sort_key("{order.key}")' if by_text else f'"{order.key}"'
    return f"{key} DESC" if order.descending else key
