"""How many problems of a file are reported: enough to repair it, whatever it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from refresher_content.diagnostics import Diagnostic
from refresher_content.source.limits import limits

__all__ = ["at_most", "cut"]


def at_most(problems: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    """One more than the maximum number of problems, so that `cut` notices; the rest is not even
    looked for.
    """
    return islice(problems, limits().max_problems + 1)


def cut(problems: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    """The problems, sorted by path, without those of a file above the maximum number."""
    limit = limits().max_problems
    counts: Counter[str] = Counter()
    for one in problems:
        counts[one.path] += 1
        if counts[one.path] <= limit:
            yield one
        elif counts[one.path] == limit + 1:
            message = f"the file has more than {limit} problems; the others are not listed"
            hint = "repair these first, or set REFRESHER_MAX_PROBLEMS"
            yield Diagnostic(code="too-many-problems", path=one.path, message=message, hint=hint)
