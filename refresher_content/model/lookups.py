"""What collections can be asked about, which follows from the description of the fields.

A filter's name is that of a value, alone or with an operator behind two underscores:
`year`, `published__gte`, `title__contains`, `topic__all`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from refresher_content.model.fields import FieldSpec, fields_of, filter_names

__all__ = ["BODY_FORMS", "Lookup", "has_none", "json_lookup", "lookups", "operators", "queryable"]

BODY_FORMS = ("markdown", "html", "text")
"""The forms of an entry's text, which can be asked about like fields."""

_DERIVED = {"year": "published", "reading_time": "word_count"}
"""Numbers that follow from a field, by name."""

_TEXT = ("contains", "icontains", "startswith")
_ORDERED = ("gt", "gte", "lt", "lte")


class Lookup(NamedTuple):
    """What a filter asks."""

    name: str
    """The name of the value."""
    operator: str
    """How it is compared; empty for equality."""
    spec: FieldSpec
    """The value's description."""
    is_facet: bool
    """Whether the library lists the value's entries."""
    path: tuple[str, ...] = ()
    """Where the value is in a mapping; empty for the whole of it."""


@cache
def _queryable(cls: type) -> dict[str, FieldSpec]:
    specs: dict[str, FieldSpec] = {}
    for spec in fields_of(cls):
        # Further fields that refer to a kind are asked about with the first.
        specs.setdefault(spec.filter or spec.key, spec)
    for name, field in _DERIVED.items():
        if any(spec.key == field for spec in specs.values()):
            specs.setdefault(name, _spec(name, int))
    if "mentions" in filter_names(cls):
        specs["mentions"] = _spec("mentions", str, many=True, refers_to="entry")
    for name in BODY_FORMS:
        specs.setdefault(name, _spec(name, str))
    return specs


def queryable(cls: type) -> dict[str, FieldSpec]:
    """What the library knows of a kind's entries, by the names that filters have for it."""
    return _queryable(cls)  # `cache` doesn't keep the type of its argument


def _spec(name: str, type_: Any, *, many: bool = False, refers_to: str | None = None) -> FieldSpec:
    return FieldSpec(
        name=name,
        key=name,
        type=type_,
        format=None,
        choices=(),
        many=many,
        optional=False,
        required=False,
        default=None,
        computed=True,
        refers_to=refers_to,
    )


def operators(spec: FieldSpec) -> tuple[str, ...]:
    """The operators that a value can be asked about with."""
    if spec.shape in ("object", "json"):
        return ()
    several = ("all",) if spec.many else ()
    if spec.refers_to or spec.shape == "choice":
        return several
    return several + (_TEXT if spec.shape == "text" else () if spec.many else _ORDERED)


def json_lookup(cls: type, name: str) -> tuple[FieldSpec, tuple[str, ...], str] | None:
    """What a filter asks of a value in a mapping: the mapping's description, the keys that lead
    to the value, and the operator; None for another filter.
    """
    first, *keys = name.split("__")
    spec = queryable(cls).get(first)
    if spec is None or spec.shape != "json" or not all(keys):
        return None
    operator = keys.pop() if len(keys) > 1 and keys[-1] in ("all", *_TEXT, *_ORDERED) else ""
    return (spec, tuple(keys), operator) if keys else None


def has_none(spec: FieldSpec) -> bool:
    """Whether an entry can have no value."""
    return spec.optional or spec.many


@cache
def _lookups(cls: type, own_kinds: tuple[str, ...]) -> Mapping[str, Lookup]:
    facets = (*filter_names(cls), *own_kinds)
    found = {}
    own = {kind: _spec(kind, str, many=True, refers_to=kind) for kind in own_kinds}
    for name, spec in (queryable(cls) | own).items():
        if spec.shape != "object" or has_none(spec):
            found[name] = Lookup(name, "", spec, name in facets)
        for operator in operators(spec):
            found[f"{name}__{operator}"] = Lookup(name, operator, spec, name in facets)
    return found


def lookups(cls: type, own_kinds: tuple[str, ...] = ()) -> Mapping[str, Lookup]:
    """Every filter of a kind, by its name. `own_kinds` are those of a library's own, if articles
    are filtered by their entries.
    """
    return _lookups(cls, own_kinds)
