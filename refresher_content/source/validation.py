"""What a front matter may say: pydantic models and JSON Schema, made from the models' fields."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
)
from pydantic import ValidationError as PydanticError
from pydantic_core import PydanticCustomError

from refresher_content.diagnostics import Diagnostic, Edit, Span, shown
from refresher_content.errors import a, suggest
from refresher_content.model import Entry, PartialDate
from refresher_content.model.dates import DATE_PATTERN
from refresher_content.model.fields import (
    FieldSpec,
    describe_fields,
    fields_of,
    front_matter_fields,
)
from refresher_content.model.text_formats import URL, TextFormat
from refresher_content.source.dialect.addresses import site_problem, without_marks
from refresher_content.source.expected import is_nothing, refuse_type
from refresher_content.source.frontmatter import FrontMatter, Path, Scalar, dotted
from refresher_content.source.ids import SLUG, slug_problem
from refresher_content.source.json_values import json_mapping
from refresher_content.source.limits import limits
from refresher_content.source.standards import standard_problem
from refresher_content.source.unknown_keys import (
    best_date,
    meant_by_others,
    not_a_date,
    unknown_key,
)

__all__ = ["json_schema", "validate"]

_DATE_SCHEMA = {
    "anyOf": [
        {"type": "integer", "minimum": 1000, "maximum": 9999},
        {"type": "string", "pattern": DATE_PATTERN},
    ]
}


def validate(cls: type[Entry], matter: FrontMatter) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The fields of an entry by their names in Python, and everything that is wrong.

    If anything is, the fields are empty. The problems still lack the file's path and lines.
    """
    made: Any = cls
    cut = _cut_texts(cls, matter)
    try:
        model = _model(made).model_validate(dict(matter.data))
    except PydanticError as error:
        details = error.errors(include_url=False)[: limits().max_problems + 1]
        problems = [
            _problem(cls, matter, one)
            for one in details
            if one["loc"] not in cut and not _is_said_otherwise(cls, matter, one)
        ]
        return {}, [*cut.values(), *problems]
    if cut:
        return {}, [*cut.values()]
    values = vars(model)
    return {name: values[name] for name in model.model_fields_set}, []


def _cut_texts(cls: type[Entry], matter: FrontMatter) -> dict[Path, Diagnostic]:
    """The unquoted texts that a comment follows, of which it may be a part. Comments after
    values that can't hold ` #`, such as ids, dates and numbers, are nobody's loss.
    """
    return {
        path: _cut_text(matter, path, span, comment)
        for path, (span, comment) in matter.comments.items()
        if (spec := _spec_at(cls, path)) and _is_free(spec)
    }


def _spec_at(cls: type, path: Path) -> FieldSpec | None:
    """The field whose value, or an item of it, is at a path of the front matter."""
    spec = None
    for part in path:
        if isinstance(part, int):
            continue
        owner = spec.type if spec else cls
        known = front_matter_fields(owner) if spec is None or spec.is_object else ()
        spec = next((one for one in known if one.key == part), None)
        if spec is None:
            return None
    return spec


def _is_free(spec: FieldSpec) -> bool:
    """Whether a field's text may hold what YAML takes for the beginning of a comment."""
    if spec.shape != "text" or spec.refers_to:
        return False
    return spec.format is None or spec.format.matches("a #b")


def _cut_text(matter: FrontMatter, path: Path, span: Span, comment: str) -> Diagnostic:
    node = matter.values[path]
    quoted = f"{node.value}{comment}".strip().replace("'", "''")
    found = f"only {shown(node.value)}" if node.value else "nothing"
    return Diagnostic(
        code="yaml-meaning",
        span=span,
        field=dotted(path),
        message=f"YAML reads {found} here, since ' #' begins a comment",
        hint=f"put the whole text in quotes: '{quoted}'; or move a comment to a line of its own",
    )


