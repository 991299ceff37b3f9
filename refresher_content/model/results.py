"""What searches and comparisons of articles give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from refresher_content.model.body import Section
from refresher_content.model.kinds import Article

__all__ = ["Hit", "Hits", "Reason", "Related"]


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

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON can write it, with the article's id, title and path, and the
        section's title and anchor, empty if there is none.
        """
        section = self.section
        return {
            "id": self.article.id,
            "title": self.article.title,
            "path": self.article.path,
            "section": section.title if section else "",
            "anchor": section.anchor if section else "",
            "score": round(self.score, 6),
            "snippet": self.snippet,
            "matches": [list(span) for span in self.matches],
        }

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


class Hits(list[Hit]):
    """What a search found, best first: as many hits as were asked for."""

    def __init__(self, hits: Iterable[Hit], offset: int, count: Callable[[], int]) -> None:
        super().__init__(hits)
        self.offset = offset
        """How many better ones were left out."""
        self._count = count

    @cached_property
    def total(self) -> int:
        """How many articles the query finds, which are counted when this is first asked."""
        return self._count()

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (list(self), self.offset, self.total)


def _restored(hits: list[Hit], offset: int, total: int) -> Hits:
    return Hits(hits, offset, lambda: total)
