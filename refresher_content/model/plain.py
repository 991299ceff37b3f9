"""Values as plain data and back: what JSON can write, key by key as in a front matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any

from refresher_content.model.dates import PartialDate
from refresher_content.model.fields import FieldSpec, fields_of

__all__ = ["decoder", "from_plain", "to_plain"]


def to_plain(value: Any) -> Any:
    """A value as JSON can write it."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if is_dataclass(value):
        return {spec.key: to_plain(getattr(value, spec.name)) for spec in fields_of(type(value))}
    return value


def from_plain(cls: Any, data: Any) -> Any:
    """The object of a class that `to_plain` made a mapping of.

    Raises ValueError if the data is not a mapping, lacks a required key or has one too many.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"{cls.__name__} needs a mapping, not {type(data).__name__}")
    specs = {spec.key: spec for spec in fields_of(cls)}
    if unknown := sorted(set(data) - set(specs)):
        raise ValueError(f"{cls.__name__} has no key {', '.join(map(repr, unknown))}")
    missing = [key for key, spec in specs.items() if spec.required and key not in data]
    if missing:
        raise ValueError(f"{cls.__name__} lacks the key {', '.join(map(repr, missing))}")
    return cls(**{specs[key].name: decoder(specs[key])(value) for key, value in data.items()})


def decoder(spec: FieldSpec) -> Callable[[Any], Any]:
    """The function that turns a field's plain value into its value in Python."""
    item: Callable[[Any], Any]
    if spec.type is PartialDate:
        item = PartialDate.parse
    elif spec.is_object:
        item = _object_decoder(spec.type)
    elif spec.many:
        return tuple
    else:
        return _same
    if spec.many:
        return lambda values: tuple(map(item, values))
    return lambda value: None if value is None else item(value)


def _object_decoder(cls: type) -> Callable[[Any], Any]:
    return lambda data: from_plain(cls, data)


def _same(value: Any) -> Any:
    return value
