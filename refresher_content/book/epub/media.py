"""Pictures and sounds in the EPUB, whose readers show fewer kinds than browsers (EPUB 3.3, core
media types).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, features

from refresher_content.book.bodies import MEDIA
from refresher_content.model.html import Element

__all__ = ["data_of", "name_of", "without_foreign"]

_FOREIGN = frozenset({".flac", ".oga", ".ogg", ".wav"})
"""The sounds that readers of EPUBs need not play."""
_CONVERTED = ".avif"


def name_of(path: str) -> str | None:
    """The path in the package of a file that a text shows, by its path on the site; None if the
    package doesn't have it.
    """
    ending = Path(path).suffix.lower()
    if ending not in MEDIA or ending in _FOREIGN:
        return None
    if ending == _CONVERTED:
        return f"{path}.png" if features.check("avif") else None
    return path


def data_of(path: Path) -> bytes:
    """What the package has for a file: itself, or the same picture as PNG."""
    if path.suffix.lower() != _CONVERTED:
        return path.read_bytes()
    made = BytesIO()
    with Image.open(path) as picture:
        picture.save(made, "PNG")
    return made.getvalue()


def without_foreign(tree: Element) -> None:
    """Puts links, which they hold, in the place of sounds that the package doesn't have; and a
    link in the place of such a picture.
    """
    for parent in tree.iter():
        for source in parent.findall("source"):
            if ":" in source.get("src", source.get("srcset", "")):
                parent.remove(source)
    for one in list(tree.iter()):
        if one.tag == "audio" and one.find("source") is None and ":" in one.get("src", ":"):
            one.tag, one.attrib = "span", {}
        elif one.tag == "img" and ":" in one.get("src", ""):
            one.tag, one.text = "a", one.get("alt") or one.get("src")
            one.attrib = {"href": one.get("src", "")}
