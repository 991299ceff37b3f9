"""Which articles are similar, and why.

The score adds up links between two articles, the references and topics that they share,
each by its rarity (the logarithm of all articles over those that have it), and the
cosine of their key terms. Equal scores are in the default order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from typing import Literal, Protocol

from refresher_content.library import schema
from refresher_content.library.reader import Reader
from refresher_content.model import Article
from refresher_content.model.results import Reason, Related

__all__ = ["SAME_TERM_LIMIT", "SAME_VALUE_LIMIT", "LibraryStore", "Mark", "Similarity", "Store"]

_LINK, _REFERENCE, _TOPIC, _WORDS = 3_000_000, 2_000_000, 1_000_000, 6
"""What a link either way, a shared reference, a shared topic and each millionth of the
same words are worth; the references and topics in proportion to how rare they are. In
millionths, since sums of integers are the same in any order."""

Mark = tuple[Literal["reference", "topic"], str]
"""A reference or topic, by its id."""

Holders = tuple[int, Sequence[int]]
"""How many articles have something, and the rows of the first of them."""

SAME_VALUE_LIMIT = 200
"""How many of the articles under one topic or reference are looked at: the first ones of
the default order."""

SAME_TERM_LIMIT = 64
"""The number of articles with the same key term that are compared: those in which it weighs
most, the term's champions (Manning, Raghavan, Schütze, Introduction to Information
Retrieval, 2008, section 7.1.3)."""

_CANDIDATES = 100
"""The number of articles compared: the most similar by words and links, and as many by topics."""

CACHE_SIZE = 16_384
"""The number of answers of each kind that a library caches for the next article."""


class Store(Protocol):
    """What similarity is computed from. Articles are named by the numbers of their rows."""

    @property
    def total(self) -> int:
        """How many articles there are."""

    def rowid(self, id_: str) -> int:
        """The row of the article with an id."""

    def article(self, rowid: int) -> Article:
        """The article in a row."""

    def terms(self, rowid: int) -> Mapping[str, int]:
        """The key terms of an article with their weights, in thousandths."""

    def postings(self, term: str) -> Sequence[tuple[int, int]]:
        """The articles with a key term and its weight in each: its champions, first the best."""

    def holders(self, name: str, value: str) -> Holders:
        """The articles with a topic, a reference, a mention or an original that they translate."""

    def marks(self, rowid: int) -> AbstractSet[Mark]:
        """The references and topics of an article."""

    def mentions(self, rowid: int) -> Sequence[str]:
        """What an article's text mentions, by kind and id."""


class Similarity:
    """Finds the articles that are most similar to one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._similar_by_topic = lru_cache(CACHE_SIZE)(self._find_similar_by_topic)

    def related(self, article: Article, limit: int) -> tuple[Related, ...]:
        """The articles most similar to one, best first, each with the reasons."""
        here = self._store.rowid(article.id)
        links = self._links(here, article.id)
        scores = self._scores(here, max(0, limit), links, self._same_text(article))
        return tuple(
            self._related(rowid, scores[rowid], self._reasons(here, rowid, links.get(rowid, ())))
            for rowid in _best(scores, max(0, limit))
        )

    def _same_text(self, article: Article) -> set[int]:
        """The article, what it translates, and all translations of that."""
        original = article.translation_of_id or article.id
        return {self._store.rowid(original), *self._store.holders("translation_of", original)[1]}

    def _scores(
        self, here: int, limit: int, links: Mapping[int, tuple[str, ...]], same: set[int]
    ) -> dict[int, int]:
        """The scores of the articles that are worth a look; those of the `same` text aren't."""
        scores = {rowid: _WORDS * product for rowid, product in self._same_words(here).items()}
        for rowid, directions in links.items():
            scores[rowid] = scores.get(rowid, 0) + _LINK * len(directions)
        worths = {mark: self._worth(mark) for mark in self._store.marks(here)}
        holders = (self._store.holders(*mark)[1] for mark in worths if mark[0] == "reference")
        topics = sorted(value for name, value in worths if name == "topic")
        looked_at = {
            *_best(scores, max(_CANDIDATES, limit + len(same))),
            *chain.from_iterable(holders),
            *self._similar_by_topic(tuple(topics))[: limit + len(same)],
        }
        return {
            rowid: scores.get(rowid, 0)
            + sum(map(worths.__getitem__, self._store.marks(rowid) & worths.keys()))
            for rowid in looked_at - same
        }

    def _links(self, here: int, id_: str) -> dict[int, tuple[str, ...]]:
        """The articles that are linked with one, each with the directions of the links."""
        found: dict[int, tuple[str, ...]] = {}
        for mention in self._store.mentions(here):
            kind, _, there = mention.partition(":")
            if kind == Article.kind:
                found[self._store.rowid(there)] = ("to",)
        for rowid in self._store.holders("mentions", f"{Article.kind}:{id_}")[1]:
            found[rowid] = (*found.get(rowid, ()), "from")
        return found

    def _same_words(self, here: int) -> dict[int, int]:
        """The similarity of the words of each article that has some in common, in millionths."""
        products: dict[int, int] = defaultdict(int)
        for term, weight in self._store.terms(here).items():
            for rowid, other in self._store.postings(term):
                products[rowid] += weight * other
        return products

    def _find_similar_by_topic(self, topics: tuple[str, ...]) -> tuple[int, ...]:
        """Those of the topics' first articles that share the most with one of these topics."""
        scores: dict[int, int] = defaultdict(int)
        for topic in topics:
            worth = self._worth(("topic", topic))
            for rowid in self._store.holders("topic", topic)[1]:
                scores[rowid] += worth
        return tuple(_best(scores, _CANDIDATES))

    def _reasons(
        self, here: int, there: int, directions: Sequence[str]
    ) -> Iterator[tuple[int, Reason]]:
        """What two articles have in common, each with what it adds to the score."""
        for direction in directions:
            yield _LINK, Reason(kind="link", value=direction)
        for name, value in self._store.marks(here) & self._store.marks(there):
            yield self._worth((name, value)), Reason(kind=name, value=value)
        own, others = self._store.terms(here), self._store.terms(there)
        shared = {term: own[term] * others[term] for term in own if term in others}
        if shared:
            words = sorted(shared, key=lambda term: (-shared[term], term))[:3]
            yield _WORDS * sum(shared.values()), Reason(kind="words", value=", ".join(words))

    def _worth(self, mark: Mark) -> int:
        """What it is worth to share a reference or topic: the more, the fewer have it."""
        # What all have in common says little, but a little more than nothing.
        rarity = math.log(self._store.total / self._store.holders(*mark)[0]) + 0.1
        return round((_REFERENCE if mark[0] == "reference" else _TOPIC) * rarity)

    def _related(self, rowid: int, score: int, reasons: Iterable[tuple[int, Reason]]) -> Related:
        ordered = sorted(reasons, key=lambda one: (-one[0], one[1].kind, one[1].value))
        return Related(
            article=self._store.article(rowid),
            score=score / 1_000_000,
            reasons=tuple(reason for _, reason in ordered),
        )


