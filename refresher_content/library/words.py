"""What a word is, and when two are the same: for the library's search and for the site's.

A text is normalised to NFKC; each of its characters is then folded by itself. Case and the
diacritics of Latin and Greek make no difference, nor do ligatures, vowel points and what has
no width. What isn't part of a word becomes a space, but for three signs that the rest of this
module and queries need. The site's script reads the same rules as data, from `script_table`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from refresher_content.model.words import (
    CHINESE_AND_JAPANESE,
    KOREAN,
    THAI_LAO_KHMER_BURMESE,
    in_ascii,
)

__all__ = [
    "MAX_TERMS",
    "MAX_TERM_LENGTH",
    "UNSPACED",
    "Query",
    "Term",
    "fold",
    "is_unspaced",
    "located",
    "parse",
    "script_table",
    "words",
]

MAX_TERMS = 32
"""How many terms of a query count, and how many that it excludes: the first ones."""

MAX_TERM_LENGTH = 64
"""How many words of a phrase count: the first ones."""

# After folding, a text has letters, numbers, the marks that belong to them, and these.
_SIGNS = "'\"-"
_IN_CLASS = "'\"\\-"
_QUOTES = dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‛ʼʻ′", "'")

_LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
"""Letters that Unicode doesn't decompose, as those who lack them on their keyboard write them."""

_ELIDED = ("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
"""What loses its vowel before a vowel, in French and Italian: it says nothing of what is
looked for."""

_ALPHABET = frozenset("йўїѓќ")
"""Letters of their own in the languages that have them, though Unicode decomposes them."""

_IGNORED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # accents
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    # Arabic vowel marks, and the stroke that only lengthens a word.
    "\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08ff"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"  # without width
)

UNSPACED = THAI_LAO_KHMER_BURMESE + KOREAN + CHINESE_AND_JAPANESE
"""The blocks of scripts of which each letter is found by itself, as the inside of a regular
expression's class."""


def _word(letter: str, mark: str) -> str:
    """A word as a regular expression: a letter of a script without spaces, with its marks; or a
    run of other characters. The ending of an English genitive is left out.
    """
    genitive = f"(?:'s(?![^ {_IN_CLASS}]))?"
    return f"([^ {_IN_CLASS}{UNSPACED}]+|(?={letter})[{UNSPACED}]{mark}*){genitive}"


_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(_word(r"\w", rf"[^\w {_IN_CLASS}]"))
_PART = re.compile('-?"([^"]*)"|[^ "]+')


class _Folding(dict[int, str]):
    """How characters are folded, each found when it first occurs."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def _fold(char: str) -> str:
    """A character of a text in NFKC, folded."""
    if char in _QUOTES:
        return _QUOTES[char]
    category = unicodedata.category(char)
    if category in ("Lo", "Cn") and not unicodedata.decomposition(char):
        # Most of Unicode: letters without case and without parts, and what is no character yet.
        return "" if _IGNORED.match(char) else char if category == "Lo" else " "
    folded = (_fold_letter(one) for one in unicodedata.normalize("NFC", char.casefold()))
    return unicodedata.normalize("NFC", "".join(folded))


def _fold_letter(char: str) -> str:
    if char in _ALPHABET or char in _SIGNS:
        return char
    parts = (_LETTERS.get(one, one) for one in unicodedata.normalize("NFKD", char))
    return "".join(
        "" if _IGNORED.match(one) or category == "Cf" else one if category[0] in "LNM" else " "
        for one in "".join(parts)
        if (category := unicodedata.category(one))
    )


_FOLDING = _Folding()


def fold(text: str) -> str:
    """A text in which what is searched for alike is written alike."""
    text = in_ascii(text)
    if text.isascii():
        return text.translate(_FOLDING)
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDING)
    return unicodedata.normalize("NFC", folded)


def words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return _WORD.findall(fold(text))


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script without spaces between words."""
    return _UNSPACED.match(word) is not None


