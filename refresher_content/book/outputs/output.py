"""Files of a site's output that are rendered when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["Output", "key_of"]


@dataclass(frozen=True, slots=True)
class Output:
    """Files that are rendered together, from the same data."""

    key: str
    """A fingerprint of everything that the files depend on besides `Site.key`. Empty if they
    are so cheap that every build renders them."""
    files: Callable[[], Iterable[tuple[str, str | bytes]]]
    """Gives their paths below the output folder, and their contents."""


def key_of(*values: str) -> str:
    """A key for all of these values."""
    return sha256("\n".join(values).encode()).hexdigest()[:24]