def _best(scores: Mapping[int, int], limit: int) -> list[int]:
    """The rows with the highest scores, best first, equal ones in their order."""
    return sorted(sorted(scores), key=scores.__getitem__, reverse=True)[:limit]


class LibraryStore:
    """What similarity is computed from, read from a library when it is asked for.

    What many articles ask for, the holders of a term or of a topic, is cached.
    """

    def __init__(self, library: Reader) -> None:
        self._library = library
        self.total = len(library.articles)
        cached = lru_cache(CACHE_SIZE)
        self.terms = cached(self._read_terms)
        self.postings = cached(self._read_postings)
        self.holders = cached(self._read_holders)
        self.marks = cached(self._read_marks)

    def rowid(self, id_: str) -> int:
        """The row of the article with an id."""
        ((rowid,),) = self._library.rows("SELECT rowid FROM article WHERE id = ?", (id_,))
        return int(rowid)

    def article(self, rowid: int) -> Article:
        """The article in a row."""
        names = ", ".join(schema.columns(Article))
        (row,) = self._library.rows(f"SELECT {names} FROM article WHERE rowid = ?", (rowid,))
        return self._library.bind(schema.read_entry(Article, row))

    def mentions(self, rowid: int) -> list[str]:
        """What an article's text mentions, by kind and id."""
        rows = self._library.rows(
            "SELECT value FROM facet WHERE kind = 'article' AND name = 'mentions' AND rowid = ?"
            " ORDER BY value",
            (rowid,),
        )
        return [value for (value,) in rows]

    def _read_terms(self, rowid: int) -> dict[str, int]:
        return dict(
            self._library.rows(
                "SELECT term, weight FROM keyterm WHERE rowid = ? ORDER BY term", (rowid,)
            )
        )

    def _read_postings(self, term: str) -> list[tuple[int, int]]:
        rows = self._library.rows(
            "SELECT rowid, weight FROM keyterm WHERE term = ? ORDER BY weight DESC, rowid LIMIT ?",
            (term, SAME_TERM_LIMIT),
        )
        return rows.fetchall()

    def _read_holders(self, name: str, value: str) -> Holders:
        where = "FROM facet WHERE kind = 'article' AND name = ? AND value = ?"
        ((count,),) = self._library.rows(f"SELECT count(*) {where}", (name, value))
        rows = self._library.rows(
            f"SELECT rowid {where} ORDER BY rowid LIMIT ?", (name, value, SAME_VALUE_LIMIT)
        )
        return count, tuple(rowid for (rowid,) in rows)

    def _read_marks(self, rowid: int) -> frozenset[Mark]:
        rows = self._library.rows(
            "SELECT name, value FROM facet WHERE kind = 'article' AND rowid = ?"
            " AND name IN ('reference', 'topic')",
            (rowid,),
        )
        return frozenset(rows)
