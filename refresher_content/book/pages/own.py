"""What pages show of entries of a project's own kinds."""

from __future__ import annotations

from typing import Any

from refresher_content.book.data.entries import Entries
from refresher_content.model import Article, Entry
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.model.text_formats import URL

__all__ = ["heading", "shown_fields"]

_ELSEWHERE = ("title", "name", "summary")
"""What a page shows above its fields. Articles are listed below the text."""


def heading(cls: type[Entry]) -> str:
    """What lists and menus call the entries of a kind."""
    return cls.folder.replace("-", " ").capitalize()


def shown_fields(entry: Entry, entries: Entries) -> list[tuple[str, list[dict[str, str]]]]:
    """The fields of an entry that have a value, by their names for readers: for each value its
    `text`, and if it is one the `date`, the `url`, or the `kind` and the `id` of an entry.
    """
    found = []
    for spec, values in _fields(entry):
        name = spec.key.replace("_", " ").capitalize()
        found.append((name, [_value(spec, one, entries) for one in values]))
    return found


def _fields(entry: Entry) -> list[tuple[FieldSpec, tuple[Any, ...]]]:
    """The fields of an entry's own kind that have a value, each with its values."""
    common = Entry.__dataclass_fields__
    found = []
    for spec in fields_of(type(entry)):
        value = getattr(entry, spec.name)
        values = value if spec.many else () if value in (None, "") else (value,)
        elsewhere = spec.name in (*common, *_ELSEWHERE) or spec.refers_to == Article.kind
        if values and spec.shape != "json" and not elsewhere:
            found.append((spec, values))
    return found


def _value(spec: FieldSpec, value: Any, entries: Entries) -> dict[str, str]:
    shown = {"text": str(value), "date": "", "url": "", "kind": "", "id": ""}
    if spec.refers_to:
        entry = entries.find(spec.refers_to, value)
        return shown | {
            "text": entry.label if entry else value,
            "kind": spec.refers_to,
            "id": value,
        }
    if spec.shape == "date":
        return shown | {"date": str(value)}
    return shown | {"url": value} if spec.format == URL else shown
