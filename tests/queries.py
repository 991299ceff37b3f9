"""The queries of `queries.toml`, and what they are to find."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["GOALS", "QUERIES", "Query"]


@dataclass(frozen=True, slots=True)
class Query:
    """What someone types, and means."""

    kind: str
    archive: str
    """The archive in which to look: `bundled` or `languages`."""
    text: str
    article: str
    """The id of the article that is meant; empty if nothing is to be found."""

    def is_answered(self, found: Sequence[str]) -> bool:
        """Whether the ids of what is found, best first, have what is meant."""
        return self.article in found[:3] if self.article else not found


def _read() -> list[Query]:
    text = Path(__file__).with_name("queries.toml").read_text(encoding="utf-8")
    return [
        Query(kind, group["archive"], text, article)
        for kind, group in tomllib.loads(text).items()
        for article, texts in group.items()
        if article != "archive"
        for text in texts
    ]


QUERIES = _read()

GOALS = {
    "misspelt": 12,
    "variants": 8,
    "synonyms": 9,
    "phrases": 2,
    "names": 2,
    "nothing": 2,
    "languages": 4,
}
"""How many queries of each kind are to be answered at least: but for a synonym, all."""
