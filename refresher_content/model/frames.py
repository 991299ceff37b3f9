"""Entries as the data frames of other packages, which are imported when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from refresher_content.errors import MissingExtraError
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.model.filters import readable
from refresher_content.model.plain import to_plain

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from refresher_content.model.entry import Entry

__all__ = ["arrow_type", "plain_cell", "to_arrow", "to_pandas", "to_polars"]

_PLAIN = {"str": str, "int": int, "float": float, "bool": bool, "PartialDate": str}
"""The types that a column can have, by the annotation of a property."""


class _Column(NamedTuple):
    name: str
    attribute: str
    type: type
    many: bool

    def value(self, entry: Entry) -> Any:
        value = to_plain(getattr(entry, self.attribute))
        return value if self.many else plain_cell(value)


def plain_cell(value: Any) -> Any:
    """A plain value as a cell holds it: lists and mappings as JSON."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _columns(cls: type[Entry], names: tuple[str, ...]) -> list[_Column]:
    specs = {spec.key: spec for spec in fields_of(cls)}
    return [
        _of_field(specs[name]) if name in specs else _of_property(cls, name)
        for name, _ in readable(cls, names)
    ]


def _of_field(spec: FieldSpec) -> _Column:
    return _Column(spec.key, spec.name, spec.plain_type, spec.many and not spec.is_object)


def _of_property(cls: type[Entry], name: str) -> _Column:
    annotation = str(getattr(cls, name).fget.__annotations__["return"])
    type_ = _PLAIN.get(annotation.removesuffix(" | None"))
    if type_ is None:
        raise TypeError(f"{name!r} can't be a column: its values are {annotation}")
    return _Column(name, name, type_, many=False)


def _values(entries: Iterable[Entry], columns: Sequence[_Column]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {column.name: [] for column in columns}
    for entry in entries:
        for column in columns:
            found[column.name].append(column.value(entry))
    return found


def to_pandas(
    entries: Iterable[Entry], cls: type[Entry], names: tuple[str, ...]
) -> pandas.DataFrame:
    """A pandas data frame: see `Collection.to_pandas`."""
    pd = _imported("pandas", "pandas", "a pandas data frame")
    columns = _columns(cls, names)
    # Numbers may be missing, which only these types know.
    types = {int: "Int64", float: "Float64", bool: "boolean"}
    values = _values(entries, columns)
    kinds = {one.name: "object" if one.many else types.get(one.type, "object") for one in columns}
    found = {name: pd.Series(values[name], dtype=kind) for name, kind in kinds.items()}
    frame: pandas.DataFrame = pd.DataFrame(found, columns=list(kinds))
    return frame


def to_polars(
    entries: Iterable[Entry], cls: type[Entry], names: tuple[str, ...]
) -> polars.DataFrame:
    """A polars data frame: see `Collection.to_polars`."""
    pl = _imported("polars", "polars", "a polars data frame")
    types = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
    columns = _columns(cls, names)
    schema: dict[str, Any] = {one.name: types[one.type] for one in columns}
    schema |= {one.name: pl.List(types[one.type]) for one in columns if one.many}
    frame: polars.DataFrame = pl.DataFrame(_values(entries, columns), schema=schema)
    return frame


def to_arrow(entries: Iterable[Entry], cls: type[Entry], names: tuple[str, ...]) -> pyarrow.Table:
    """An Arrow table: see `Collection.to_arrow`."""
    pa = _imported("pyarrow", "arrow", "an Arrow table")
    columns = _columns(cls, names)
    schema = pa.schema([(one.name, arrow_type(pa, one.type, many=one.many)) for one in columns])
    return pa.table(_values(entries, columns), schema=schema)


def arrow_type(pa: Any, type_: type, *, many: bool) -> Any:
    """The type of a column in Arrow."""
    item = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[type_]
    return pa.list_(item) if many else item


def _imported(module: str, extra: str, purpose: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(extra, purpose) from error
