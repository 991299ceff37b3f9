"""What may be asked of a collection: filters with their values, and keys to order by."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import TYPE_CHECKING, Any

from refresher_content.errors import UnknownIdError, did_you_mean
from refresher_content.model.entry import KINDS, Entry
from refresher_content.model.fields import fields_of, filter_names, filtered_kind
from refresher_content.model.selection import Facet, Order

if TYPE_CHECKING:
    from refresher_content.model.protocols import Library

__all__ = ["check_filter", "facet", "not_a_predicate", "order"]


def check_filter(cls: type[Entry], name: str) -> None:
    """Raises TypeError if a kind has no filter of that name."""
    names = filter_names(cls)
    if name not in names:
        hint = did_you_mean(name, names, f"; they have {', '.join(names)}")
        raise TypeError(f"{cls.folder or cls.kind} have no filter {name!r}{hint}")


def facet(library: Library, cls: type[Entry], name: str, value: Any) -> Facet:
    """The condition that a filter sets. Raises what `Collection.filter` raises."""
    check_filter(cls, name)
    several = isinstance(value, Iterable) and not isinstance(value, str)
    values = value if several else (value,)
    return Facet(name, tuple(_facet_value(library, cls, name, one) for one in values))


def _facet_value(library: Library, cls: type[Entry], name: str, value: Any) -> str:
    """The value as the library has it. A language alone may be any text."""
    kind = filtered_kind(cls, name)
    if isinstance(value, Entry):
        if name == "mentions":
            return f"{value.kind}:{value.id}"
        if value.kind != kind:
            raise TypeError(f"the filter {name!r} does not take {value!r}")
        return value.id
    if name == "year":
        return _year(value)
    if not isinstance(value, str):
        raise TypeError(f"the filter {name!r} takes texts, not {value!r}")
    if name == "mentions":
        return _mention(library, value)
    return _known_id(library, kind, value) if kind else _choice(cls, name, value)


def _mention(library: Library, value: str) -> str:
    kind, colon, id_ = value.partition(":")
    if not colon:
        meant = [f"{kind}:{value}" for kind in KINDS if library.real_id(kind, value)]
        raise UnknownIdError("entry", value, meant)
    if kind not in KINDS:
        raise UnknownIdError("kind", kind, KINDS)
    return f"{kind}:{_known_id(library, kind, id_)}"


def _known_id(library: Library, kind: str, id_: str) -> str:
    found = library.real_id(kind, id_)
    if found is None:
        raise UnknownIdError(kind, id_, library.known_ids(kind))
    return found


def _choice(cls: type[Entry], name: str, value: str) -> str:
    choices = next((spec.choices for spec in fields_of(cls) if spec.key == name), ())
    if choices and value not in choices:
        allowed = " or ".join(map(repr, choices))
        hint = did_you_mean(value, choices)
        raise ValueError(f"the filter {name!r} takes {allowed}, not {value!r}{hint}")
    return value


def _year(value: Any) -> str:
    """The year as the library has it. True is a number to Python, but not a year."""
    if not isinstance(value, str) and (isinstance(value, bool) or not hasattr(value, "__index__")):
        raise TypeError(f"the filter 'year' takes a number or text of four digits, not {value!r}")
    text = value if isinstance(value, str) else f"{index(value):04}"
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(f"{value!r} is not a year: expected four digits, as in 2009")
    return str(int(text))


def order(cls: type[Entry], key: str) -> Order:
    """The order that a key means. Raises what `Collection.order_by` raises."""
    if not isinstance(key, str):
        raise TypeError(f"expected the names of fields, found {type(key).__name__} {key!r}")
    name = key.removeprefix("-")
    known = [spec.key for spec in fields_of(cls) if not spec.structured]
    if name not in known:
        hint = did_you_mean(name, known, f"; they have {', '.join(known)}")
        raise ValueError(f"{cls.folder or cls.kind} can't be ordered by {name!r}{hint}")
    return Order(name, descending=key.startswith("-"))


def not_a_predicate(value: object) -> str:
    """What is wrong with a value that was given instead of a function."""
    hint = f"; write {value.kind}={value.id!r}" if isinstance(value, Entry) else ""
    return f"expected a function that takes an entry, found {value!r}{hint}"
