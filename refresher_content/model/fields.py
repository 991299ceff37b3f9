"""Entries as plain data and back: what JSON can write, key by key as in a front matter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import refresher_content.model.entries as models
from refresher_content.model.dates import PartialDate
from refresher_content.model.entries import KINDS, Article, Body, Entry
from refresher_content.model.record import MISSING, Field, dataclass
from refresher_content.model.record import fields_of as recorded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from refresher_content.model.text_formats import Form

    E = TypeVar("E", bound=Entry)

__all__ = ["FieldSpec", "fields_of", "filter_names", "from_dict", "to_dict", "to_plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """What the rest of the package needs to know about a field of a model."""

    name: str
    """The attribute in Python."""
    key: str
    """The key in front matter, JSON and the compiled file."""
    word: str
    """The name of its type, or of its items' type if there are many, as the model has it."""
    model: type | None
    """The class of its value, or of its items, if that is one of the package's own."""
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
        return self.many or self.model not in (None, PartialDate)

    @property
    def type(self) -> Any:
        """The type without None and form: str, int, PartialDate, Literal, a dataclass, or the
        type of the items if there are many.
        """
        return self.model or _meaning(self.word)[0]

    @property
    def choices(self) -> tuple[str, ...]:
        """The only values that it may have; empty if any of its type will do."""
        from typing import get_args

        return get_args(self.type)

    @property
    def form(self) -> Form | None:
        """The form that a text must have."""
        return None if self.model else _meaning(self.word)[1]


def fields_of(cls: type) -> tuple[FieldSpec, ...]:
    """The fields of a model in order, without the private ones."""
    return _fields_of(cls)


@cache
def _fields_of(cls: type) -> tuple[FieldSpec, ...]:
    return tuple(_spec(field) for field in recorded(cls) if not field.name.startswith("_"))


def _spec(field: Field) -> FieldSpec:
    # Annotations are `X`, `X | None` or `tuple[X, ...]`, where X is a name.
    one = field.annotation.removesuffix(" | None")
    word = one.removeprefix("tuple[").removesuffix(", ...]")
    # The names in `forms` are there as `str`.
    found = vars(models).get(word, str)
    required = field.default is MISSING
    return FieldSpec(
        name=field.name,
        key=_key(field.name),
        word=word,
        model=None if found is str else found,
        many=word != one,
        optional=one != field.annotation,
        required=required,
        default=None if required else field.default,
        computed=bool(field.metadata.get("computed")),
        refers_to=field.metadata.get("refers_to"),
    )


@cache
def _meaning(word: str) -> tuple[Any, Form | None]:
    """The type that a name stands for, and the form of its texts."""
    if word in ("str", "int"):
        return {"str": str, "int": int}[word], None
    # Only who checks content asks for it, and `typing` takes as long as opening a library.
    from typing import Annotated, get_args, get_origin

    from refresher_content.model import text_formats

    hint = getattr(text_formats, word)
    return get_args(hint) if get_origin(hint) is Annotated else (hint, None)


def _key(name: str) -> str:
    for ending, replacement in (("_ids", "s"), ("_names", "s"), ("_id", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + replacement
    return name


def filter_names(cls: type) -> tuple[str, ...]:
    """The words that a collection of this kind can be filtered, grouped and counted by."""
    return _filter_names(cls)


@cache
def _filter_names(cls: type) -> tuple[str, ...]:
    words = [spec.refers_to for spec in fields_of(cls) if spec.refers_to]
    words += [spec.key for spec in fields_of(cls) if spec.choices]
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
    if recorded(type(value)):
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
        known: Any = KINDS[kind]
        cls = known
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
    model = spec.model
    if model is PartialDate:
        item: Callable[[Any], Any] = PartialDate.parse
    elif model:

        def item(value: Any) -> Any:
            return _build(model, value)
    else:

        def item(value: Any) -> Any:
            return value

    if spec.many:
        return lambda values: tuple(item(value) for value in values)
    return lambda value: None if value is None else item(value)
