"""The errors that the package raises, each with what to do about it.

All of them descend from `RefresherError`, and each also from the built-in
exception that a caller would expect.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from refresher_content.diagnostics import Report

__all__ = [
    "ContentError",
    "DetachedEntryError",
    "KindError",
    "LibraryFileError",
    "MissingExtraError",
    "NotOneError",
    "RefresherError",
    "UnknownIdError",
    "a",
    "did_you_mean",
    "suggest",
]


class RefresherError(Exception):
    """The ancestor of every error that this package raises on purpose."""


class UnknownIdError(RefresherError, KeyError):
    """No entry of that kind has that id, nor an alias of that name."""

    def __init__(self, kind: str, unknown: str, known: Iterable[str]) -> None:
        self.kind = kind
        """The kind of entry that was looked up, such as `"article"`."""
        self.unknown = unknown
        """The id as it was given."""
        self.suggestion = suggest(unknown, known)
        """The id that was most likely meant, or None."""
        hint = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        super().__init__(f"no {kind} {unknown!r}{hint}")

    def __str__(self) -> str:
        # KeyError would show the message in quotation marks.
        return str(self.args[0])

    def __reduce__(self) -> tuple[type[UnknownIdError], tuple[str, str, tuple[str, ...]]]:
        known = (self.suggestion,) if self.suggestion else ()
        return type(self), (self.kind, self.unknown, known)


class NotOneError(RefresherError, LookupError):
    """`Collection.one` found no entry, or more than one."""


class DetachedEntryError(RefresherError, RuntimeError):
    """The entry was made from data and belongs to no library, so it knows no others."""


class LibraryFileError(RefresherError, ValueError):
    """A file is not a compiled library, or one that this version can't read."""


class KindError(RefresherError, ValueError):
    """A class can't be a kind of entry, or isn't one that a library has."""


class MissingExtraError(RefresherError, ImportError):
    """A part of the package was used whose dependencies are not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        """The extra to install, such as `"authoring"`."""
        self.purpose = purpose
        """What it is needed for."""
        super().__init__(
            f"{purpose} needs the extra {extra!r}: pip install 'refresher-content[{extra}]'"
        )

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        return type(self), (self.extra, self.purpose)


class ContentError(RefresherError, ValueError):
    """The content folder has errors, so no library was made of it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        """Every problem of every file."""
        super().__init__(report.as_text())

    def __reduce__(self) -> tuple[type[ContentError], tuple[Report]]:
        return type(self), (self.report,)


def a(noun: str) -> str:
    """A noun with its indefinite article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The end of a message that names the known word which `word` most likely stands for, or
    says something else if there is none.
    """
    suggestion = suggest(word, known)
    return f"; did you mean {suggestion!r}?" if suggestion else otherwise


def suggest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely stands for, or None.

    A known word of which `word` is a whole part (`career-advice` of
    `career-advice-in-only-30-seconds`, `rope` of `article:rope`) comes before one that is
    similar, or whose beginning of as many parts is (`difflib.get_close_matches` with its
    default cut-off of 0.6).
    """
    from difflib import get_close_matches

    candidates = sorted(set(known))
    wanted = word.casefold()
    if len(wanted) >= 3:
        for candidate in candidates:
            if f"-{wanted}-" in f"-{candidate.casefold().replace(':', '-')}-":
                return candidate
    parts = wanted.count("-") + 1
    for form in (str.casefold, lambda one: "-".join(one.casefold().split("-")[:parts])):
        folded = {form(candidate): candidate for candidate in reversed(candidates)}
        found = get_close_matches(wanted, folded, n=1)
        if found:
            return folded[found[0]]
    starts = [known_id for known_id in candidates if known_id.casefold().startswith(wanted)]
    return starts[0] if wanted and starts else None
