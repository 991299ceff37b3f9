"""A picture of each page for those who share it: 1200×630 pixels, drawn with Pillow.

Its name is a hash of the words on it, so that no picture is drawn twice: the user's cache
holds the pictures of the latest builds.
"""

from __future__ import annotations

import math
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.lettering import drawable, faces, fitted
from refresher_content.book.outputs.output import Output
from refresher_content.book.text import byline
from refresher_content.files import write_whole
from refresher_content.opening import cache_folder

__all__ = [
    "CACHED",
    "COVER",
    "SIZE",
    "Words",
    "draw",
    "files",
    "fonts_of",
    "name",
    "prune",
    "words_of",
]

CACHED = 20_000
"""How many cards the user's cache holds at most, about 200 MB."""

SIZE = (1200, 630)
"""Width and height in pixels, as Open Graph's readers recommend."""

COVER = (1600, 2400)
"""Width and height in pixels of an EPUB's cover."""

_GROUND, _INK, _QUIET, _ACCENT = "#fdfcf9", "#1d1b18", "#4b4842", "#8a2b12"
_EDGE = 80
_POINTS = (84, 68, 56, 44, 36, 30, 24, 20, 16, 13)
"""The sizes of a title on a card, the largest that fits."""

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


def fonts_of(site: Site) -> tuple[str, ...]:
    """The font files of a site's cards: the book's typeface and the project's own."""
    given = site.app.config.refresher_card_fonts
    return faces(tuple(str(Path(site.app.confdir, path)) for path in given))


def name(site: Site, words: Words) -> str:
    """The path of the card with these words."""
    basis = (_version(), *map(_fingerprint, fonts_of(site)), *words)
    sha = sha256("\n".join(basis).encode()).hexdigest()[:16]
    return f"{site.build.folder}/cards/{sha}.png"


@cache
def _fingerprint(path: str) -> str:
    return sha256(Path(path).read_bytes()).hexdigest() if path else ""


def files(site: Site) -> Iterator[Output]:
    """One card per page."""
    for docname in filter(site.writes, site.docnames):
        words = words_of(site, docname)
        path = name(site, words)
        yield Output(path, partial(_card, path, words, fonts_of(site)))


def _card(path: str, words: Words, fonts: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    cached = cache_folder() / "cards" / Path(path).name
    # Without a cache that can be read and written, cards are drawn again.
    data = b""
    with suppress(OSError):
        data = cached.read_bytes()
        os.utime(cached)
    if not data:
        data = draw(words, SIZE, fonts)
        with suppress(OSError):
            write_whole(cached, data)
    yield path, data


def prune(limit: int = CACHED) -> None:
    """Removes the cards from the cache that were used the longest ago, down to `limit` files."""
    with suppress(OSError):
        used = {path: path.stat().st_mtime_ns for path in (cache_folder() / "cards").iterdir()}
        for path in sorted(used, key=lambda path: (used[path], path.name))[: -limit or None]:
            path.unlink(missing_ok=True)


def draw(words: Words, size: tuple[int, int] = SIZE, fonts: tuple[str, ...] | None = None) -> bytes:
    """The card (or cover) with these words, as PNG of 16 colours. A text that the fonts can't
    show whole is left out.
    """
    from PIL import Image, ImageDraw

    fonts = fonts or faces()
    width, height = size
    above, title, below = (_drawable(text, fonts) for text in words)
    # Everything is in proportion to the area, so that a cover is a card made tall.
    unit = math.sqrt(width * height / (SIZE[0] * SIZE[1]))
    edge, small = round(_EDGE * unit), [round(points * unit) for points in (34, 28, 22, 17)]
    top, bottom = round(150 * unit), height - round(130 * unit)
    room = width - 2 * edge
    large = [round(points * unit) for points in _POINTS]
    block = fitted(title, (room, bottom - top - round(20 * unit)), large, fonts)
    if not title or not block.size:
        # The site's name is better than nothing.
        block, below = fitted(below, (room, bottom - top), large, fonts), ""
    # Drawn in one channel, as the strength of the ink; each text then gets its own ink.
    image = Image.new("L", size, 0)
    pen = ImageDraw.Draw(image)
    line = (room, round(44 * unit))
    fitted(above, line, small, fonts).draw(pen, edge, round(84 * unit), room, fonts)
    block.draw(pen, edge, top, room, fonts)
    fitted(below, line, small, fonts).draw(pen, edge, height - round(104 * unit), room, fonts)
    bands = ((0, top - round(8 * unit)), (top - round(8 * unit), bottom), (bottom, height))
    for number, (start, stop) in enumerate(bands):
        band = image.crop((0, start, width, stop)).point(_levels(number))
        image.paste(band, (0, start))
    ink, accent = _levels(1)[255], _levels(2)[255]
    image.paste(ink, (edge, round(56 * unit), width - edge, round(64 * unit)))
    image.paste(accent, (edge, bottom, edge + round(120 * unit), bottom + round(6 * unit)))
    image.putpalette(_palette())
    buffer = BytesIO()
    image.save(buffer, "PNG", bits=4, compress_type=zlib.Z_RLE)
    return buffer.getvalue()


def _drawable(text: str, fonts: tuple[str, ...] | None = None) -> str:
    return drawable(text, fonts or faces())


@cache
def _levels(ink: int) -> list[int]:
    """For each strength of an ink its place in the palette: the ground, or one of five steps."""
    return [5 * ink + step if (step := round(strength / 51)) else 0 for strength in range(256)]


@cache
def _palette() -> list[int]:
    """Red, green and blue of the ground and of five steps of each ink towards it."""
    ground, *inks = (
        [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        for colour in (_GROUND, _QUIET, _INK, _ACCENT)
    )
    steps = [
        [round(paper + (full - paper) * step / 5) for paper, full in zip(ground, ink, strict=True)]
        for ink in inks
        for step in range(1, 6)
    ]
    return [part for colour in (ground, *steps) for part in colour]


@cache
def _version() -> str:
    from PIL import __version__

    return f"4 {__version__}"
