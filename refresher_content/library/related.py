"""Articles that are near to one another, and why."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Literal

from refresher_content.library import schema
from refresher_content.model.entries import Article

if TYPE_CHECKING:
    from refresher_content.library.library import Library

__all__ = ["Likeness", "Reason", "Related", "related"]

_LINK, _REFERENCE, _TOPIC, _WORDS = 3_000_000, 2_000_000, 1_000_000, 6
"""What a link either way, a shared reference, a shared topic and each millionth of the
same words are worth; the references and topics in proportion to how rare they are. In
millionths, since sums of whole numbers are the same in any order."""

Mark = tuple[Literal["reference", "topic"], str]
"""A reference or topic, by its id."""

Holders = tuple[int, Sequence[int]]
"""How many articles have something, and the first of them."""

SAME_VALUE_LIMIT = 200
"""How many of the articles under one topic or reference are looked at: the first ones of
the default order."""

SAME_TERM_LIMIT = 64
"""How many of the articles with the same key term are looked at: those in which it weighs
most, the term's champions (Manning, Raghavan, Schütze, Introduction to Information
Retrieval, 2008, section 7.1.3)."""

_CANDIDATES = 100
"""How many articles are looked at: those nearest by words and links, and so many by topics."""

_KEPT = 16_384
"""How many answers of each sort are kept for the next article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why two articles are near to each other."""

    kind: Literal["link", "reference", "topic", "words"]
    """What they share: a link from one to the other, a reference, a topic, or words."""
    value: str
    """The reference's or topic's id, `to` or `from` for a link's direction, or the
    shared words, joined by a comma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article near to another."""

    article: Article
    """The article."""
    score: float
    """How near, greater is nearer."""
    reasons: tuple[Reason, ...]
    """Why, the weightiest first."""


class Likeness:
    """What likeness between the articles of a library is reckoned from.

    What many articles ask for, the holders of a term or of a topic, is kept a while.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        keep = lru_cache(_KEPT)
        self._terms: Callable[[int], Mapping[str, int]] = keep(self._read_terms)
        self._postings: Callable[[str], Sequence[tuple[int, int]]] = keep(self._read_postings)
        self._holders: Callable[[str, str], Holders] = keep(self._read_holders)
        self._marks: Callable[[int], set[Mark] | frozenset[Mark]] = keep(self._read_marks)
        self._near_by_topic = keep(self._read_near_by_topic)
        self._mentions: Callable[[int], Sequence[str]] = self._read_mentions
        self._place: Callable[[str], int] = self._read_place
        self._article: Callable[[int], Article] = self._read_article

    def near(self, article: Article, limit: int) -> tuple[Related, ...]:
        """The articles nearest to one, best first; see `related`."""
        here = self._place(article.id)
        limit = max(0, limit)
        links = self._links(here, article.id)
        words = self._same_words(here)
        scores = {place: _WORDS * product for place, product in words.items()}
        for place, reasons in links.items():
            scores[place] = scores.get(place, 0) + _LINK * len(reasons)
        worths = {mark: self._worth(mark) for mark in self._marks(here)}
        holders = (self._holders(*mark)[1] for mark in worths if mark[0] == "reference")
        topics = sorted(value for word, value in worths if word == "topic")
        looked_at = {
            *self._best(scores, max(_CANDIDATES, limit + 1)),
            *chain.from_iterable(holders),
            # One more than asked for, as it may be the article itself.
            *self._near_by_topic(tuple(topics))[: limit + 1],
        }
        looked_at.discard(here)
        whole = {
            place: scores.get(place, 0)
            + sum(map(worths.__getitem__, self._marks(place).intersection(worths)))
            for place in looked_at
        }
        return tuple(
            self._related(place, whole[place], self._reasons(here, place, links.get(place, ())))
            for place in self._best(whole, limit)
        )

    @staticmethod
    def _best(scores: Mapping[int, int], limit: int) -> list[int]:
        """The places with the highest scores, best first, equal ones in their order."""
        return sorted(sorted(scores), key=scores.__getitem__, reverse=True)[:limit]

    def _read_place(self, id_: str) -> int:
        ((place,),) = self._library.rows("SELECT place FROM article WHERE id = ?", (id_,))
        return int(place)

    def _links(self, here: int, id_: str) -> dict[int, tuple[str, ...]]:
        """The articles that are linked with one, each with the directions of the links."""
        found: dict[int, tuple[str, ...]] = {}
        for mention in self._mentions(here):
            kind, _, there = mention.partition(":")
            if kind == "article":
                found[self._place(there)] = ("to",)
        for place in self._holders("mentions", f"article:{id_}")[1]:
            found[place] = (*found.get(place, ()), "from")
        return found

    def _read_mentions(self, here: int) -> list[str]:
        """What an article's text mentions, by kind and id."""
        rows = self._library.rows(
            "SELECT value FROM facet WHERE kind = 'article' AND word = 'mentions' AND place = ?"
            " ORDER BY value",
            (here,),
        )
        return [value for (value,) in rows]

    def _same_words(self, here: int) -> dict[int, int]:
        """The likeness of the words of each article that has some in common, in millionths."""
        products: dict[int, int] = defaultdict(int)
        for term, weight in self._terms(here).items():
            for place, other in self._postings(term):
                products[place] += weight * other
        return products

    def _reasons(
        self, here: int, there: int, directions: Sequence[str]
    ) -> Iterator[tuple[int, Reason]]:
        """What two articles have in common, each with what it adds to the score."""
        for direction in directions:
            yield _LINK, Reason(kind="link", value=direction)
        for word, value in self._marks(here) & self._marks(there):
            yield self._worth((word, value)), Reason(kind=word, value=value)
        mine, others = self._terms(here), self._terms(there)
        shared = {term: mine[term] * others[term] for term in mine if term in others}
        if shared:
            words = sorted(shared, key=lambda term: (-shared[term], term))[:3]
            yield _WORDS * sum(shared.values()), Reason(kind="words", value=", ".join(words))

    def _worth(self, mark: Mark) -> int:
        """What it is worth to share a reference or topic: the more, the fewer have it."""
        # What all have in common says little, but a little more than nothing.
        rarity = math.log(self._total / self._holders(*mark)[0]) + 0.1
        return round((_REFERENCE if mark[0] == "reference" else _TOPIC) * rarity)

    @cached_property
    def _total(self) -> int:
        return len(self._library.articles)

    def _read_terms(self, place: int) -> dict[str, int]:
        """The key terms of an article with their weights, in thousandths."""
        return dict(
            self._library.rows(
                "SELECT term, weight FROM keyterm WHERE place = ? ORDER BY term", (place,)
            )
        )

    def _read_postings(self, term: str) -> list[tuple[int, int]]:
        rows = self._library.rows(
            "SELECT place, weight FROM keyterm WHERE term = ? ORDER BY weight DESC, place LIMIT ?",
            (term, SAME_TERM_LIMIT),
        )
        return rows.fetchall()

    def _read_holders(self, word: str, value: str) -> Holders:
        where = "FROM facet WHERE kind = 'article' AND word = ? AND value = ?"
        ((count,),) = self._library.rows(f"SELECT count(*) {where}", (word, value))
        rows = self._library.rows(
            f"SELECT place {where} ORDER BY place LIMIT ?", (word, value, SAME_VALUE_LIMIT)
        )
        return count, tuple(place for (place,) in rows)

    def _read_marks(self, place: int) -> frozenset[Mark]:
        rows = self._library.rows(
            "SELECT word, value FROM facet WHERE kind = 'article' AND place = ?"
            " AND word IN ('reference', 'topic')",
            (place,),
        )
        return frozenset(rows)

    def _read_near_by_topic(self, topics: tuple[str, ...]) -> tuple[int, ...]:
        """Those of the topics' first articles that share the most with one of these topics."""
        scores: dict[int, int] = defaultdict(int)
        for topic in topics:
            worth = self._worth(("topic", topic))
            for place in self._holders("topic", topic)[1]:
                scores[place] += worth
        return tuple(self._best(scores, _CANDIDATES))

    def _related(self, place: int, score: int, reasons: Iterable[tuple[int, Reason]]) -> Related:
        ordered = sorted(reasons, key=lambda one: (-one[0], one[1].kind, one[1].value))
        return Related(
            article=self._article(place),
            score=score / 1_000_000,
            reasons=tuple(reason for _, reason in ordered),
        )

    def _read_article(self, place: int) -> Article:
        names = ", ".join(schema.columns(Article))
        (row,) = self._library.rows(f"SELECT {names} FROM article WHERE place = ?", (place,))
        return self._library.bind(schema.read_entry(Article, row))


def related(article: Article, limit: int = 3) -> tuple[Related, ...]:
    """The articles nearest to one, best first; see `Article.related`.

    The score adds up links between the two, the references and topics that they share,
    each by its rarity (the logarithm of all articles over those that have it), and the
    cosine of their key terms. Equal scores stand in the default order.
    """
    return article.library.likeness.near(article, limit)
