"""Kinds of a project's own: what their classes must be like, and how a compiled file records them.

The file has a line of JSON for each, behind the list of the models' fields. It says all that
reading needs, so that a library opens without the class: its entries are then of a class made
from the line.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import field, make_dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from refresher_content.errors import KindError, LibraryFileError, did_you_mean
from refresher_content.library import schema
from refresher_content.model import KINDS, Article, Entry, PartialDate
from refresher_content.model.entry import GathersArticles, restored
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.model.lookups import queryable
from refresher_content.model.plain import to_plain
from refresher_content.model.text_formats import TextFormat

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["RESERVED_FOLDERS", "RESERVED_KINDS", "as_given", "kinds_in", "layout", "with_own"]

DECORATOR = "@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)"
"""How the class of a kind is decorated."""

_ROLES: tuple[str, ...] = (
    "abbr",
    "abbreviation",
    "doc",
    "download",
    "kbd",
    "math",
    "meta",
    "own",
    "ref",
    "sub",
)
_ROLES += ("subscript", "sup", "superscript")
_PAGES: tuple[str, ...] = (
    "colophon",
    "entries",
    "entry",
    "home",
    "index",
    "languages",
    "letter",
    "letters",
    "list",
)
_PAGES += (
    "macros",
    "pagination",
    "questions",
    "reading",
    "subscribe",
    "titles",
    "versions",
    "years",
)

RESERVED_KINDS = frozenset((*_ROLES, *_PAGES))
"""Names of roles and templates, which no kind can have, nor those of tables and filters."""

RESERVED_FOLDERS = frozenset(
    ("a-z", "api", "colophon", "languages", "questions", "reading", "subscribe", "years")
)
"""Where pages of every archive are besides those of kinds."""

_TYPES: dict[str, Any] = {"text": str, "integer": int, "date": PartialDate, "json": dict[str, Any]}
_EXPECTED = (
    "expected str, int, PartialDate, dict[str, Any], a Literal of texts or a text format such as"
    " Slug or Url, or one of them as `X | None` or `tuple[X, ...]`"
)


def with_own(classes: Iterable[type[Entry]]) -> Kinds:
    """The kinds that every library has, and behind them others by their classes.

    Raises `KindError` for a class that can't be a kind, or not beside the others.
    """
    kinds: dict[str, type[Entry]] = dict(KINDS)
    own = [_checked(cls) for cls in classes]
    for cls in own:
        if cls.kind in kinds:
            raise KindError(f"{cls.__name__}: there is another kind {cls.kind!r}")
        if other := next((one for one in kinds.values() if one.folder == cls.folder), None):
            raise KindError(
                f"{cls.__name__}: the folder {cls.folder!r} is that of the kind {other.kind!r}"
            )
        kinds[cls.kind] = cls
    for cls in own:
        for spec in _own_fields(cls):
            if spec.refers_to is not None and spec.refers_to not in kinds:
                hint = did_you_mean(spec.refers_to, kinds)
                raise KindError(
                    f"{cls.__name__}.{spec.name} refers to {spec.refers_to!r}, which is not a kind"
                    f"{hint}"
                )
    return kinds


def _checked(cls: Any) -> type[Entry]:
    """The class, which can be a kind by itself."""
    if not (isinstance(cls, type) and issubclass(cls, Entry)) or cls in (Entry, GathersArticles):
        raise KindError(f"expected a class derived from refresher_content.Entry, found {cls!r}")
    name = cls.__name__
    params = cls.__dict__.get("__dataclass_params__")
    own = cls.__dict__
    if not (
        params is not None
        and params.frozen
        and not params.eq
        and "__slots__" in own
        and all(one.kw_only for one in cls.__dataclass_fields__.values())
    ):
        raise KindError(f"{name} is not a dataclass as entries are: write {DECORATOR} above it")
    _check_names(cls)
    try:
        specs = _own_fields(cls)
    except (NameError, TypeError, AttributeError) as error:
        raise KindError(f"the types of {name}'s fields can't be read: {error}") from error
    for spec in specs:
        _check_field(cls, spec)
    key = cls.order.removeprefix("-")
    if key and key not in {spec.key for spec in specs if not spec.structured}:
        raise KindError(f"{name}.order: expected the key of one of its fields, found {cls.order!r}")
    return cls


def _check_names(cls: type[Entry]) -> None:
    """Raises KindError if a class lacks a name for the kind or its folder, or one can't be it."""
    name = cls.__name__
    for attribute, pattern, example in (
        ("kind", r"[a-z][a-z0-9]*", "event"),
        ("folder", r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "events"),
    ):
        value = getattr(cls, attribute, None)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            found = "it is missing" if value is None else f"found {value!r}"
            raise KindError(
                f"{name}.{attribute}: expected a word of lower-case letters and digits, as in"
                f' `{attribute}: ClassVar[str] = "{example}"`; {found}'
            )
    kind, folder = cls.kind, cls.folder
    if kind in KINDS:
        raise KindError(f"{name}: {kind!r} is a kind of every library: choose another name")
    article: type = Article
    if kind in RESERVED_KINDS or kind in queryable(article) or not _names_table(kind):
        raise KindError(f"{name}: {kind!r} has another meaning here: choose another kind")
    if folder in RESERVED_FOLDERS:
        raise KindError(f"{name}: the pages of {folder!r} are others: choose another folder")
    if not cls.has_page or cls.more_filters:
        raise KindError(f"{name}: has_page and more_filters can't be changed: delete them")
    if cls.has_feed and not issubclass(cls, GathersArticles):
        raise KindError(
            f"{name}.has_feed: a feed has articles, so the class must derive from"
            " refresher_content.GathersArticles"
        )


