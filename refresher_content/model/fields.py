"""The description of the models' fields, from which every format of the archive follows."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, NamedTuple

from refresher_content.model.dates import DATE_PATTERN, PartialDate
from refresher_content.model.text_formats import TextFormat

__all__ = [
    "FieldSpec",
    "describe_fields",
    "fields_of",
    "filter_names",
    "filtered_kind",
    "front_matter_fields",
    "json_schema",
]

Shape = Literal["text", "integer", "date", "choice", "object", "json"]


class FieldSpec(NamedTuple):
    """What the rest of the package needs to know about a field of a model."""

    name: str
    """The attribute in Python."""
    key: str
    """The key in front matter, JSON and the compiled file."""
    type: Any
    """The type of its value, or of its items if there are many: str, int, PartialDate, a
    dataclass, or dict for any mapping."""
    format: TextFormat | None
    """The format that its text must have."""
    choices: tuple[str, ...]
    """The only values that it may have; empty if any of its type will do."""
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
    def shape(self) -> Shape:
        """What its value, or each of its items, is like."""
        if self.type is PartialDate:
            return "date"
        if self.is_object:
            return "object"
        if self.type is dict:
            return "json"
        if self.choices:
            return "choice"
        return "integer" if self.type is int else "text"

    @property
    def is_object(self) -> bool:
        """Whether its value, or each of its items, has fields of its own."""
        return self.type is not PartialDate and dataclasses.is_dataclass(self.type)

    @property
    def structured(self) -> bool:
        """Whether its plain form is a list or a mapping."""
        return self.many or self.shape in ("object", "json")

    @property
    def plain_type(self) -> type:
        """The type of its plain value in a table, or of its items: text also stands for dates
        and for what has fields of its own.
        """
        return int if self.type is int else str

    @property
    def filter(self) -> str | None:
        """The filter that takes the entries to which it refers; None if it refers to none."""
        return self.refers_to if self.many else self.refers_to and self.key

    @property
    def sql_type(self) -> str:
        """The type of its column in SQLite."""
        return "INTEGER" if self.type is int and not self.many else "TEXT"

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of its plain value."""
        item: dict[str, Any] = {"type": "integer" if self.type is int else "string"}
        if self.shape == "date":
            item["pattern"] = DATE_PATTERN
        elif self.shape == "object":
            item = json_schema(self.type)
        elif self.shape == "json":
            item = {"type": "object"}
        elif self.choices:
            item = {"enum": list(self.choices)}
        if self.many:
            return {"type": "array", "items": item}
        return {"anyOf": [item, {"type": "null"}]} if self.optional else item


@cache
def _specs(cls: type) -> tuple[FieldSpec, ...]:
    hints = {name: hint for base in reversed(cls.__mro__) for name, hint in _hints(base).items()}
    return tuple(_spec(field, hints[field.name]) for field in dataclasses.fields(cls))


@cache
def _hints(cls: type) -> dict[str, Any]:
    """The annotations of a class alone: what kinds share is evaluated once."""
    return inspect.get_annotations(cls, eval_str=True)


def fields_of(cls: type) -> tuple[FieldSpec, ...]:
    """The fields of a model, in order."""
    return _specs(cls)  # `cache` doesn't keep the type of its argument


def _spec(field: dataclasses.Field[Any], hint: Any) -> FieldSpec:
    """Annotations are `X`, `X | None`, `tuple[X, ...]` or `dict[str, Any]`."""
    optional = many = False
    if typing.get_origin(hint) in (typing.Union, UnionType):
        optional, hint = True, typing.get_args(hint)[0]
    if typing.get_origin(hint) is tuple:
        many, hint = True, typing.get_args(hint)[0]
    text_format = None
    if typing.get_origin(hint) is typing.Annotated:
        hint, text_format = typing.get_args(hint)
    choices = typing.get_args(hint) if typing.get_origin(hint) is Literal else ()
    if typing.get_origin(hint) is dict:
        hint = dict
    default = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    required = default is dataclasses.MISSING
    return FieldSpec(
        name=field.name,
        key=_key(field.name),
        type=str if choices else hint,
        format=text_format,
        choices=choices,
        many=many,
        optional=optional,
        required=required,
        default=None if required else default,
        computed=bool(field.metadata.get("computed")),
        refers_to=field.metadata.get("refers_to"),
    )


def _key(name: str) -> str:
    for ending, replacement in (("_ids", "s"), ("_names", "s"), ("_id", "")):
        if name.endswith(ending):
            # The plural of "series" is the same.
            return name.removesuffix(ending).removesuffix(replacement) + replacement
    return name


def front_matter_fields(cls: type) -> tuple[FieldSpec, ...]:
    """The fields that a front matter may hold."""
    return tuple(spec for spec in fields_of(cls) if not spec.computed)


def filtered_kind(cls: type, name: str) -> str | None:
    """The kind whose entries a filter takes; None if it takes something else."""
    return next((spec.refers_to for spec in fields_of(cls) if spec.filter == name), None)


def filter_names(cls: type) -> tuple[str, ...]:
    """The names that a collection of this kind can be filtered, grouped and counted by."""
    specs = fields_of(cls)
    keys = {spec.key for spec in specs}
    names = [spec.filter for spec in specs if spec.filter]
    names += [spec.key for spec in specs if spec.choices]
    names += ["year"] if "published" in keys else []
    return tuple(dict.fromkeys((*names, *getattr(cls, "more_filters", ()))))


def json_schema(cls: type) -> dict[str, Any]:
    """The JSON Schema of a model's plain form."""
    docs = describe_fields(cls)
    specs = fields_of(cls)
    return {
        "title": cls.__name__,
        "type": "object",
        "properties": {
            spec.key: spec.json_schema() | {"description": docs.get(spec.name, "")}
            for spec in specs
        },
        "required": [spec.key for spec in specs],
        "additionalProperties": False,
    }


def describe_fields(cls: type) -> Mapping[str, str]:
    """The docstring under each field of a model and of its ancestors, by the field's name."""
    texts: dict[str, str] = {}
    for ancestor in reversed(cls.__mro__):
        if dataclasses.is_dataclass(ancestor):
            texts |= _docstrings(ancestor)
    return texts


@cache
def _docstrings(cls: type) -> dict[str, str]:
    # They take long to import, and only documentation and schemas ask.
    import ast
    import inspect

    (node,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(cls))).body
    assert isinstance(node, ast.ClassDef)
    texts = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    texts[field.target.id] = inspect.cleandoc(text).replace("\n", " ")
    return texts
