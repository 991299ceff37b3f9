"""Typographic quotation marks, dashes and ellipses in a text that may hold elements.

Docutils curls each piece of a text by itself and takes the mark in `("*so*")`, which ends a piece,
for a closing one. Here a text is looked at as a whole; the marks of each language, the dashes and
the settings are those of docutils.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from docutils.utils.smartquotes import educate_tokens, smartchars

__all__ = ["TYPED", "curled"]

TYPED = re.compile(r"['\"`]|--|\.\.\.")
"""What typesetting may change."""

_ACTIONS = {"1": "qbde", "2": "qbDe", "3": "qbie"}
_BACKSLASH = "\uf8ff"
"""Stands for a backslash, which docutils would take for an escape."""
_QUOTES = "'\""
_APOSTROPHE = "’"
_GERSHAYIM = "״"
# A year without its century, and words that begin with an apostrophe.
_ELIDED = re.compile(
    r"'(?=\d\d(?!\d)|(?:tis|twas|twere|twill|em)\b)|(?<=\s)'(?=n'\s)|(?<=\s'n)'(?=\s)",
    re.IGNORECASE,
)
_OPENERS = frozenset("/=+|~¿¡")


def curled(pieces: Sequence[tuple[str, bool]], action: str, language: str) -> list[str]:
    """The pieces of a paragraph with the marks of a language that docutils knows. Of each piece is
    said whether it is literal; it then stays as it is, and is a word to what stands beside it.
    """
    action = _ACTIONS.get(action, action)
    texts = [text if literal else _dashed(text, action) for text, literal in pieces]
    if "q" not in action:
        return texts
    whole = "".join(
        re.sub(r"[^\s]", "x", text) if literal else text
        for text, (_, literal) in zip(texts, pieces, strict=True)
    )
    marks = _marks(whole, smartchars.quotes[language])
    made = []
    start = 0
    for text in texts:
        end = start + len(text)
        made.append("".join(marks.get(start + at, char) for at, char in enumerate(text)))
        start = end
    return made


def _dashed(text: str, action: str) -> str:
    plain = text.replace("\\", _BACKSLASH)
    made = educate_tokens([("plain", plain)], action.replace("q", ""), "en")
    return "".join(made).replace(_BACKSLASH, "\\")


def _marks(text: str, quotes: Sequence[str]) -> dict[int, str]:
    """What takes the place of each straight mark of a text, by its index. The quotation marks of
    a language are those that begin and end a quotation, and one within a quotation.
    """
    marks = {match.start(): _APOSTROPHE for match in _ELIDED.finditer(text)}
    open_: dict[str, list[int]] = {"'": [], '"': []}
    opening = {'"': quotes[0], "'": quotes[2]}
    closing = {'"': quotes[1], "'": quotes[3]}
    last = {mark: text.rfind(mark) for mark in _QUOTES}
    for at, before, after in _straight(text):
        mark = text[at]
        if at in marks:
            continue
        if _is_word(before) and _is_word(after) and mark == "'":
            marks[at] = _APOSTROPHE
        elif "א" <= before <= "ת" and "א" <= after <= "ת":
            marks[at] = _GERSHAYIM
        elif _begins(before, after, open_[mark] != [], at < last[mark]):
            marks[at] = opening[mark]
            open_[mark].append(at)
        else:
            stray = mark == "'" and not open_[mark]
            marks[at] = _APOSTROPHE if stray else closing[mark]
            open_[mark] = open_[mark][:-1]
    # What never ends goes on in the next paragraph if it begins this one; else it is none.
    begin = len(text) - len(text.lstrip(_QUOTES))
    return marks | {at: _APOSTROPHE for at in open_["'"] if at >= begin}


def _straight(text: str) -> Iterator[tuple[int, str, str]]:
    """Each straight mark, by its index, with the characters around it and its neighbours."""
    for run in re.finditer("['\"]+", text):
        before = text[run.start() - 1] if run.start() else " "
        after = text[run.end()] if run.end() < len(text) else " "
        yield from ((at, before, after) for at in range(*run.span()))


def _begins(before: str, after: str, within: bool, more: bool) -> bool:
    """Whether a mark between two characters begins a quotation. `within` says whether one has
    begun, `more` whether the mark comes again.
    """
    if after.isspace():
        return before.isspace() and not within and more
    if before.isspace() or before in _OPENERS or unicodedata.category(before) in ("Pd", "Pi", "Ps"):
        return True
    if unicodedata.category(after) in ("Pd", "Pe", "Pf", "Po"):
        return False
    return not within and more


def _is_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"