def _names_table(kind: str) -> bool:
    """Whether a table can have the name: SQL has words of its own, and the file has tables."""
    if kind in {name for _, name, _ in schema.statements(KINDS)} or kind.startswith("sqlite"):
        return False
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(f"CREATE TABLE {kind} (id)")
            connection.execute(f"SELECT {kind}.id FROM {kind}")
        except sqlite3.Error:
            return False
    return True


_COMMON = frozenset(Entry.__dataclass_fields__)


def _own_fields(cls: type) -> list[FieldSpec]:
    """The fields that a kind has besides those that all have."""
    return [spec for spec in fields_of(cls) if spec.name not in _COMMON]


def _check_field(cls: type[Entry], spec: FieldSpec) -> None:
    where = f"{cls.__name__}.{spec.name}"
    taken = (*schema.BODY_COLUMNS, *schema.CHECKSUMS, "rowid", "body", "kind")
    if hasattr(GathersArticles, spec.name) or spec.key in taken or spec.name.startswith("_"):
        raise KindError(f"{where}: entries have something else of that name: choose another")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", spec.name) or "__" in spec.name:
        raise KindError(f"{where}: expected a name of lower-case letters, digits and single _")
    if [one.key for one in fields_of(_as_type(cls))].count(spec.key) > 1:
        raise KindError(f"{where}: two fields have the key {spec.key!r}: choose another name")
    if spec.is_object or spec.type not in (str, int, PartialDate, dict):
        found = getattr(spec.type, "__name__", repr(spec.type))
        raise KindError(f"{where} has the type {found}: {_EXPECTED}")
    if spec.shape == "json" and (spec.many or spec.optional):
        raise KindError(f"{where}: a mapping can't be in a list, or None: {_EXPECTED}")
    if spec.computed:
        raise KindError(f"{where}: only fields of the package are computed")
    if spec.refers_to is not None and spec.type is not str:
        raise KindError(f"{where}: ids are texts: annotate it with Slug or tuple[Slug, ...]")


def _as_type(cls: type[Entry]) -> type:
    return cls


# What a compiled file records


def layout(kinds: Kinds) -> str:
    """The models' fields as a file with these kinds lists them, and a line for each own kind."""
    own = (_record(_as_type(cls)) for kind, cls in kinds.items() if kind not in KINDS)
    return "\n".join((schema.layout(), *own))


@cache
def _record(cls: type) -> str:
    """All that reading a kind's entries needs, and all that its fields' values depend on."""
    made: Any = cls
    data = {
        "class": cls.__name__,
        "kind": made.kind,
        "folder": made.folder,
        "order": made.order,
        "role": made.has_role,
        "feed": made.has_feed,
        "gathers": issubclass(cls, GathersArticles),
        "fields": [_field_record(spec) for spec in _own_fields(cls)],
    }
    return json.dumps(data, ensure_ascii=False)


