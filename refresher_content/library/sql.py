"""Selections of entries as SQL over the tables that `schema` describes."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from refresher_content.library.database import sort_key
from refresher_content.model import Entry
from refresher_content.model.fields import FieldSpec
from refresher_content.model.lookups import queryable
from refresher_content.model.selection import (
    Compare,
    Condition,
    Either,
    Facet,
    HasId,
    Not,
    Order,
    Rows,
    Selection,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["expression", "json_path", "order_key", "select"]

_DERIVED = {
    "year": "CAST(substr(published, 1, 4) AS INTEGER)",
    "reading_time": "max(1, (word_count + 237) / 238)",
}
"""What follows from a column, by the name of the property that computes it."""

_OPERATORS = {
    "contains": "instr({0}, ?) > 0",
    "icontains": "instr(sort_key({0}), sort_key(?)) > 0",
    "startswith": "instr({0}, ?) = 1",
    "gt": "{0} > ?",
    "gte": "{0} >= ?",
    "lt": "{0} < ?",
    "lte": "{0} <= ?",
    # The first day that a date can mean, and one that none of its days comes after.
    "from": "{0} || substr('-01-01', length({0}) - 3) >= ?",
    "until": "{0} || substr('-12-31', length({0}) - 3) < ?",
    # The same of moments in UTC; a day ends after all its times.
    "from_moment": "{0} || substr('-01-01', length({0}) - 3) >= ?",
    "until_moment": "{0} || substr('-12-31T24', length({0}) - 3) < ?",
}

_MOMENT = "iif(length({0}) > 10, strftime('%Y-%m-%dT%H:%M:%S', {0}), {0})"
"""A date with its time, if it has one, in UTC."""


def select(
    cls: type[Entry], selection: Selection, columns: tuple[str, ...], *, ordered: bool = True
) -> tuple[str, list[Any]]:
    """The statement that gives columns of a selection's rows, and its parameters.

    Where the order doesn't matter it can be left out; a cut selection keeps it.
    """
    params: list[Any] = []
    source = cls.kind
    ordered = ordered or selection.is_cut
    if ordered and selection.ranking is not None:
        ranks = "SELECT key AS rank_, value AS row_ FROM json_each(?)"
        source = f"({ranks}) JOIN {cls.kind} ON {cls.kind}.rowid = row_"
        params.append(json.dumps(selection.ranking))
    parts = [f"SELECT {', '.join(f'{cls.kind}.{name}' for name in columns)} FROM {source}"]
    if selection.where:
        where, values = _all_of(cls, selection.where)
        parts.append(f"WHERE {where}")
        params += values
    if ordered and selection.ranking is not None:
        parts.append("ORDER BY rank_")
    elif ordered:
        keys = [_key(cls, one) for one in selection.order]
        keys.append("rowid DESC" if selection.backwards else "rowid")
        parts.append("ORDER BY " + ", ".join(keys))
    if selection.is_cut:
        limit = -1 if selection.limit is None else selection.limit
        parts.append(f"LIMIT {limit} OFFSET {selection.offset}")
    return " ".join(parts), params


def _all_of(cls: type[Entry], conditions: tuple[Condition, ...]) -> tuple[str, list[Any]]:
    return _linked(cls, conditions, " AND ", "1")


def _linked(
    cls: type[Entry], conditions: tuple[Condition, ...], word: str, otherwise: str
) -> tuple[str, list[Any]]:
    found = [_condition(cls, one) for one in conditions]
    params = [value for _, values in found for value in values]
    return word.join(sql for sql, _ in found) or otherwise, params


def _condition(cls: type[Entry], condition: Condition) -> tuple[str, list[Any]]:
    row = f"{cls.kind}.rowid"
    match condition:
        case Facet(name, values):
            given = "kind = ? AND name = ?"
            if values is not None:
                given += f" AND value IN ({_holes(values)})"
            where = f"{row} IN (SELECT rowid FROM facet WHERE {given})"
            return where, [cls.kind, name, *(values or ())]
        case HasId(id_):
            return "id = ?", [id_]
        case Rows(rowids):
            return f"{row} IN (SELECT value FROM json_each(?))", [json.dumps(rowids)]
        case Compare():
            return _compare(cls, condition)
        case Not(other):
            where, params = _condition(cls, other)
            return f"({where}) IS NOT TRUE", params
        case Either(conditions):
            where, params = _linked(cls, conditions, " OR ", "0")
            return f"({where})", params
        case Selection(where=conditions, is_cut=False):
            where, params = _all_of(cls, conditions)
            return f"({where})", params
        case Selection():
            inner, params = select(cls, condition, ("rowid",), ordered=False)
            return f"{row} IN ({inner})", params


def _holes(values: tuple[Any, ...]) -> str:
    return ", ".join("?" * len(values))


def _compare(cls: type[Entry], condition: Compare) -> tuple[str, list[Any]]:
    key, operator, value, path = condition
    spec = _spec(cls, key)
    column = expression(spec)
    if path:
        return _in_mapping(column, condition)
    if operator == "none":
        return f"{column} = '[]'" if spec.many else f"{column} IS NULL", []
    params = list(value) if operator == "is" else [value]
    held = "value" if spec.many else column
    held = _MOMENT.format(held) if operator.endswith("_moment") else held
    test = f"{held} IN ({_holes(value)})" if operator == "is" else _OPERATORS[operator].format(held)
    return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE {test})" if spec.many else test, params


_TYPES: dict[type, str] = {
    bool: "('true', 'false')",
    int: "('integer', 'real')",
    float: "('integer', 'real')",
    str: "('text')",
}
"""What `json_each` calls values of a type."""


def _in_mapping(column: str, condition: Compare) -> tuple[str, list[Any]]:
    """A condition of a value in a mapping, or of the items of a list there."""
    _, operator, value, keys = condition
    path = json_path(keys)
    items = f"SELECT 1 FROM json_each({column}, ?) WHERE type"
    if operator == "none":
        return f"NOT EXISTS ({items} <> 'null')", [path]
    test = "value = ?" if operator == "is" else _OPERATORS[operator].format("value")
    held = f"EXISTS ({items} IN {_TYPES[type(value)]} AND {test})"
    return f"json_type({column}, ?) IS NOT 'object' AND {held}", [path, path, value]


def json_path(keys: tuple[str, ...]) -> str:
    """The path of a value in a mapping, as SQLite writes it."""
    return "$" + "".join(f'."{key}"' for key in keys)


def _spec(cls: type[Entry], key: str) -> FieldSpec:
    (spec,) = (spec for spec in queryable(cls).values() if spec.key == key)
    return spec


def expression(spec: FieldSpec) -> str:
    """The SQL of a value."""
    derived = _DERIVED.get(spec.key) if spec.computed else None
    return derived or f'"{spec.key}"'


def _key(cls: type[Entry], order: Order) -> str:
    assert isinstance(order.key, str), "a function's order has a ranking"
    spec = _spec(cls, order.key)
    key = f"sort_key({expression(spec)})" if _is_looked_up(spec) else expression(spec)
    return f"{key} DESC" if order.descending else key


def _is_looked_up(spec: FieldSpec | None) -> bool:
    """Whether people look for a text by it, no matter its case; ids, dates and choices sort
    as they are.
    """
    return spec is None or (spec.shape == "text" and spec.refers_to is None)


def order_key(cls: type[Entry], order: Order) -> Callable[[Any], Any]:
    """What gives the place of an entry in an order; None comes first, as in SQL."""
    if not isinstance(order.key, str):
        ask, by_text = order.key, False
    else:
        found = [spec for spec in queryable(cls).values() if spec.key == order.key]
        spec = found[0] if found else None
        ask, by_text = attrgetter(spec.name if spec else order.key), _is_looked_up(spec)

    def key(entry: Any) -> Any:
        value = ask(entry)
        if value is None:
            return (0,)
        return (1, sort_key(value) if by_text and isinstance(value, str) else value)

    return key
