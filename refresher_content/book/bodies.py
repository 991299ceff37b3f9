"""Bodies as the book's pages, feeds and data show them: the library's HTML with addresses,
typographic quotation marks and the sizes of pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from refresher_content.book.text import quotes_of
from refresher_content.book.typography import TYPED, curled
from refresher_content.model.html import BLOCKS, Element, candidates, joined, read

if TYPE_CHECKING:
    from sphinx.config import Config

__all__ = ["MEDIA", "Addresses", "finished", "picture_size", "typeset_tree"]

MEDIA = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg; codecs=opus",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
"""The types of what bodies show (EPUB 3.3, section 3.2, and IANA's registry)."""

_SITE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ORIENTATION, _ON_ITS_SIDE = 0x0112, 5
"""The tag of Exif for how the camera was held, and the first of its values for upright pictures."""
_LITERAL = frozenset({"code", "kbd", "math", "pre", "samp"})


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a body's links lead, as seen from the file that shows it."""

    page: Callable[[str], str]
    """The address of a page of the archive, by its path."""
    file: Callable[[str], str]
    """The address of a content file, by its path."""
    own: str = ""
    """The address of the page that the body is on, perhaps of its place there; empty on that
    page itself.
    """
    linked: Callable[[str], str] | None = None
    """The address of a content file for a link to it, if it isn't that at which it is shown."""

    def of(self, address: str, *, link: bool = True) -> str:
        """The address to which one in the library's HTML leads."""
        if address.startswith("#"):
            return self.own.partition("#")[0] + address
        if _SITE.match(address):
            return address
        path, hash_, fragment = address.partition("#")
        if path.endswith(".html"):
            return self.page(unquote(path.removesuffix(".html"))) + hash_ + fragment
        file = self.linked if link and self.linked else self.file
        found = file(unquote(path))
        return found and found + hash_ + fragment


def finished(
    html: str, addresses: Addresses, content: Path, config: Config, language: str
) -> Element:
    """The tree of a body as readers see it, in an element around it."""
    tree = read(html)
    pictures = 0
    for element in tree.iter():
        if element.tag == "img":
            _complete(element, content, first=not pictures)
            pictures += 1
        for name in ("href", "poster", "src"):
            if address := element.get(name):
                element.set(name, addresses.of(address, link=name == "href"))
        if srcset := element.get("srcset"):
            found = ((addresses.of(one, link=False), size) for one, size in candidates(srcset))
            element.set("srcset", joined(found))
    typeset_tree(tree, config, language)
    return tree


def _complete(picture: Element, content: Path, *, first: bool) -> None:
    """Gives a picture its size, so that the text doesn't move when it comes; those below the
    first are loaded when they are needed.
    """
    size = picture_size(content / unquote(picture.get("src", "")))
    if size:
        width, height = size
        if given := picture.get("width"):
            picture.attrib.setdefault("height", str(round(int(given) * height / width)))
        elif given := picture.get("height"):
            picture.set("width", str(round(int(given) * width / height)))
        else:
            picture.set("width", str(width))
            picture.set("height", str(height))
    if not first:
        picture.set("loading", "lazy")


def picture_size(path: Path) -> tuple[int, int] | None:
    """The width and the height of a picture in pixels; None if they are unknown."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _size(path, changed)


@lru_cache(maxsize=4096)
def _size(path: Path, changed: int) -> tuple[int, int] | None:
    if path.suffix.lower() == ".svg":
        return _size_of_svg(path.read_text("utf-8", "replace")[:4096])
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            width, height = image.size
            # Browsers turn photographs as the camera was held.
            turned = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
            return (height, width) if turned else (width, height)
    except (OSError, UnidentifiedImageError, ValueError, Image.DecompressionBombError):
        return None


def _size_of_svg(text: str) -> tuple[int, int] | None:
    tag = re.search(r"<svg\b[^>]*>", text)
    if tag is None:
        return None
    sides = [
        re.search(rf"\s{side}\s*=\s*[\"'](\d+(?:\.\d+)?)(?:px)?[\"']", tag[0])
        for side in ("width", "height")
    ]
    if all(sides):
        found = [float(side[1]) for side in sides if side]
    elif box := re.search(r"\sviewBox\s*=\s*[\"']([^\"']+)[\"']", tag[0]):
        try:
            found = [float(part) for part in re.split(r"[\s,]+", box[1].strip())[2:4]]
        except ValueError:
            return None
    else:
        return None
    width, height = (round(one) for one in (*found, 0, 0)[:2])
    return (width, height) if width > 0 and height > 0 else None


def typeset_tree(tree: Element, config: Config, language: str) -> None:
    """Puts typographic quotation marks into the text of a tree, each paragraph as a whole, by
    the settings `smartquotes…` and the rules of the text's language. What is marked as being in
    another language has the marks of that one.
    """
    for one in tree.iter():
        if one is tree or one.get("lang"):
            _typeset(one, config, one.get("lang") or language)


def _typeset(tree: Element, config: Config, language: str) -> None:
    quotes = quotes_of(language, config)
    if not quotes:
        return
    for run in _runs(tree):
        pieces = [_get(one) for one in run]
        if any(TYPED.search(text) for text, _ in pieces):
            made = curled(pieces, config.smartquotes_action, quotes)
            for place, text in zip(run, made, strict=True):
                _set(place, text)


_Place = tuple[Element, str, bool]


def _get(place: _Place) -> tuple[str, bool]:
    element, name, literal = place
    return getattr(element, name), literal


def _set(place: _Place, text: str) -> None:
    element, name, literal = place
    if not literal:
        setattr(element, name, text)


def _runs(root: Element) -> Iterator[list[_Place]]:
    """The texts of each paragraph: where each stands, and whether it stays as it is: code, and
    what is in another language.
    """
    run: list[_Place] = []

    def walk(element: Element, literal: bool) -> Iterator[list[_Place]]:
        nonlocal run
        block = element.tag in BLOCKS
        if block:
            yield run
            run = []
        other = element is not root and element.get("lang")
        inside = literal or bool(other) or element.tag in _LITERAL
        if element.text:
            run.append((element, "text", inside))
        for child in element:
            yield from walk(child, inside)
        if block:
            yield run
            run = []
        if element.tail and element is not root:
            run.append((element, "tail", literal))

    yield from walk(root, False)
    yield run