def _field_record(spec: FieldSpec) -> dict[str, Any]:
    data = {
        "name": spec.name,
        "type": spec.shape if not spec.choices else "text",
        "choices": list(spec.choices),
        "format": list(spec.format) if spec.format else [],
        "many": spec.many,
        "optional": spec.optional,
        "refers_to": spec.refers_to,
        "required": spec.required,
        "default": to_plain(spec.default),
    }
    return {key: value for key, value in data.items() if value not in (False, None, [], {}, "")}


def kinds_in(found: str) -> Kinds:
    """The kinds of a file that lists these fields. Raises `LibraryFileError` if it is for other
    fields than this version's, or the lines of own kinds are not what `layout` writes.
    """
    head, *lines = found.removeprefix(schema.layout()).split("\n")
    if not found.startswith(schema.layout()) or head:
        raise LibraryFileError("the fields are not this version's")
    try:
        kinds = with_own(map(_class_of, lines))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise LibraryFileError(f"the kinds of its own can't be read: {error}") from error
    if layout(kinds) != found:
        raise LibraryFileError("the kinds of its own can't be read: they are written otherwise")
    return kinds


@cache
def _class_of(line: str) -> type[Entry]:
    """The class that a line describes."""
    data = json.loads(line)
    made: Any = make_dataclass(
        data["class"],
        [_field_of(one) for one in data["fields"]],
        bases=(GathersArticles,) if data["gathers"] else (Entry,),
        namespace={
            "__module__": __name__,
            "__doc__": f"An entry of the kind {data['kind']!r}, as a compiled file describes it.",
            "__reduce__": _reduced,
            "kind": data["kind"],
            "folder": data["folder"],
            "order": data["order"],
            "has_role": data["role"],
            "has_feed": data["feed"],
        },
        frozen=True,
        slots=True,
        kw_only=True,
        eq=False,
        repr=False,
    )
    return made  # type: ignore[no-any-return] # make_dataclass says nothing of the bases


def _field_of(data: Mapping[str, Any]) -> tuple[str, Any, Any]:
    """A field as `make_dataclass` takes it."""
    type_: Any = _TYPES[data["type"]]
    if choices := data.get("choices"):
        type_ = Literal[tuple(choices)]
    if text_format := data.get("format"):
        type_ = Annotated[str, TextFormat(*text_format)]
    if data.get("many"):
        type_ = tuple[type_, ...]
    if data.get("optional"):
        type_ = type_ | None
    metadata = {"refers_to": data["refers_to"]} if data.get("refers_to") else None
    if data.get("required"):
        return data["name"], type_, field(metadata=metadata)
    if data["type"] == "json":
        return data["name"], type_, field(default_factory=dict, metadata=metadata)
    empty: Any = () if data.get("many") else None if data.get("optional") else _EMPTY[data["type"]]
    default = data.get("default", empty)
    if isinstance(default, list):
        default = tuple(default)
    return data["name"], type_, field(default=default, metadata=metadata)


_EMPTY: Mapping[str, Any] = {"text": "", "integer": 0, "date": None}


def _reduced(self: Entry) -> tuple[Any, ...]:
    """What a pickle holds of an entry whose class is made: the line that describes it."""
    _, (cls, *state) = Entry.__reduce__(self)
    return _restored, (_record(cls), *state)


def _restored(line: str, values: dict[str, Any], hidden: dict[str, Any]) -> Entry:
    return restored(_class_of(line), values, hidden)


# What a reader gives


def as_given(kinds: Kinds, classes: Iterable[type[Entry]]) -> Kinds:
    """The kinds of a file, with the classes that a reader has of some of them.

    Raises `KindError` for a class that can't be a kind or a kind that the file doesn't have,
    and `LibraryFileError` if the file was compiled for other fields.
    """
    given = {kind: cls for kind, cls in with_own(classes).items() if kind not in KINDS}
    for kind, cls in given.items():
        if kind not in kinds:
            raise KindError(
                f"the library has no kind {kind!r}: compile the content again, with {cls.__name__}"
                " among its kinds"
            )
        if _record(_as_type(cls)) != _record(_as_type(kinds[kind])):
            raise LibraryFileError(
                f"the library was compiled for other fields of the kind {kind!r} than those of"
                f" {cls.__name__}: compile the content again"
            )
    return {**kinds, **given}