def json_schema(cls: type[Entry]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind's front matter, for editors."""
    made: Any = cls
    schema = _model(made).model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


@cache
def _model(cls: type) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for spec in front_matter_fields(cls):
        # The file's name gives the id where the front matter doesn't.
        required = spec.required and spec.key != "id"
        info = Field(
            default=... if required else spec.default,
            alias=spec.key,
            validate_default=False,
        )
        fields[spec.name] = (_annotation(spec), info)
    model: type[BaseModel] = create_model(
        cls.__name__,
        __config__=ConfigDict(
            extra="forbid",
            title=cls.__name__,
            protected_namespaces=(),
            json_schema_extra=_descriptions(cls),
        ),
        __doc__=inspect.cleandoc(cls.__doc__ or ""),
        **fields,
    )
    return model


def _descriptions(cls: type) -> Callable[[dict[str, Any]], None]:
    """Adds each field's docstring to a JSON Schema. They are read from the source, which
    takes longer than checking a hundred files: only when somebody wants the schema.
    """

    def add(schema: dict[str, Any]) -> None:
        docs = describe_fields(cls)
        for spec in front_matter_fields(cls):
            if text := docs.get(spec.name):
                schema["properties"][spec.key]["description"] = text

    return add


def _annotation(spec: FieldSpec) -> Any:
    item: Any = _item(spec)
    if not spec.many:
        return item
    return Annotated[
        tuple[item, ...], BeforeValidator(_list(required=spec.required)), AfterValidator(_unique)
    ]


def _item(spec: FieldSpec) -> Any:
    match spec.shape:
        case "date":
            return Annotated[Any, BeforeValidator(_date), WithJsonSchema(_DATE_SCHEMA)]
        case "object":
            return _nested(spec.type)
        case "json":
            return Annotated[Any, BeforeValidator(json_mapping), WithJsonSchema({"type": "object"})]
        case "integer":
            return Annotated[int, BeforeValidator(_number), Field(ge=1)]
        case "choice":
            return Annotated[Literal[spec.choices], BeforeValidator(_choice(spec.choices))]
    form = None if spec.refers_to else spec.format
    extra: Any = {"pattern": f"^({form.pattern})$"} if form else {}
    return Annotated[
        str, BeforeValidator(_text(form)), Field(json_schema_extra={"minLength": 1} | extra)
    ]


def _nested(cls: type) -> Any:
    def mapping(value: Any) -> Any:
        return value if isinstance(value, dict) else refuse_type("keys with values", value)

    def build(model: BaseModel) -> Any:
        return cls(**{name: value for name, value in model if name in model.model_fields_set})

    return Annotated[_model(cls), BeforeValidator(mapping), AfterValidator(build)]


def _text(form: TextFormat | None) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if isinstance(value, Scalar):
            raise PydanticCustomError(
                "yaml-meaning",
                "YAML reads {written} as {meaning}, not as text",
                {
                    "written": value.written,
                    "meaning": value.meaning,
                    "hint": f"put it in quotes: '{value.written}'",
                },
            )
        if not isinstance(value, str):
            refuse_type("text", value)
        if not value.strip():
            raise PydanticCustomError("empty-value", "expected text, found an empty one")
        if form:
            _check_form(form, value)
        return without_marks(value) if form is URL else value

    return check


def _check_form(form: TextFormat, value: str) -> None:
    if form is SLUG:
        if problem := slug_problem(value):
            message, best = problem
            of_path = "an id is not a path: write an earlier address in 'redirect_from'"
            hint = of_path if "/" in value else best and f"write '{best}'"
            raise PydanticCustomError("bad-slug", "{message}", {"message": message, "hint": hint})
    elif not form.matches(value):
        context = {"meaning": form.meaning, "value": shown(value)}
        raise PydanticCustomError("bad-value", "expected {meaning}, found {value}", context)
    elif form is URL and (site := site_problem(value)):
        raise PydanticCustomError("unsafe-address", "{message}", {"message": site})
    elif wrong := standard_problem(form, value):
        context = {"message": wrong[0], "hint": wrong[1], "best": wrong[2]}
        raise PydanticCustomError("bad-value", "{message}", context)


def _date(value: Any) -> PartialDate:
    written = value.written if isinstance(value, Scalar) else value
    if not isinstance(written, str) or is_nothing(value):
        refuse_type("a date", value)
    try:
        return PartialDate.parse(written)
    except ValueError as error:
        best = best_date(written)
        hint = f"did you mean {best}?" if best else _date_hint(value)
        is_boolean = isinstance(value, Scalar) and value.meaning == "a boolean"
        context = {"reason": str(error), "hint": hint, "best": best, "is_boolean": is_boolean}
        raise PydanticCustomError("bad-date", "{reason}", context) from None


def _date_hint(value: Any) -> str:
    written = value.written if isinstance(value, Scalar) else str(value)
    if day := re.match(r"(\d{4})[-/.](\d{1,2})[-/.]", written):
        return f"write {day[1]} or {day[1]}-{day[2].zfill(2)} if the day isn't known"
    return "write the date as 2009, 2009-03 or 2009-03-14, as far as it is known"


def _number(value: Any) -> int:
    written = value.written if isinstance(value, Scalar) else ""
    if not re.fullmatch(r"[1-9]\d{0,8}", written):
        refuse_type("a whole number from 1", value)
    return int(written)


def _choice(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = _text(None)(value)
        if text not in allowed:
            meant = suggest(text, allowed)
            raise PydanticCustomError(
                "bad-value",
                "expected {allowed}, found {text}",
                {
                    "allowed": " or ".join(map(repr, allowed)),
                    "text": shown(text),
                    "hint": f"did you mean '{meant}'?" if meant else "",
                },
            )
        return text

    return check


def _list(*, required: bool) -> Callable[[Any], list[Any]]:
    def check(value: Any) -> list[Any]:
        if not isinstance(value, list):
            written = value.written if isinstance(value, Scalar) else value
            hint = f"write it as a list: [{written}]" if isinstance(written, str) else ""
            refuse_type("a list", value, hint)
        if required and not value:
            raise PydanticCustomError("empty-value", "expected at least one item, found none")
        return list(value)

    return check


def _unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: set[Any] = set()
    for index, value in enumerate(values):
        if value in seen:
            raise PydanticCustomError(
                "duplicate-item",
                "{value} is in the list twice",
                {"value": repr(value), "hint": "delete one of the two", "index": index},
            )
        seen.add(value)
    return values


def _problem(cls: type[Entry], matter: FrontMatter, detail: Any) -> Diagnostic:
    path: Path = detail["loc"]
    context = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        return unknown_key(_owner(cls, path), _holder(cls, path), matter, path, _fits)
    code, message, hint = detail["type"], detail["msg"], context.get("hint", "")
    if code == "missing":
        code, message = "missing-key", f"{_holder(cls, path)} needs the key {path[-1]!r}"
        hint = f"add the line '{path[-1]}: …'"
    if "index" in context:
        path = (*path, context["index"])
    span = matter.span(path)
    edits: tuple[Edit, ...] = (Edit(span, context["best"]),) if context.get("best") else ()
    if context.get("is_boolean"):
        hint, edits = not_a_date(_owner(cls, path), matter, path)
    return Diagnostic(
        code=code, span=span, field=dotted(path), message=message, hint=hint, edits=edits
    )


def _holder(cls: type[Entry], path: Path) -> str:
    """What has the key at a path, in words."""
    return repr(dotted(path[:-1])) if path[1:] else a(cls.kind)


def _owner(cls: type, path: Path) -> type:
    """The model whose key is at a path."""
    owner = cls
    for part in path[:-1]:
        if isinstance(part, str):
            (owner,) = (spec.type for spec in fields_of(owner) if spec.key == part)
    return owner


def _fits(owner: type, key: str, value: Any) -> bool:
    """Whether a model takes a value for a key."""
    try:
        _model(owner).model_validate({key: value})
    except PydanticError as error:
        return all(one["loc"][0] != key for one in error.errors(include_url=False))
    return True


def _is_said_otherwise(cls: type, matter: FrontMatter, detail: Any) -> bool:
    """Whether a key is missing only because it stands there under another tool's name, which
    is a problem already.
    """
    path: Path = detail["loc"]
    if detail["type"] != "missing":
        return False
    return meant_by_others(_owner(cls, path), str(path[-1]), matter.at(path[:-1]))
