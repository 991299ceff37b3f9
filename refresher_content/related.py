"""Articles that are near to one another, and why."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from refresher_content import tables
from refresher_content.model import Article

if TYPE_CHECKING:
    from refresher_content.library import Library

__all__ = ["Reason", "Related", "related"]

_LINK, _REFERENCE, _TOPIC, _WORDS = 3.0, 2.0, 1.0, 6.0
"""What a link either way, a shared reference, a shared topic and the same words are worth;
the last three in proportion to how rare the thing is, or how alike the words are."""

_SAME_VALUE_LIMIT = 200
"""How many of the articles under one topic or reference are looked at: the first ones of
the default order."""

_CANDIDATES = 100
"""How many articles are scored in full."""


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


_Found = dict[int, list[tuple[float, Reason]]]


def related(article: Article, limit: int = 3) -> tuple[Related, ...]:
    """The articles nearest to one, best first; see `Article.related`.

    The score adds up links between the two, the references and topics that they share,
    each by its rarity (the logarithm of all articles over those that have it), and the
    cosine of their key terms. Equal scores stand in the default order.
    """
    library = article.library
    ((here, total),) = library.rows(
        "SELECT (SELECT place FROM article WHERE id = ?), (SELECT count(*) FROM article)",
        (article.id,),
    )
    found: _Found = defaultdict(list)
    _add(found, _links(library, here, article.id))
    _add(found, _same_words(library, here))
    _add(found, _same_values(library, here, total, "reference", _REFERENCE))
    topics: _Found = defaultdict(list)
    _add(topics, _same_values(library, here, total, "topic", _TOPIC))
    for place in _best({**topics, **found}, found, topics):
        found[place] += topics.get(place, [])
    found.pop(here, None)
    ranked = sorted(found, key=lambda place: (-_score(found[place]), place))[: max(0, limit)]
    return tuple(_related(library, place, found[place]) for place in ranked)


def _best(places: Iterable[int], *found: _Found) -> list[int]:
    """The candidates that are worth a full score."""

    def score(place: int) -> float:
        return sum(_score(one.get(place, [])) for one in found)

    return sorted(places, key=lambda place: (-score(place), place))[:_CANDIDATES]


def _score(parts: list[tuple[float, Reason]]) -> float:
    return round(sum(score for score, _ in parts), 6)


def _add(found: _Found, parts: Iterator[tuple[int, float, Reason]]) -> None:
    for place, score, reason in parts:
        found[place].append((score, reason))


def _links(library: Library, here: int, id_: str) -> Iterator[tuple[int, float, Reason]]:
    for direction, rows in (
        (
            "to",
            library.rows(
                "SELECT article.place FROM facet JOIN article"
                " ON article.id = substr(facet.value, length('article:') + 1)"
                " WHERE facet.kind = 'article' AND facet.word = 'mentions' AND facet.place = ?"
                " AND facet.value LIKE 'article:%'",
                (here,),
            ),
        ),
        (
            "from",
            library.rows(
                "SELECT place FROM facet"
                " WHERE kind = 'article' AND word = 'mentions' AND value = ?",
                (f"article:{id_}",),
            ),
        ),
    ):
        for (place,) in rows:
            yield place, _LINK, Reason(kind="link", value=direction)


def _same_values(
    library: Library, here: int, total: int, word: str, weight: float
) -> Iterator[tuple[int, float, Reason]]:
    mine = library.rows(
        "SELECT value FROM facet WHERE kind = 'article' AND word = ? AND place = ? ORDER BY value",
        (word, here),
    ).fetchall()
    for (value,) in mine:
        ((count,),) = library.rows(
            "SELECT count(*) FROM facet WHERE kind = 'article' AND word = ? AND value = ?",
            (word, value),
        )
        # What all have in common says little, but a little more than nothing.
        score = weight * (math.log(total / count) + 0.1)
        rows = library.rows(
            "SELECT place FROM facet WHERE kind = 'article' AND word = ? AND value = ?"
            " ORDER BY place LIMIT ?",
            (word, value, _SAME_VALUE_LIMIT),
        )
        reason = Reason(kind=cast("Literal['reference', 'topic']", word), value=value)
        for (place,) in rows:
            yield place, score, reason


def _same_words(library: Library, here: int) -> Iterator[tuple[int, float, Reason]]:
    products: Counter[int] = Counter()
    shared: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for place, term, product in library.rows(
        "SELECT theirs.place, theirs.term, mine.weight * theirs.weight FROM keyterm AS mine"
        " JOIN keyterm AS theirs USING (term) WHERE mine.place = ?",
        (here,),
    ):
        products[place] += product
        shared[place].append((-product, term))
    for place, product in products.items():
        words = ", ".join(term for _, term in sorted(shared[place])[:3])
        yield place, _WORDS * product / 1e6, Reason(kind="words", value=words)


def _related(library: Library, place: int, parts: list[tuple[float, Reason]]) -> Related:
    names = ", ".join(tables.columns(Article))
    (row,) = library.rows(f"SELECT {names} FROM article WHERE place = ?", (place,))
    ordered = sorted(parts, key=lambda part: (-part[0], part[1].kind, part[1].value))
    return Related(
        article=library.bind(tables.read_entry(Article, row)),
        score=_score(parts),
        reasons=tuple(reason for _, reason in ordered),
    )
