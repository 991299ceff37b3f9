"""How much a content folder may hold and ask for: what a user can set in the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from functools import lru_cache

from refresher_content.errors import RefresherError

__all__ = ["LimitError", "Limits", "limits"]

PREFIX = "REFRESHER_"
"""What the variables' names begin with."""


class LimitError(RefresherError, ValueError):
    """A variable that sets a limit holds something else than a number."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What can be set. The variable of `max_file_size` is `REFRESHER_MAX_FILE_SIZE`."""

    trusted: int = 0
    """Whether the authors are trusted as the project itself is: 1 lets texts link to files of any
    type, drawings hold scripts, and the content folder hold symbolic links."""
    max_file_size: int = 1_000_000
    """How many bytes a content file may have."""
    max_problems: int = 500
    """How many problems of a file are reported."""


def limits() -> Limits:
    """The limits as they are set. Raises `LimitError`."""
    return _limits(*(os.environ.get(_variable(one.name), "") for one in fields(Limits)))


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


@lru_cache(maxsize=8)
def _limits(*written: str) -> Limits:
    given: dict[str, int] = {}
    for field, value in zip(fields(Limits), written, strict=True):
        if not value.strip():
            continue
        if not (value.isascii() and value.isdecimal() and len(value) < 16):
            name = _variable(field.name)
            raise LimitError(f"{name}: expected a number, found {value!r}")
        given[field.name] = int(value)
    return Limits(**given)
