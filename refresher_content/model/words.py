"""What a word is, for ids and counts; search folds them besides (`library/words.py`).

A word begins with a letter or a digit and goes on with letters, digits and combining marks:
vowel signs of Hindi, Tamil or Thai, points of Hebrew. In scripts without spaces between words,
letters are counted: each of Chinese and Japanese as a word, three of Thai, Lao, Khmer and
Burmese. Patterns are written as in ECMAScript
with its flag `u`, as scripts and JSON Schema take them; `compiled` makes one for Python, whose
expressions know no categories of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = [
    "CHINESE_AND_JAPANESE",
    "KOREAN",
    "THAI_LAO_KHMER_BURMESE",
    "WORD",
    "WORDS_PER_MINUTE",
    "compiled",
    "in_ascii",
    "word_count",
    "words",
]

WORD = r"[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*"
"""The pattern of a word."""

CHINESE_AND_JAPANESE = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3040-\u30ff\u3105-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001aff0-\U0001b16f"
    "\U00020000-\U0003ffff"
)
"""The blocks of these scripts, which have no spaces between words, as the inside of a regular
expression's class."""

THAI_LAO_KHMER_BURMESE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
"""Those of these scripts, which have none either."""

KOREAN = "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"
"""Those of Korean, which has spaces, but writes particles together with their word."""

WORDS_PER_MINUTE = 238
"""Silent reading of non-fiction in English: M. Brysbaert, "How many words do we
read per minute?", Journal of Memory and Language 109 (2019)."""

LETTERS_PER_WORD = 3
"""How many letters, with their marks, count as a word of Thai, Lao, Khmer or Burmese: the mean
of the 33 million words of the Thai National Corpus is 3.2 (W. Aroonmanakun, K. Tansiri and
P. Nittayanuparp, "Thai National Corpus: a progress report", 2009; the frequencies are those
of PyThaiNLP), of the Thai Textbook Corpus 3.0. The other scripts are written alike."""

# Where Unicode has combining marks: looking through all of it would take four times as long.
_BLOCKS = (
    range(0x300, 0x3400),
    range(0xA66F, 0xAC00),
    range(0xFB1E, 0x12000),
    range(0x13430, 0x13460),
    range(0x16120, 0x17000),
    range(0x1BC9D, 0x1F000),
    range(0xE0100, 0xE01F0),
)


@cache
def _marks() -> str:
    """The combining marks as the inside of a character class."""
    ranges: list[list[int]] = []
    for code in (code for block in _BLOCKS for code in block):
        if unicodedata.category(chr(code)) in ("Mn", "Mc"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern in which words are written as `WORD`, for Python."""
    if WORD in pattern:
        # Most words are followed by a character that is far from all marks.
        word = rf"[^\W_]+(?:(?![\x00-\u02ff])[{_marks()}]+[^\W_]*)*"
        pattern = pattern.replace(WORD, word)
    return re.compile(pattern)


def words(text: str) -> list[str]:
    """The words of a text."""
    # Nobody needs the marks who has none.
    return re.findall("[A-Za-z0-9]+", text) if text.isascii() else compiled(WORD).findall(text)


def in_ascii(text: str) -> str:
    """The text, if it can be, in ASCII, with as many characters: signs of typography, which make
    most English texts differ from it, are written as on a typewriter, dashes as spaces.
    """
    if not text.isascii():
        for sign, plain in _SIGNS.items():
            text = text.replace(sign, plain)
    return text


def word_count(text: str) -> int:
    """How many words a plain text has. Those joined by an apostrophe, a hyphen or an invisible
    joiner are one.
    """
    plain = in_ascii(text)
    if not plain.isascii():
        return len(_counted().findall(text))
    # A word begins where no single sign joins it to the one before. This is five times as fast
    # as a regular expression.
    shape = " " + plain.translate(_SHAPE)
    return shape.count(" a") + shape.count(" -a") + shape.count("--a")


_SIGNS = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": " ", "—": " ", "…": " ", "\xa0": " "}
_ASCII = [chr(code) for code in range(128)]
_SHAPE = "".join("a" if char.isalnum() else "-" if char in "'-" else " " for char in _ASCII)


@cache
def _counted() -> re.Pattern[str]:
    """What counts as a word."""
    marks = _marks()
    letter = rf"[^\W_{CHINESE_AND_JAPANESE}{THAI_LAO_KHMER_BURMESE}]"
    word = rf"{letter}+(?:[{marks}]+{letter}*)*"
    spaced = rf"{word}(?:['’\u200c\u200d-]{word})*"
    one = rf"(?=[^\W_])[{CHINESE_AND_JAPANESE}]"
    few = rf"(?:(?=[^\W_])[{THAI_LAO_KHMER_BURMESE}][{marks}]*){{1,{LETTERS_PER_WORD}}}"
    return re.compile(f"{spaced}|{one}|{few}")
