"""The titles of admonitions that have none of their own, in the language of their text."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

__all__ = ["ADMONITIONS", "title"]

ADMONITIONS = (
    "attention",
    "caution",
    "danger",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "warning",
)
"""The admonitions that have a title by their name."""

_OTHERS = "en"
"""The language of titles for texts in a language that isn't in the table."""


def title(name: str, language: str) -> tuple[str, str]:
    """The title of an admonition for a text in a language, and the language that it is in."""
    table = _table()
    tag = language.lower()
    while tag and tag not in table:
        tag = tag.rpartition("-")[0]
    titles = table[tag or _OTHERS]
    return titles[ADMONITIONS.index(name)], language if tag else _OTHERS


@cache
def _table() -> dict[str, list[str]]:
    """For each language the titles in the order of `ADMONITIONS`. Most are those of Sphinx's
    catalogues of messages, so that a project's documents and its articles say the same.
    """
    path = files(__package__).joinpath("admonitions.json")
    table: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return table
