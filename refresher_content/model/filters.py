"""What may be asked of a collection: filters with their values, and keys to order by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from operator import index
from typing import TYPE_CHECKING, Any, NoReturn

from refresher_content.errors import UnknownIdError, did_you_mean, suggest
from refresher_content.model.dates import PartialDate
from refresher_content.model.entry import KINDS, Entry
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.model.lookups import Lookup, has_none, json_lookup, lookups, queryable
from refresher_content.model.selection import (
    Compare,
    Condition,
    Either,
    Facet,
    Not,
    Order,
    Selection,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refresher_content.model.protocols import Library

__all__ = ["condition", "counted", "equal", "not_a_predicate", "order", "readable"]

_COMPARABLE = {"int", "str", "float", "bool", "PartialDate"}
"""The types of values that have an order, as annotations name them."""


# Filters


def condition(library: Library, cls: type[Entry], name: str, value: Any) -> Condition:
    """The condition that a filter sets. Raises what `Collection.filter` raises."""
    if found := json_lookup(cls, name):
        return _in_mapping(name, *found, value)
    lookup = _lookups(library, cls).get(name)
    if lookup is None:
        _unknown_filter(library, cls, name)
    if lookup.spec.shape == "json":
        return _as_mapping(library, cls, name, value)
    several = isinstance(value, Iterable) and not isinstance(value, str)
    values: tuple[Any, ...] = tuple(value) if several else (value,)
    match lookup.operator:
        case "":
            return _any_of(list(_equal_to(library, cls, lookup, values)))
        case "all":
            return Selection(
                tuple(_any_of(list(_equal_to(library, cls, lookup, (one,)))) for one in values)
            )
        case "contains" | "icontains" | "startswith" as operator:
            texts = [_text(name, one) for one in values]
            return _any_of([Compare(lookup.spec.key, operator, text) for text in texts])
        case operator:
            return _compared(name, lookup, operator, value)


def _lookups(library: Library, cls: type[Entry]) -> Mapping[str, Lookup]:
    """Every filter that a kind has in a library: its articles have one for each own kind."""
    if cls.kind != "article" or len(library.kinds) == len(KINDS):
        return lookups(cls)
    return lookups(cls, tuple(kind for kind in library.kinds if kind not in KINDS))


def _unknown_filter(library: Library, cls: type[Entry], name: str) -> NoReturn:
    every = _lookups(library, cls)
    known = {lookup.name for lookup in every.values()} | queryable(cls).keys()
    value, underscores, rest = name.partition("__")
    if value in known:
        hint = did_you_mean(name, every, f"; they have {', '.join(known)}")
    elif meant := suggest(value, known):
        hint = f"; did you mean {f'{meant}{underscores}{rest}'!r}?"
    else:
        hint = f"; they have {', '.join(known)}"
    raise TypeError(f"{cls.folder or cls.kind} have no filter {name!r}{hint}")


def _any_of(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else Either(tuple(conditions))


def _equal_to(
    library: Library, cls: type[Entry], lookup: Lookup, values: tuple[Any, ...]
) -> Iterator[Condition]:
    name, _, spec, is_facet, _ = lookup
    given = [one for one in values if one is not None]
    if len(given) < len(values):
        if not has_none(spec):
            raise TypeError(f"the filter {name!r} takes {_expected(spec)}, not None")
        yield Not(Facet(name, None)) if is_facet else Compare(spec.key, "none")
    if spec.shape == "date":
        yield from (_within(spec.key, _range(name, one)) for one in given)
    elif is_facet:
        yield Facet(name, tuple(_facet_value(library, lookup, one) for one in given))
    else:
        yield Compare(spec.key, "is", tuple(_value(name, spec, one) for one in given))


def _compared(name: str, lookup: Lookup, operator: str, value: Any) -> Condition:
    spec = lookup.spec
    if spec.shape == "date":
        first, after = _range(name, value)
        word = "from" if operator in ("gte", "gt") else "until"
        return Compare(
            spec.key, _of_days(word, first), first if operator in ("gte", "lt") else after
        )
    number = int(_year(name, value)) if lookup.name == "year" else _integer(name, value)
    return Compare(spec.key, operator, number)


def _within(key: str, days: tuple[str, str]) -> Condition:
    first, after = days
    begun, ended = _of_days("from", first), _of_days("until", first)
    return Selection((Compare(key, begun, first), Compare(key, ended, after)))


def _of_days(operator: str, first: str) -> str:
    """The operator that compares days, or moments if that is what is given."""
    return f"{operator}_moment" if "T" in first else operator


def _as_mapping(library: Library, cls: type[Entry], name: str, value: Any) -> Condition:
    """The condition that each of some keys of a mapping has its value."""
    if not isinstance(value, Mapping):
        raise TypeError(f"the filter {name!r} takes a mapping of keys to values, not {value!r}")
    given = [condition(library, cls, f"{name}__{key}", one) for key, one in value.items()]
    return Selection(tuple(given))


def _in_mapping(
    name: str, spec: FieldSpec, path: tuple[str, ...], operator: str, value: Any
) -> Condition:
    """The condition of a value that is somewhere in a mapping."""
    several = isinstance(value, Iterable) and not isinstance(value, str)
    values = tuple(value) if several else (value,)
    if any('"' in key for key in path):
        raise ValueError(f"the filter {name!r} can't name a key with quotation marks")
    for one in values:
        if not isinstance(one, str | int | float | None):
            raise TypeError(f"the filter {name!r} takes texts, numbers, booleans, not {one!r}")
    match operator:
        case "gt" | "gte" | "lt" | "lte":
            if several or isinstance(value, bool | None):
                raise TypeError(f"the filter {name!r} takes a number or a text, not {value!r}")
            return Compare(spec.key, operator, value, path)
        case "contains" | "icontains" | "startswith":
            texts = [_text(name, one) for one in values]
            return _any_of([Compare(spec.key, operator, text, path) for text in texts])
    found = [Compare(spec.key, "none" if one is None else "is", one, path) for one in values]
    return Selection(tuple(found)) if operator == "all" else _any_of([*found])


# Their values


def _expected(spec: FieldSpec) -> str:
    if spec.key == "year":
        return "a number or text of four digits"
    if spec.shape == "integer":
        return "a number"
    return "a date" if spec.shape == "date" else "texts"


def _value(name: str, spec: FieldSpec, value: Any) -> Any:
    if spec.shape == "object":
        raise TypeError(f"the filter {name!r} takes None only, not {value!r}")
    return _integer(name, value) if spec.shape == "integer" else _text(name, value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"the filter {name!r} takes texts, not {value!r}")
    return value


def _integer(name: str, value: Any) -> int:
    # True is a number to Python.
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"the filter {name!r} takes a number, not {value!r}")
    return index(value)


def _range(name: str, value: Any) -> tuple[str, str]:
    """The first day that a date can mean, and the day after the last, as the library has them; of
    a time, the moment in UTC, and what comes before the next second.
    """
    if isinstance(value, str):
        value = PartialDate.parse(value)
    elif isinstance(value, date):
        value = PartialDate.of(value)
    elif not isinstance(value, PartialDate):
        raise TypeError(
            f"the filter {name!r} takes a date, or text such as '2009-02', not {value!r}"
        )
    if value.time:
        moment = value.first_moment.replace(tzinfo=None)
        return moment.isoformat(), f"{moment.isoformat()}~"
    last = value.last_day
    # What comes after the last day that there is: a character that comes after all digits.
    after = ":" if last == date.max else (last + timedelta(days=1)).isoformat()
    return value.first_day.isoformat(), after


def _facet_value(library: Library, lookup: Lookup, value: Any) -> str:
    """The value as the library has it. A language alone may be any text."""
    name, spec = lookup.name, lookup.spec
    if isinstance(value, Entry):
        if name == "mentions":
            return f"{value.kind}:{value.id}"
        if value.kind != spec.refers_to:
            raise TypeError(f"the filter {name!r} does not take {value!r}")
        return value.id
    if name == "year":
        return _year(name, value)
    text = _text(name, value)
    if name == "mentions":
        return _mention(library, text)
    return _known_id(library, spec.refers_to, text) if spec.refers_to else _choice(lookup, text)


def _mention(library: Library, value: str) -> str:
    kind, colon, id_ = value.partition(":")
    if not colon:
        meant = [f"{kind}:{value}" for kind in library.kinds if library.real_id(kind, value)]
        raise UnknownIdError("entry", value, meant)
    if kind not in library.kinds:
        raise UnknownIdError("kind", kind, library.kinds)
    return f"{kind}:{_known_id(library, kind, id_)}"


def _known_id(library: Library, kind: str, id_: str) -> str:
    found = library.real_id(kind, id_)
    if found is None:
        raise UnknownIdError(kind, id_, library.known_ids(kind))
    return found


def _choice(lookup: Lookup, value: str) -> str:
    choices = lookup.spec.choices
    if choices and value not in choices:
        allowed = " or ".join(map(repr, choices))
        hint = did_you_mean(value, choices)
        raise ValueError(f"the filter {lookup.name!r} takes {allowed}, not {value!r}{hint}")
    return value


def _year(name: str, value: Any) -> str:
    """The year as the library has it."""
    if not isinstance(value, str) and (isinstance(value, bool) or not hasattr(value, "__index__")):
        raise TypeError(f"the filter {name!r} takes a number or text of four digits, not {value!r}")
    text = value if isinstance(value, str) else f"{index(value):04}"
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(f"{value!r} is not a year: expected four digits, as in 2009")
    return str(int(text))


# Counts and groups


def counted(library: Library, cls: type[Entry], name: str) -> Lookup:
    """What entries are counted and grouped by. Raises what `Collection.facets` raises."""
    if (found := json_lookup(cls, name)) and not found[2]:
        return Lookup(name, "", found[0], is_facet=False, path=found[1])
    lookup = _lookups(library, cls).get(name)
    if lookup is None or lookup.operator:
        _unknown_filter(library, cls, name)
    if lookup.spec.shape in ("object", "json"):
        raise TypeError(f"{cls.folder or cls.kind} can't be counted by {name!r}")
    return lookup


def equal(lookup: Lookup, value: Any) -> Condition:
    """The condition that a value is exactly one that the library counted."""
    if lookup.is_facet:
        return Facet(lookup.name, (str(value),))
    if lookup.path:
        return Compare(lookup.spec.key, "is", value, lookup.path)
    return Compare(lookup.spec.key, "is", (str(value) if lookup.spec.shape == "date" else value,))


# Orders


def order(cls: type[Entry], key: str | Callable[[Any], Any]) -> Order:
    """The order that a key means. Raises what `Collection.order_by` raises."""
    if callable(key):
        return Order(key, computed=True)
    if not isinstance(key, str):
        raise TypeError(f"expected the names of fields, found {type(key).__name__} {key!r}")
    name = key.removeprefix("-")
    if (found := json_lookup(cls, name)) and not found[2]:
        return Order(_In(*found[:2]), descending=key.startswith("-"), computed=True)
    columns = [spec.key for spec in queryable(cls).values() if not spec.structured]
    structured = {spec.key for spec in fields_of(cls) if spec.structured}
    properties = [one for one in _ordered_properties(cls) if one not in structured]
    known = [*columns, *(one for one in properties if one not in columns)]
    if name not in known:
        hint = did_you_mean(name, known, f"; they have {', '.join(known)}")
        raise ValueError(f"{cls.folder or cls.kind} can't be ordered by {name!r}{hint}")
    return Order(name, descending=key.startswith("-"), computed=name not in columns)


class _In:
    """Gives the value of an entry that is somewhere in a mapping, or None."""

    def __init__(self, spec: FieldSpec, path: tuple[str, ...]) -> None:
        self._name = spec.name
        self._path = path

    def __call__(self, entry: Entry) -> Any:
        value = getattr(entry, self._name)
        for key in self._path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value


def _ordered_properties(cls: type) -> list[str]:
    found = []
    for name in dir(cls):
        value = getattr(cls, name)
        if isinstance(value, property) and not name.startswith("_"):
            type_ = str(getattr(value.fget, "__annotations__", {}).get("return", ""))
            if type_.removesuffix(" | None") in _COMPARABLE:
                found.append(name)
    return found


# Values


def readable(cls: type[Entry], names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The names of values, each with the attribute that has it: fields by their keys, and
    properties. Raises what `Collection.values` raises.
    """
    attributes = {spec.key: spec.name for spec in fields_of(cls)}
    properties = [
        one for one in dir(cls) if isinstance(getattr(cls, one), property) and one[0] != "_"
    ]
    known = {one: one for one in properties if one != "library"} | attributes
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, f"; they have {', '.join(known)}")
            raise ValueError(f"{cls.folder or cls.kind} have no value {name!r}{hint}")
    return tuple((name, known[name]) for name in names or attributes)


def not_a_predicate(value: object) -> str:
    """What is wrong with a value that was given instead of a function."""
    hint = f"; write {value.kind}={value.id!r}" if isinstance(value, Entry) else ""
    return f"expected a function that takes an entry, found {value!r}{hint}"
