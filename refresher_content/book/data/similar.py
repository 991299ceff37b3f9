"""What is near to each article of a book, reckoned again only where its basis has changed."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

from refresher_content.book.data.entries import Shelf
from refresher_content.book.data.fingerprint import package
from refresher_content.book.data.parallel import spread
from refresher_content.library.related import SAME_TERM_LIMIT, SAME_VALUE_LIMIT, Likeness, Mark
from refresher_content.model import Article

__all__ = ["Near", "nearest"]

_COUNT = 3

Near = tuple[int, Sequence[tuple[str, str]]]
"""An article's place in the default order, from 1 on, and the kinds and values of the reasons
why it is near. Places are what likeness is reckoned with; ids may change beneath them."""


def nearest(shelf: Shelf, memory: Path, jobs: int) -> dict[str, Sequence[Near]]:
    """For each article, by its id, the three nearest to it, best first.

    `memory` is the file that remembers them for the next build.
    """
    likeness = _Likeness(shelf)
    bases = {article.id: likeness.basis(article) for article in shelf.articles}
    before = _remembered(memory)
    found = {id_: near for id_, (basis, near) in before.items() if bases.get(id_) == basis}

    def reckon(some: Sequence[Article]) -> list[tuple[str, Sequence[Near]]]:
        return [(article.id, likeness.told(article)) for article in some]

    ahead = [article for article in shelf.articles if article.id not in found]
    found |= dict(spread(reckon, ahead, jobs))
    if ahead or len(before) != len(found):
        now = {id_: (basis, found[id_]) for id_, basis in bases.items()}
        memory.write_text(json.dumps(now), encoding="utf-8")
    return found


def _remembered(memory: Path) -> dict[str, tuple[str, Sequence[Near]]]:
    try:
        before: dict[str, Any] = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return before


class _Likeness(Likeness):
    """Likeness for one who asks about every article: all that there is to ask is read at once,
    in two queries instead of a dozen for each.
    """

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf.library)
        places = {article.id: place for place, article in enumerate(shelf.articles, start=1)}
        self._place = places.__getitem__
        self._article = lambda place: shelf.articles[place - 1]
        self._read_all_terms()
        self._read_all_values()

    def _read_all_terms(self) -> None:
        terms: dict[int, dict[str, int]] = defaultdict(dict)
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for term, place, weight in self._library.rows(
            "SELECT term, place, weight FROM keyterm ORDER BY term, weight DESC, place"
        ):
            terms[place][term] = weight
            postings[term].append((place, weight))
        self._bases: dict[object, bytes] = {}
        for term, some in postings.items():
            self._bases[term] = _digest(term, chain.from_iterable(some))
            del some[SAME_TERM_LIMIT:]
        self._terms = terms.__getitem__
        self._postings = postings.__getitem__

    def _read_all_values(self) -> None:
        holders: dict[tuple[str, str], list[int]] = defaultdict(list)
        marks: dict[int, set[Mark]] = defaultdict(set)
        mentions: dict[int, list[str]] = defaultdict(list)
        for word, value, place in self._library.rows(
            "SELECT word, value, place FROM facet WHERE kind = 'article'"
            " AND word IN ('reference', 'topic', 'mentions') ORDER BY word, value, place"
        ):
            holders[word, value].append(place)
            if word == "mentions":
                mentions[place].append(value)
            else:
                marks[place].add((word, value))
        counts = {held: len(some) for held, some in holders.items()}
        for held, some in holders.items():
            self._bases[held] = _digest(held, some)
            del some[SAME_VALUE_LIMIT:]
        self._holders = lambda word, value: (counts.get((word, value), 0), holders[word, value])
        self._marks = marks.__getitem__
        self._mentions = mentions.__getitem__

    def basis(self, article: Article) -> str:
        """A digest of all that an article's answer is reckoned from: as long as it is the same,
        so are the nearest, by their places, and the reasons.
        """
        here = self._place(article.id)
        linked = (mention.partition(":") for mention in self._mentions(here))
        places = [self._place(id_) for kind, _, id_ in linked if kind == Article.kind]
        found = blake2b(repr((package(), self._total, here, places)).encode(), digest_size=12)
        held: list[object] = [*self._terms(here), *sorted(self._marks(here))]
        for one in (*held, ("mentions", f"{Article.kind}:{article.id}")):
            found.update(self._bases.get(one, b""))
        return found.hexdigest()

    def told(self, article: Article) -> list[Near]:
        """The nearest, with the reasons that a reader is told: not the words in common."""
        return [
            (
                self._place(one.article.id),
                [(reason.kind, reason.value) for reason in one.reasons if reason.kind != "words"],
            )
            for one in self.near(article, _COUNT)
        ]


def _digest(held: object, numbers: Iterable[int]) -> bytes:
    """A digest of who has a term or a value, and how much."""
    name = repr(held).encode()
    return blake2b(name + array("q", numbers).tobytes(), digest_size=12).digest()
