"""A picture of each page for those who share it: 1200×630 pixels, made with Pillow.

Its name is a digest of the words on it, so that a picture is made once and never again.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from refresher_content.book.site import Site

__all__ = ["COVER", "SIZE", "Words", "draw", "files", "name", "words_of"]

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
    page = site.archive.descriptions.get(docname)
    above = ""
    if page and page.kind == "article":
        above = ", ".join(author["name"] for author in page.facts["authors"])
    title = site.app.env.titles[docname].astext()
    return (above, title, site.title)


def name(folder: str, words: Words) -> str:
    """The path of the card with these words."""
    digest = sha256("\n".join((_version(), *words)).encode()).hexdigest()[:16]
    return f"{folder}/cards/{digest}.png"


def files(site: Site) -> Iterator[tuple[str, bytes | None]]:
    """A card a page; None for one that is there already."""
    outdir = Path(site.app.outdir)
    for docname in sorted(site.app.env.found_docs):
        words = words_of(site, docname)
        path = name(site.archive.folder, words)
        yield path, None if (outdir / path).is_file() else draw(words)


def draw(words: Words, size: tuple[int, int] = SIZE) -> bytes:
    """The card (or cover) with these words, as PNG."""
    from PIL import Image, ImageDraw

    width, height = size
    above, title, below = (_drawable(text) for text in words)
    image = Image.new("RGB", size, _GROUND)
    pen = ImageDraw.Draw(image)
    # Everything is in proportion to the area, so that a cover is a card made tall.
    unit = math.sqrt(width * height / (SIZE[0] * SIZE[1]))
    edge, small = round(_EDGE * unit), round(34 * unit)
    room = (width - 2 * edge, height - round(300 * unit))
    pen.rectangle((0, 0, round(18 * unit), height), fill=_LINE)
    large, lines = _set(title, room, unit)
    top = round(150 * unit)
    pen.text((edge, round(70 * unit)), above, font=_font(small), fill=_QUIET)
    pen.multiline_text((edge, top), "\n".join(lines), font=_font(large), fill=_INK, spacing=16)
    pen.text((edge, height - round(110 * unit)), below, font=_font(small), fill=_LINE)
    buffer = BytesIO()
    image.quantize(32, Image.Quantize.FASTOCTREE).save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _drawable(text: str) -> str:
    """The text if the font has all of its letters, else nothing: boxes tell nobody anything."""
    known = all(ord(char) < 0x250 or char in "–—‘’“”…†•" for char in text)
    return text if known else ""


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

    return f"1 {__version__}"
