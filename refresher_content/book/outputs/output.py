"""Files of a site's output that are made when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["Made", "key_of"]


@dataclass(frozen=True, slots=True)
class Made:
    """Files that are made together, from the same things."""

    key: str
    """A digest of what they are made from besides the site's settings; empty if they are
    cheap to make and so are made by every build."""
    files: Callable[[], Iterable[tuple[str, str | bytes]]]
    """Gives their paths below the output folder, and their contents."""


def key_of(*parts: str) -> str:
    """A key for all of these."""
    return sha256("\n".join(parts).encode()).hexdigest()[:24]
