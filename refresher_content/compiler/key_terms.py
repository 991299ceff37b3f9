"""The words that distinguish a text from others."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import takewhile

from refresher_content.model.words import in_ascii, words

__all__ = ["KEY_TERMS", "KeyTerms", "key_terms", "revised_key_terms"]

KeyTerms = tuple[dict[str, int], list[tuple[str, int, int]]]
"""The number of texts with each word; and, sorted, each key term of a text, with the text's
number from 1 and the term's weight."""

REVISION_LIMIT = 200
"""The maximum number of changes for which the earlier key terms are revised."""

KEY_TERMS = 16
"""The number of words that represent a text when its similarity to others is measured."""

_DIGITS = re.compile(r"\d+")

# A text in ASCII is looked through without regular expressions, five times as fast.
_LETTERS = "".join(
    char.lower() if char.isalpha() else " " for char in (chr(code) for code in range(128))
)


def _words(text: str) -> list[str]:
    """The words of a text without regard to case, among which are all that can be key terms."""
    plain = in_ascii(text)
    if not plain.isascii():
        # Digits part words, as they do in ASCII.
        return words(_DIGITS.sub(" ", text.casefold()))
    return plain.translate(_LETTERS).split()


def key_terms(texts: Sequence[str]) -> KeyTerms:
    """The words of four letters and more by which each text differs most from the others.

    Weights are by tf-idf: thousandths of a vector of length 1, so that the sum of the
    products of two texts' weights is their cosine in millionths. A word in one text only,
    or in more than half of them, says nothing about similarity.
    """
    spread: Counter[str] = Counter()
    for text in texts:
        spread.update(set(_words(text)))
    counts = {term: number for term, number in spread.items() if len(term) >= 4}
    rarity = _rarity(counts, len(texts))
    holders: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, text in enumerate(texts, start=1):
        for term, weight in _heaviest(Counter(_words(text)), rarity):
            holders[term].append((place, weight))
    return counts, [(term, *one) for term in sorted(holders) for one in holders[term]]


def revised_key_terms(
    texts: Sequence[str], earlier: Sequence[str], known: KeyTerms
) -> KeyTerms | None:
    """What `key_terms` gives for texts of which a few differ from the earlier ones, for which
    it is known. None if it is better to start over.

    If the number of texts with a word changes, so does its weight in all of them.
    """
    if len(texts) != len(earlier):
        return None
    changed = {place for place, text in enumerate(texts, 1) if text != earlier[place - 1]}
    counts = Counter(known[0])
    for place in changed:
        before, now = set(_words(earlier[place - 1])), set(_words(texts[place - 1]))
        counts.subtract(term for term in before - now if len(term) >= 4)
        counts.update(term for term in now - before if len(term) >= 4)
    old, rarity = _rarity(known[0], len(texts)), _rarity(counts, len(texts))
    shifted = {term for term, _ in old.items() ^ rarity.items()}
    if len(changed) + len(shifted) > REVISION_LIMIT:
        return None
    for place, text in enumerate(texts, start=1):
        # First a look that costs little and finds too many.
        if any(map(text.casefold().__contains__, shifted)) and shifted & set(_words(text)):
            changed.add(place)
    terms = [one for one in known[1] if one[1] not in changed]
    for place in changed:
        heaviest = _heaviest(Counter(_words(texts[place - 1])), rarity)
        terms += [(term, place, weight) for term, weight in heaviest]
    return {term: number for term, number in counts.items() if number}, sorted(terms)


def _rarity(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """How rare each word is, the logarithm of all texts over those that have it."""
    return {
        term: math.log(total / number)
        for term, number in counts.items()
        if 2 <= number <= total / 2
    }


_log = cache(math.log)


def _heaviest(counts: Mapping[str, int], rarity: Mapping[str, float]) -> Iterable[tuple[str, int]]:
    """A text's key terms with their weights."""
    weights = {
        term: -(1 + _log(count)) * rarity[term] if count > 1 else -rarity[term]
        for term, count in counts.items()
        if term in rarity
    }
    # The heaviest first; the alphabet decides between equals.
    order = sorted(weights, key=weights.__getitem__)
    limit = weights[order[:KEY_TERMS][-1]] if order else 0
    best = sorted(
        (weights[term], term) for term in takewhile(lambda term: weights[term] <= limit, order)
    )
    del best[KEY_TERMS:]
    length = math.sqrt(sum(weight**2 for weight, _ in best)) or 1.0
    return ((term, round(-1000 * weight / length)) for weight, term in best)
