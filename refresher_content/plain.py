"""Entries as plain data and back: what JSON can write, key by key as in a front matter."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from refresher_content.dates import PartialDate
from refresher_content.model import KINDS, Article, Body, Entry, Form

__all__ = ["FieldSpec", "fields_of", "filter_words", "from_dict", "to_dict", "to_plain"]

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """What the rest of the package needs to know about a field of a model."""

    name: str
    """The attribute in Python."""
    key: str
    """The key in front matter, JSON and the compiled file."""
    type: Any
    """The type without None and annotations: str, int, PartialDate, Literal, a dataclass,
    or the type of the items if there are many."""
    form: Form | None
    """The form that a text must have."""
    many: bool
    """Whether it holds a tuple."""
    optional: bool
    """Whether it may be None."""
    required: bool
    """Whether it has no default."""
    default: Any
    """The default; None where it is required."""
    computed: bool
    """Whether the compiler fills it in."""
    refers_to: str | None
    """The kind of entry whose ids it holds."""

    @property
    def structured(self) -> bool:
        """Whether its plain form is a list or a mapping."""
        return self.many or (is_dataclass(self.type) and self.type is not PartialDate)


def fields_of(cls: type) -> tuple[FieldSpec, ...]:
    """The fields of a model in order, without the private ones."""
    return _fields_of(cls)


@cache
def _fields_of(cls: type) -> tuple[FieldSpec, ...]:
    # The private field with the library is left out, and with it a circle of imports.
    hints = typing.get_type_hints(cls, localns={"Library": object}, include_extras=True)
    return tuple(
        _spec(field, hints[field.name]) for field in fields(cls) if not field.name.startswith("_")
    )


def _spec(field: Any, hint: Any) -> FieldSpec:
    optional = many = False
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        optional = True
        (hint,) = (part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is tuple:
        many = True
        hint = typing.get_args(hint)[0]
    form = None
    if typing.get_origin(hint) is typing.Annotated:
        hint, form = typing.get_args(hint)
    required = field.default is MISSING and field.default_factory is MISSING
    return FieldSpec(
        name=field.name,
        key=_key(field.name),
        type=hint,
        form=form,
        many=many,
        optional=optional,
        required=required,
        default=None if required else field.default,
        computed=bool(field.metadata.get("computed")),
        refers_to=field.metadata.get("refers_to"),
    )


def _key(name: str) -> str:
    for ending, replacement in (("_ids", "s"), ("_names", "s"), ("_id", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + replacement
    return name


def filter_words(cls: type) -> tuple[str, ...]:
    """The words that a collection of this kind can be filtered, grouped and counted by."""
    return _filter_words(cls)


@cache
def _filter_words(cls: type) -> tuple[str, ...]:
    words = [spec.refers_to for spec in fields_of(cls) if spec.refers_to]
    words += [spec.key for spec in fields_of(cls) if typing.get_origin(spec.type) is Literal]
    names = {spec.name for spec in fields_of(cls)}
    words += ["year"] if "published" in names else []
    words += ["language", "mentions"] if cls is Article else []
    return tuple(words)


def to_plain(value: Any) -> Any:
    """A value as JSON can write it."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if is_dataclass(value):
        return {spec.key: to_plain(getattr(value, spec.name)) for spec in fields_of(type(value))}
    return value


def to_dict(entry: Entry) -> dict[str, Any]:
    """See `Entry.to_dict`."""
    return {"kind": entry.kind, **to_plain(entry), "body": to_plain(entry.body)}


def from_dict(cls: type[E], data: Mapping[str, Any]) -> E:
    """See `Entry.from_dict`."""
    given = dict(data)
    kind = given.pop("kind", None)
    if cls is Entry and kind in KINDS:
        cls = typing.cast("type[E]", KINDS[kind])
    if kind != getattr(cls, "kind", None):
        raise ValueError(f"this is data of the kind {kind!r}, not {getattr(cls, 'kind', '?')!r}")
    body = given.pop("body", None)
    entry: E = _build(cls, given)
    object.__setattr__(entry, "_body", _build(Body, body) if body is not None else Body())
    return entry


def _build(cls: type, data: Any) -> Any:
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
    """The function that turns the field's plain value into its value in Python."""
    if spec.type is PartialDate:
        item: Callable[[Any], Any] = PartialDate.parse
    elif is_dataclass(spec.type):
        model = typing.cast("type", spec.type)

        def item(value: Any) -> Any:
            return _build(model, value)
    else:

        def item(value: Any) -> Any:
            return value

    if spec.many:
        return lambda values: tuple(item(value) for value in values)
    return lambda value: None if value is None else item(value)
