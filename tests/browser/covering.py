"""Pages that stand for all: together they have whatever element any page has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import html

__all__ = ["covering"]

Elements = frozenset[tuple[str, ...]]


def covering(pages: Mapping[str, Path]) -> list[str]:
    """The names of few of these pages that together have each element of them all: its tag,
    classes, role, type and direction, in its parent. What a rule says of an element on one page
    it mostly says on each.
    """
    elements = {name: _elements(path) for name, path in sorted(pages.items())}
    missing = set().union(*elements.values())
    chosen = []
    while missing:
        # The greedy cover: V. Chvátal, "A Greedy Heuristic for the Set-Covering Problem", 1979.
        best = max(elements, key=lambda name: len(elements[name] & missing))
        chosen.append(best)
        missing -= elements[best]
    return chosen


def _elements(path: Path) -> Elements:
    root = html.parse(str(path)).getroot()
    return frozenset(
        (
            str(one.tag),
            " ".join(sorted(one.get("class", "").split())),
            *(one.get(name, "") for name in ("role", "type", "dir")),
            "" if (parent := one.getparent()) is None else str(parent.tag),
        )
        for one in root.iter("*")
    )
