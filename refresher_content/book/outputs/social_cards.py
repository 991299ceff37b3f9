"""A picture of each page for those who share it: 1200×630 pixels, drawn with Pillow.

Its name is a hash of the words on it, so that no picture is drawn twice: the user's cache
holds the pictures of the latest builds.
"""

from __future__ import annotations

import math
import os
import textwrap
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output
from refresher_content.book.text import byline
from refresher_content.opening import cache_folder

__all__ = ["CACHED", "COVER", "SIZE", "Words", "draw", "files", "name", "prune", "words_of"]

CACHED = 20_000
"""How many cards the user's cache holds at most, about 200 MB."""

SIZE = (1200, 630)
"""Width and height in pixels, as Open Graph's readers recommend."""

COVER = (1600, 2400)
"""Width and height in pixels of an EPUB's cover."""

_GROUND, _INK, _QUIET, _LINE = "#fdfcf9", "#1d1b18", "#4b4842", "#0b4a63"
_EDGE = 80
Words = tuple[str, str, str]
"""What stands on a card: what the page belongs to, its title, the site's name."""


def words_of(site: Site, docname: str) -> Words:
    """The words on a page's card."""
    page = site.build.description(docname)
    above = ""
    if page and page.kind == "article":
        above = byline(page.facts["credit"])
    title = site.build.title(docname, site.app.env)
    return (above, title, site.title)


def name(folder: str, words: Words) -> str:
    """The path of the card with these words."""
    sha = sha256("\n".join((_version(), *words)).encode()).hexdigest()[:16]
    return f"{folder}/cards/{sha}.png"


def files(site: Site) -> Iterator[Output]:
    """One card per page."""
    for docname in filter(site.writes, site.docnames):
        words = words_of(site, docname)
        path = name(site.build.folder, words)
        yield Output(path, partial(_card, path, words))


def _card(path: str, words: Words) -> Iterator[tuple[str, bytes]]:
    cached = cache_folder() / "cards" / Path(path).name
    # Without a cache that can be read and written, cards are drawn again.
    data = b""
    with suppress(OSError):
        data = cached.read_bytes()
        os.utime(cached)
    if not data:
        data = draw(words)
        with suppress(OSError):
            cached.parent.mkdir(parents=True, exist_ok=True)
            unfinished = cached.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(data)
            unfinished.replace(cached)
    yield path, data


def prune(limit: int = CACHED) -> None:
    """Removes the cards from the cache that were used the longest ago, down to `limit` files."""
    with suppress(OSError):
        used = {path: path.stat().st_mtime_ns for path in (cache_folder() / "cards").iterdir()}
        for path in sorted(used, key=lambda path: (used[path], path.name))[: -limit or None]:
            path.unlink(missing_ok=True)


def draw(words: Words, size: tuple[int, int] = SIZE) -> bytes:
    """The card (or cover) with these words, as PNG of 16 colours."""
    from PIL import Image, ImageDraw

    width, height = size
    above, title, below = (_drawable(text) for text in words)
    # A title in a script that the font lacks: the site's name is better than nothing.
    title = title or below or above
    # Drawn in one channel, as the strength of the ink; each text then gets its own ink.
    image = Image.new("L", size, 0)
    pen = ImageDraw.Draw(image)
    # Everything is in proportion to the area, so that a cover is a card made tall.
    unit = math.sqrt(width * height / (SIZE[0] * SIZE[1]))
    edge, small = round(_EDGE * unit), round(34 * unit)
    room = (width - 2 * edge, height - round(300 * unit))
    large, lines = _set(title, room, unit)
    top, bottom = round(150 * unit), height - round(120 * unit)
    pen.text((edge, round(70 * unit)), above, font=_font(small), fill=255)
    pen.multiline_text((edge, top), "\n".join(lines), font=_font(large), fill=255, spacing=16)
    pen.text((edge, height - round(110 * unit)), below, font=_font(small), fill=255)
    bands = ((0, top - round(20 * unit)), (top - round(20 * unit), bottom), (bottom, height))
    for number, (start, stop) in enumerate(bands):
        band = image.crop((0, start, width, stop)).point(_levels(number))
        image.paste(band, (0, start))
    image.paste(_levels(2)[255], (0, 0, round(18 * unit), height))
    image.putpalette(_palette())
    buffer = BytesIO()
    image.save(buffer, "PNG", bits=4, compress_type=zlib.Z_RLE)
    return buffer.getvalue()


@cache
def _levels(ink: int) -> list[int]:
    """For each strength of an ink its place in the palette: the ground, or one of five steps."""
    return [5 * ink + step if (step := round(strength / 51)) else 0 for strength in range(256)]


@cache
def _palette() -> list[int]:
    """Red, green and blue of the ground and of five steps of each ink towards it."""
    ground, *inks = (
        [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        for colour in (_GROUND, _QUIET, _INK, _LINE)
    )
    steps = [
        [round(paper + (full - paper) * step / 5) for paper, full in zip(ground, ink, strict=True)]
        for ink in inks
        for step in range(1, 6)
    ]
    return [part for colour in (ground, *steps) for part in colour]


def _drawable(text: str) -> str:
    """The text as far as the font has its letters: others lose their accents or are left out.
    Nothing if more is missing than there, since boxes and scraps help nobody.
    """
    drawn = "".join(map(_letter, text))
    return " ".join(drawn.split()) if len(drawn) * 2 >= len(text) else ""


_PLAIN = {"–": "-", "—": "-", "…": "...", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
_PLAIN |= {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i", "•": "·", "„": '"'}


@cache
def _letter(char: str) -> str:
    """A letter, or what stands for it where the font lacks it."""
    decomposed = unicodedata.normalize("NFKD", char)
    bare = "".join(one for one in decomposed if not unicodedata.combining(one))
    for candidate in (char, _PLAIN.get(char, bare)):
        if candidate and all(one.isspace() or _has(one) for one in candidate):
            return candidate
    return ""


@cache
def _has(char: str) -> bool:
    """Whether the font has a letter: what it lacks looks like what no font has."""
    font = _font(34)
    return bytes(font.getmask(char)) != bytes(font.getmask("\U0010ffff"))


def _set(title: str, room: tuple[int, int], unit: float) -> tuple[int, list[str]]:
    """The largest size at which a title fits, and its lines; at the smallest it is cut."""
    width, height = room
    for size in (round(points * unit) for points in (84, 68, 56, 44, 36)):
        lines = textwrap.wrap(title, int(width / (size * 0.52))) or [""]
        rows = height // (size + 16)
        if len(lines) <= rows:
            break
    return size, lines[:rows]


@cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size)


@cache
def _version() -> str:
    from PIL import __version__

    return f"3 {__version__}"
