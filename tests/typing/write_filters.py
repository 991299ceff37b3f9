"""Writes `refresher_content/model/typed_filters.py`, which follows from the fields.

python tests/typing/write_filters.py
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import refresher_content
from refresher_content.model import KINDS, Entry
from refresher_content.model.fields import fields_of
from refresher_content.model.lookups import Lookup, has_none, lookups
from refresher_content.model.text_formats import Origin, Writing

TARGET = Path(refresher_content.__file__).parent / "model/typed_filters.py"

HEAD = '''"""The filters of each kind, for type checkers: never imported when a program runs.

Written by `tests/typing/write_filters.py` from the description of the fields; don't edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict

from refresher_content.model.dates import PartialDate
from refresher_content.model.entry import Entry
from refresher_content.model.kinds import (
{kinds}
)
from refresher_content.model.text_formats import Origin, Writing

Date = PartialDate | date | str


class EntryFilters(TypedDict, total=False):
    """Filters that every kind has."""

{filters}
'''

CHOICES = {get_args(one): name for one, name in ((Origin, "Origin"), (Writing, "Writing"))}


def _item(lookup: Lookup) -> str:
    """The type of one value."""
    spec = lookup.spec
    if spec.refers_to == "entry":
        return "str | Entry"
    if spec.refers_to:
        return f"str | {KINDS[spec.refers_to].__name__}"
    if spec.choices:
        return CHOICES[spec.choices]
    if lookup.name == "year":
        return "int | str"
    return {"integer": "int", "date": "Date", "text": "str", "object": ""}[spec.shape]


def _type(lookup: Lookup) -> str:
    if lookup.spec.shape == "json":
        return "Mapping[str, Any]"
    item = _item(lookup)
    if lookup.operator in ("gt", "gte", "lt", "lte"):
        return item
    if lookup.operator == "all":
        return f"Iterable[{item}]"
    if not lookup.operator and has_none(lookup.spec):
        return f"{item} | Iterable[{item} | None] | None" if item else "None"
    return f"{item} | Iterable[{item}]"


def _lines(cls: type[Entry], without: type[Entry] | None = None) -> str:
    inherited = lookups(without) if without else {}
    lines = [
        f"    {name}: {_type(lookup)}"
        for name, lookup in lookups(cls).items()
        if name not in inherited
    ]
    return "\n".join(lines)


def written() -> str:
    """The module's text."""
    kinds = [cls for cls in KINDS.values() if cls.folder]
    referred = {spec.refers_to for cls in kinds for spec in fields_of(cls) if spec.refers_to}
    named = sorted(f"    {KINDS[kind].__name__}," for kind in referred)
    parts = [HEAD.format(kinds="\n".join(named), filters=_lines(Entry))]
    parts += [
        f"\nclass {cls.__name__}Filters(EntryFilters, total=False):\n"
        f'    """Filters of {cls.folder}."""\n\n{_lines(cls, Entry)}\n'
        for cls in sorted(kinds, key=lambda one: one.__name__)
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
