"""Text drawn with Pillow: which of it the fonts can show, how it breaks into lines, where it goes.

A text is drawn whole or not at all. Signs without letters, such as emoji, are left out
where no font has them; a text with a letter that no font has, or in a script that needs
shaping where there is none, isn't drawn.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Block", "drawable", "faces", "fitted"]

_FOLDER = Path(__file__).parents[1] / "theme" / "refresher" / "static" / "fonts"
_OWN = tuple(str(_FOLDER / name) for name in ("serif.woff2", "serif-ext.woff2"))
_WEIGHT = 600
"""The weight of a variable font."""

_PROBE = 34
"""The size in pixels at which fonts are asked for their letters."""

_SIGNS = frozenset({"Cf", "Co", "Sk", "Sm", "So"})
"""Categories of Unicode whose characters may be left out: signs, and what nobody sees."""

_SIMPLE = ("LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")
"""The scripts that need no shaping, by the beginning of their letters' names."""

_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA")
"""The scripts whose lines break between any two letters."""


class Block(NamedTuple):
    """A text as it is drawn."""

    size: int
    """The size of the type in pixels; 0 if the text doesn't fit at the smallest."""
    lines: tuple[str, ...]
    from_right: bool
    """Whether its lines begin at the right."""

    def draw(self, pen: Any, left: int, top: int, width: int, fonts: Sequence[str]) -> None:
        """Draws the lines below each other, in white."""
        for number, line in enumerate(self.lines):
            x = left + width - _length(line, self.size, fonts) if self.from_right else left
            y = top + number * line_height(self.size)
            for run, font in _runs(line, fonts):
                made = _font(font, self.size)
                pen.text((round(x), y + self.size), run, font=made, fill=255, anchor="ls")
                x += made.getlength(run)


def line_height(size: int) -> int:
    """The distance of two lines of a size."""
    return round(size * 1.18)


@cache
def faces(more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The font files in the order in which letters are looked for: the book's own typeface, then
    the project's. Those that the installed Pillow can't read are left out; without any, Pillow's
    own font is an empty name.
    """
    from PIL import ImageFont

    found = []
    for path in (*_OWN, *more):
        try:
            ImageFont.truetype(path, _PROBE)
        except OSError:
            continue
        found.append(path)
    return (*found, "") if not found else tuple(found)


@cache
def drawable(text: str, fonts: tuple[str, ...]) -> str:
    """The text as it can be drawn, without the signs that no font has; empty if a letter is
    missing from all of them.
    """
    kept = []
    shaping = _needs_shaping(text)
    for char in unicodedata.normalize("NFC", text):
        if char.isspace():
            kept.append(" ")
        elif _is_selector(char) or (unicodedata.category(char) == "Cf" and not shaping):
            continue
        elif any(_has(font, char) for font in fonts):
            kept.append(char)
        elif unicodedata.category(char) not in _SIGNS:
            return ""
    drawn = " ".join("".join(kept).split())
    if shaping and not (_has_shaping() and _one_font(drawn, fonts)):
        return ""
    return drawn


def fitted(text: str, room: tuple[int, int], sizes: Sequence[int], fonts: tuple[str, ...]) -> Block:
    """The largest size at which a text fits into width and height, with its lines."""
    width, height = room
    from_right = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    # How long the text would be in one line, for each pixel of size.
    whole = _length(text, _PROBE, fonts) / _PROBE
    for size in sizes:
        if whole * size / width > height / line_height(size):
            continue
        lines = tuple(_lines(text, width, size, fonts))
        if len(lines) * line_height(size) <= height:
            return Block(size, lines, from_right)
    return Block(0, (), from_right)


def _lines(text: str, width: int, size: int, fonts: Sequence[str]) -> Iterator[str]:
    """The text broken into lines: between words, and within a word that is wider than a line."""
    line = ""
    for piece in _pieces(text):
        if line and _length((line + piece).rstrip(), size, fonts) > width:
            yield line.rstrip()
            line = ""
        line += piece
        while _length(line.rstrip(), size, fonts) > width and len(line) > 1:
            # The longest beginning that fits, or else the first letter.
            ends = range(2, len(line))
            end = 1 + bisect_right(ends, width, key=partial(_length_to, line, size, fonts))
            yield line[:end]
            line = line[end:]
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What stays on one line, with the space after it."""
    for word in text.split(" "):
        start = 0
        for index, char in enumerate(word):
            if _script(char, _UNSPACED) and index + 1 < len(word) and word[index + 1].isalnum():
                yield word[start : index + 1]
                start = index + 1
        yield f"{word[start:]} "


def _length(text: str, size: int, fonts: Sequence[str]) -> float:
    return float(sum(_font(font, size).getlength(run) for run, font in _runs(text, fonts)))


def _length_to(text: str, size: int, fonts: Sequence[str], end: int) -> int:
    return math.ceil(_length(text[:end], size, fonts))


def _runs(text: str, fonts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of a text that one font draws each."""
    if _needs_shaping(text):
        yield text, _one_font(text, fonts) or fonts[0]
        return
    run, current = "", fonts[0]
    for char in text:
        if char != " " and not _has(current, char):
            if run:
                yield run, current
            current = next((font for font in fonts if _has(font, char)), fonts[0])
            run = ""
        elif char != " " and current != fonts[0] and _has(fonts[0], char):
            yield run, current
            run, current = "", fonts[0]
        run += char
    if run:
        yield run, current


def _one_font(text: str, fonts: Sequence[str]) -> str | None:
    letters = {char for char in text if char != " "}
    return next((font for font in fonts if all(_has(font, char) for char in letters)), None)


def _needs_shaping(text: str) -> bool:
    return any(char.isalpha() and not _script(char, _SIMPLE) for char in text)


@cache
def _script(char: str, names: tuple[str, ...]) -> bool:
    return unicodedata.name(char, "").startswith(names)


@cache
def _has_shaping() -> bool:
    from PIL import features

    return bool(features.check("raqm"))


def _is_selector(char: str) -> bool:
    """Whether it only chooses among the forms of the character before it."""
    return unicodedata.name(char, "").startswith("VARIATION SELECTOR") or char == "\u20e3"


@cache
def _has(font: str, char: str) -> bool:
    """Whether a font has a letter: what it lacks looks like what no font has."""
    made = _font(font, _PROBE)
    return bytes(made.getmask(char)) != bytes(made.getmask("\U0010ffff"))


@cache
def _font(path: str, size: int) -> Any:
    from PIL import ImageFont

    if not path:
        return ImageFont.load_default(size)
    font = ImageFont.truetype(path, size)
    try:
        axes: Any = font.get_variation_axes()
    except OSError:
        return font
    font.set_variation_by_axes([_WEIGHT if _is_weight(one) else one["default"] for one in axes])
    return font


def _is_weight(axis: Any) -> bool:
    name = axis["name"]
    wide: bool = axis["minimum"] <= _WEIGHT <= axis["maximum"]
    return wide and (name.decode() if isinstance(name, bytes) else name) == "Weight"
