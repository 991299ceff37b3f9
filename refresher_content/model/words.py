"""What a word is, for ids, counts and search alike.

A word begins with a letter or a digit and goes on with letters, digits and combining marks:
vowel signs of Hindi, Tamil or Thai, points of Hebrew. Patterns are written as in ECMAScript
with its flag `u`, as scripts and JSON Schema take them; `compiled` makes one for Python, whose
expressions know no categories of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["CJK", "WORD", "compiled", "words"]

WORD = r"[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*"
"""The pattern of a word."""

CJK = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
"""A character of Chinese or Japanese, which are written without spaces: each counts as a word."""

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
