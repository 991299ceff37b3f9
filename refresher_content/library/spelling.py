"""What a misspelt word may have been meant for."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

__all__ = ["corrections", "distance", "tolerance"]

MAX_CANDIDATES = 8
"""The maximum number of corrections."""


def tolerance(word: str) -> int:
    """How many letters of a word may be wrong: none of three, one of seven, two of more."""
    return (len(word) > 3) + (len(word) > 7)


def corrections(word: str, known: Iterable[str]) -> list[str]:
    """Of the known words, which are of about its length, those most similar to a word."""
    limit = tolerance(word)
    letters = set(word)
    best: list[str] = []
    for other in known:
        # One wrong letter is one that the other word lacks, or that only it has.
        if len(letters.difference(other)) > limit or len(set(other).difference(letters)) > limit:
            continue
        far = distance(word, other, limit)
        if far < limit:
            limit, best = int(far), [other]
        elif far == limit:
            best.append(other)
    same_start = [one for one in best if one[0] == word[0]]
    return sorted(same_start or best)[:MAX_CANDIDATES]


def distance(one: str, other: str, limit: int) -> float:
    """How many letters must be changed, added, dropped or swapped to make one word of the other
    (optimal string alignment); infinity if it is more than the limit.
    """
    if abs(len(one) - len(other)) > limit:
        return inf
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for column, there in enumerate(other, start=1):
            value = min(last[column] + 1, here[-1] + 1, last[column - 1] + (letter != there))
            swapped = row > 1 and column > 1 and letter == other[column - 2]
            if swapped and one[row - 2] == there:
                value = min(value, before[column - 2] + 1)
            here.append(value)
        if min(here) > limit:
            return inf
        before, last = last, here
    return last[-1] if last[-1] <= limit else inf