def located(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text, folded, each with where it begins and ends in the text."""
    text = in_ascii(text)
    if text.isascii():
        for match in _WORD.finditer(fold(text)):
            yield match[1], *match.span(1)
        return
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    start = 0
    for stop in range(1, len(text) + 1):
        if stop == len(text) or not _joins(text[stop]):
            part = _folded_cluster(text[start:stop])
            parts.append(part)
            places += [(start, stop)] * len(part)
            start = stop
    for match in _WORD.finditer("".join(parts)):
        first, last = match.span(1)
        yield match[1], places[first][0], places[last - 1][1]


_folded_cluster = lru_cache(4_096)(fold)


@lru_cache(4_096)
def _joins(char: str) -> bool:
    """Whether a character is folded together with the one before it."""
    category = unicodedata.category(char)
    return category[0] == "M" or category == "Cf" or char in "ﾞﾟ" or "\u1160" <= char <= "\u11ff"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that stand side by side in this order."""

    words: tuple[str, ...]
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What someone looks for."""

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...]


def parse(query: str) -> Query:
    """A query's terms: words, phrases in double quotes, and either after a minus, excluded.

    Where a script has no spaces, what is written together is one term. Elided articles are left
    out, unless they are in quotes. No other sign means anything.
    """
    terms: dict[Term, None] = {}
    excluded: dict[Term, None] = {}
    folded = fold(query)
    for part in _PART.finditer(folded):
        start = part.start()
        minus = part[0].startswith("-") and (not start or folded[start - 1] == " ")
        if minus or part[1] is not None:
            found = _WORD.findall(part[0])
            quoted = part[1] is not None
            given = [Term(tuple(found[:MAX_TERM_LENGTH]), quoted)] if found else []
        else:
            apart = (match for match in _WORD.finditer(part[0]) if not _is_elided(match))
            given = [Term(run[:MAX_TERM_LENGTH]) for run in _runs(apart)]
        (excluded if minus else terms).update(dict.fromkeys(given))
    return Query(tuple(terms)[:MAX_TERMS], tuple(excluded)[:MAX_TERMS])


def _is_elided(match: re.Match[str]) -> bool:
    """Whether a word of a query is an article or the like that has lost its vowel to the next."""
    after = match.string[match.end() : match.end() + 2]
    return match[1] in _ELIDED and after[:1] == "'" and after[1:] not in ("", *_SIGNS)


def _runs(found: Iterable[re.Match[str]]) -> Iterator[tuple[str, ...]]:
    """Words with nothing between them, together."""
    run: list[str] = []
    end = 0
    for match in found:
        if run and match.start() > end:
            yield tuple(run)
            run = []
        run.append(match[1])
        end = match.end()
    if run:
        yield tuple(run)


def script_table(letters: Collection[str] = ()) -> dict[str, object]:
    """What the site's script folds and splits texts with, as data; see the module `words.js`.

    Given the letters of an index, what is folded to other scripts' is left out: it is found
    nowhere.
    """
    used = {*letters, *"abcdefghijklmnopqrstuvwxyz0123456789", *_SIGNS} if letters else None
    one: list[tuple[str, str]] = []
    more: dict[str, str] = {}
    kept: list[int] = []
    ignored: list[int] = []
    for char, folded in _folded_letters():
        if not folded:
            ignored.append(ord(char))
        elif used is not None and not used.issuperset(folded):
            continue
        elif folded == char:
            kept.append(ord(char))
        elif len(folded) == 1:
            one.append((char, folded))
        else:
            more[char] = folded
    return {
        "from": "".join(char for char, _ in one),
        "to": "".join(folded for _, folded in one),
        "more": more,
        "ignored": _ranges(ignored),
        "kept": _ranges(kept),
        "word": _word(r"[\p{L}\p{N}]", r"\p{M}"),
        "part": _PART.pattern,
        "elided": _ELIDED,
        "unspaced": f"[{UNSPACED}]",
        "maxTerms": MAX_TERMS,
        "maxTermLength": MAX_TERM_LENGTH,
    }


@cache
def _folded_letters() -> list[tuple[str, str]]:
    """The characters of texts in NFKC that don't become spaces, each with what it is folded to."""
    chars = map(chr, chain(range(0x40000), range(0xE0000, 0xE0200)))
    composed = (char for char in chars if unicodedata.is_normalized("NFKC", char))
    found = ((char, _FOLDING[ord(char)]) for char in composed)
    return [(char, folded) for char, folded in found if folded != " "]


def _ranges(codes: Iterable[int]) -> str:
    """Numbers in order as the ranges of a regular expression's class, in hexadecimal."""
    found: list[list[int]] = []
    for code in codes:
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return " ".join(f"{start:x}-{stop:x}" for start, stop in found)
