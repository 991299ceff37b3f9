"""What searches and comparisons of articles give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from refresher_content.model.body import Section
from refresher_content.model.kinds import Article

__all__ = ["Hit", "Reason", "Related"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why two articles are similar."""

    kind: Literal["link", "reference", "topic", "words"]
    """What they share: a link from one to the other, a reference, a topic, or words."""
    value: str
    """The reference's or topic's id, `to` or `from` for a link's direction, or the
    shared words, joined by a comma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article similar to another."""

    article: Article
    """The article."""
    score: float
    """How similar it is; greater is more similar."""
    reasons: tuple[Reason, ...]
    """Why, the weightiest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that a search found."""

    article: Article
    """The article."""
    section: Section | None
    """The section with the most matches; None if only title, takeaway or summary match."""
    score: float
    """How well it matches, by BM25; greater is better. Comparable within one search only."""
    snippet: str
    """The words around the matches, from the section or else the summary."""
    matches: tuple[tuple[int, int], ...]
    """Where the matching words begin and end in the snippet, in characters."""

    def marked(self, before: str = "**", after: str = "**") -> str:
        """The snippet with the matching words between two marks."""
        return "".join(
            f"{before}{text}{after}" if match else text for text, match in self._pieces()
        )

    def _repr_html_(self) -> str:
        from html import escape

        snippet = "".join(
            f"<mark>{escape(text)}</mark>" if match else escape(text)
            for text, match in self._pieces()
        )
        return f"<p><strong>{escape(self.article.title)}</strong><br>{snippet}</p>"

    def _pieces(self) -> Iterator[tuple[str, bool]]:
        end = 0
        for start, stop in self.matches:
            yield self.snippet[end:start], False
            yield self.snippet[start:stop], True
            end = stop
        yield self.snippet[end:], False
