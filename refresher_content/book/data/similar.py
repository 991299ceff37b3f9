"""The most similar articles of a book, computed again only where their basis has changed."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

from refresher_content.book.data.entries import Entries
from refresher_content.book.data.fingerprint import package
from refresher_content.book.data.parallel import parallel_map
from refresher_content.files import write_whole
from refresher_content.library.related import (
    SAME_TERM_LIMIT,
    SAME_VALUE_LIMIT,
    Mark,
    Similarity,
)
from refresher_content.model import Article

__all__ = ["Similar", "similar_articles"]

COUNT = 3
"""How many similar articles a page shows."""

Similar = tuple[int, Sequence[tuple[str, str]]]
"""An article's row, from 1 in the default order, and the kinds and values of the reasons why
it is similar. Similarity is computed by rows; ids may change beneath them."""


def similar_articles(entries: Entries, cache: Path, jobs: int) -> dict[str, Sequence[Similar]]:
    """For each article, by its id, the most similar ones, best first.

    `cache` is the file that keeps them for the next build.
    """
    store = _MemoryStore(entries)
    similarity = Similarity(store)
    bases = {article.id: store.basis(article) for article in entries.articles}
    before = _cached(cache)
    found = {id_: similar for id_, (basis, similar) in before.items() if bases.get(id_) == basis}

    def compute(some: Sequence[Article]) -> list[tuple[str, Sequence[Similar]]]:
        return [(article.id, _reader_reasons(store, similarity, article)) for article in some]

    missing = [article for article in entries.articles if article.id not in found]
    found |= dict(parallel_map(compute, missing, jobs))
    if missing or len(before) != len(found):
        now = {id_: (basis, found[id_]) for id_, basis in bases.items()}
        write_whole(cache, json.dumps(now))
    return found


def _cached(cache: Path) -> dict[str, tuple[str, Sequence[Similar]]]:
    try:
        before: dict[str, Any] = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return before


def _reader_reasons(store: _MemoryStore, similarity: Similarity, article: Article) -> list[Similar]:
    """The most similar articles with the reasons that a page names: not the words in common."""
    return [
        (
            store.rowid(one.article.id),
            [(reason.kind, reason.value) for reason in one.reasons if reason.kind != "words"],
        )
        for one in similarity.related(article, COUNT)
    ]


class _MemoryStore:
    """What similarity is computed from, for a book, which asks about every article: all of it
    is read in two queries instead of a dozen for each article.
    """

    def __init__(self, entries: Entries) -> None:
        self._articles = entries.articles
        self.total = len(self._articles)
        rowids = {article.id: rowid for rowid, article in enumerate(self._articles, start=1)}
        self.rowid = rowids.__getitem__
        self._bases: dict[object, bytes] = {}
        self._read_terms(entries)
        self._read_values(entries)

    def _read_terms(self, entries: Entries) -> None:
        terms: dict[int, dict[str, int]] = defaultdict(dict)
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for term, rowid, weight in entries.library.rows(
            "SELECT term, rowid, weight FROM keyterm ORDER BY term, weight DESC, rowid"
        ):
            terms[rowid][term] = weight
            postings[term].append((rowid, weight))
        for term, some in postings.items():
            self._bases[term] = _hash(term, chain.from_iterable(some))
            del some[SAME_TERM_LIMIT:]
        self.terms = terms.__getitem__
        self.postings = postings.__getitem__

    def _read_values(self, entries: Entries) -> None:
        self._holders: dict[tuple[str, str], list[int]] = defaultdict(list)
        marks: dict[int, set[Mark]] = defaultdict(set)
        mentions: dict[int, list[str]] = defaultdict(list)
        for name, value, rowid in entries.library.rows(
            "SELECT name, value, rowid FROM facet WHERE kind = 'article'"
            " AND name IN ('reference', 'topic', 'mentions', 'translation_of')"
            " ORDER BY name, value, rowid"
        ):
            self._holders[name, value].append(rowid)
            if name == "mentions":
                mentions[rowid].append(value)
            elif name != "translation_of":
                marks[rowid].add((name, value))
        self._counts = {held: len(some) for held, some in self._holders.items()}
        for held, some in self._holders.items():
            self._bases[held] = _hash(held, some)
            del some[SAME_VALUE_LIMIT:]
        self._marks = marks
        self.mentions = mentions.__getitem__

    def article(self, rowid: int) -> Article:
        """The article in a row."""
        return self._articles[rowid - 1]

    def holders(self, name: str, value: str) -> tuple[int, Sequence[int]]:
        """The articles with a topic, a reference, a mention or an original that they translate."""
        return self._counts.get((name, value), 0), self._holders[name, value]

    def marks(self, rowid: int) -> AbstractSet[Mark]:
        """The references and topics of an article."""
        return self._marks[rowid]

    def basis(self, article: Article) -> str:
        """A hash of all that an article's answer is computed from: as long as it is the same,
        so are the similar articles, by their rows, and the reasons.
        """
        here = self.rowid(article.id)
        linked = (mention.partition(":") for mention in self.mentions(here))
        original = article.translation_of_id or article.id
        rowids = [self.rowid(original)]
        rowids += [self.rowid(id_) for kind, _, id_ in linked if kind == Article.kind]
        found = blake2b(repr((package(), self.total, here, rowids)).encode(), digest_size=12)
        held: list[object] = [*self.terms(here), *sorted(self.marks(here))]
        held += [("mentions", f"{Article.kind}:{article.id}"), ("translation_of", original)]
        for one in held:
            found.update(self._bases.get(one, b""))
        return found.hexdigest()


def _hash(held: object, numbers: Iterable[int]) -> bytes:
    """A hash of who has a term or a value, and how much."""
    name = repr(held).encode()
    return blake2b(name + array("q", numbers).tobytes(), digest_size=12).digest()
