"""Names and other facts as every format of citation needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from refresher_content.model.parts import NameParts, name_parts

if TYPE_CHECKING:
    from refresher_content.model.parts import Contributor
    from refresher_content.model.works import Work

__all__ = ["is_latin", "joined", "note_of", "one_line", "parts_of", "with_role"]

_DEEDS: Mapping[str, str] = {
    "editor": "edited by",
    "translator": "translated by",
    "reviewer": "reviewed by",
    "illustrator": "illustrated by",
    "photographer": "with photographs by",
}
"""What a contributor did, as it stands before the name."""


def one_line(text: str) -> str:
    """A text without line breaks: in RIS each would begin another field."""
    return " ".join(line.strip() for line in text.splitlines())


def parts_of(person: Contributor) -> NameParts:
    """The parts of somebody's name; a name that has none is a family name."""
    return name_parts(one_line(person.sort_name))


def joined(people: Iterable[Contributor]) -> str:
    """Names, given names first, with "and" before the last."""
    names = [_in_order(one) for one in people]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _in_order(person: Contributor) -> str:
    """A name as it is said; one of a script without initials as it is written."""
    if not is_latin(person.name):
        return one_line(person.name)
    family, given, suffix = parts_of(person)
    if not is_latin(given):
        return f"{family}{given}"
    return " ".join(part for part in (given, family, suffix) if part)


def with_role(work: Work, *roles: str) -> list[Contributor]:
    """The contributors with one of some roles."""
    return [one for one in work.contributors if one.role in roles]


def note_of(work: Work, roles: Iterable[str] = _DEEDS) -> str:
    """What a format has no field for, as a sentence: what a digest retells, and those who had
    one of some roles. Without a full stop; empty if there is nothing to say.
    """
    parts = [
        f"{_DEEDS[role]} {joined(people)}" for role in roles if (people := with_role(work, role))
    ]
    if work.original:
        parts.insert(0, f"digest of {_in_words(work.original)}")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _in_words(work: Work) -> str:
    where = ", ".join(one_line(part) for part in (work.column, work.container) if part)
    return (
        f"{joined(work.writers)}, “{one_line(work.title)}”, {where}, {work.published.without_time}"
    )


def is_latin(text: str) -> bool:
    """Whether a text has a letter that an initial can be made of."""
    return re.search("[A-Za-z\u00c0-\u024f\u0370-\u052f]", text) is not None
