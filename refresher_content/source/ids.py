"""Ids: which are well-formed, and the best one for a text."""

from __future__ import annotations

import re
import typing
import unicodedata

from refresher_content.model.text_formats import Slug, TextFormat
from refresher_content.model.words import words
from refresher_content.source.hidden import INVISIBLE

__all__ = ["MAX_BYTES", "SLUG", "name_problem", "slug_problem", "slugify"]

SLUG: TextFormat = typing.get_args(Slug)[1]
"""The format of an id."""

_TAKEN = "index"
"""The id that no entry can have: the page with the list of its kind has that address."""


MAX_BYTES = 200
"""How long an id may be in UTF-8: with what is put before and after it, it names files, which
most systems limit to 255 bytes."""

_MAX_NAME = 255
"""How many bytes the name of a file may have on most systems."""

_DEVICES = frozenset(
    (
        "aux",
        "con",
        "nul",
        "prn",
        *(f"{name}{n}" for name in ("com", "lpt") for n in "0123456789¹²³"),
    )
)
"""Names that Windows keeps for devices, whatever the ending."""


_NOT_IN_NAMES = re.compile(r"[:\\\x00-\x1f\x7f]|[. ]$")


def name_problem(name: str) -> str:
    """What is wrong with the name of a file or a folder; empty if every system can keep it."""
    if name.partition(".")[0].rstrip().casefold() in _DEVICES:
        return f"expected a name other than {name!r}, a device of Windows"
    if found := _NOT_IN_NAMES.search(name):
        return f"expected a name that every system can keep, found {found[0]!r} in {name!r}"
    if (size := len(name.encode(errors="replace"))) > _MAX_NAME:
        return f"expected a name of at most {_MAX_NAME} bytes in UTF-8, found {size}"
    return ""


def slugify(text: str) -> str:
    """The well-formed id for a text: lower-case words joined by hyphens, of a long text the
    first ones; it may be empty.
    """
    # Folding turns ß into ss, but Cherokee into capitals, and gives the i of İ a second dot.
    folded = unicodedata.normalize("NFKC", text).casefold().lower().replace("i\u0307", "i")
    folded = unicodedata.normalize("NFC", INVISIBLE.sub("", folded))
    slug = _shortened("-".join(words(re.sub(r"['’]", "", folded))))
    return f"the-{slug}" if slug == _TAKEN or slug in _DEVICES else slug


def _shortened(slug: str) -> str:
    """As many whole words of a slug as an id may have; of a first word that is too long, its
    beginning.
    """
    data = slug.encode()
    if len(data) <= MAX_BYTES:
        return slug
    cut = data[: MAX_BYTES + 1].rpartition(b"-")[0] or data[:MAX_BYTES]
    return cut.decode(errors="ignore")


def slug_problem(id_: str) -> tuple[str, str] | None:
    """What is wrong with an id and a well-formed one (or an empty text), or None."""
    if id_ == _TAKEN:
        return (
            f"expected an id other than {_TAKEN!r}, the address of a list of all",
            f"the-{_TAKEN}",
        )
    if id_.casefold() in _DEVICES:
        return f"expected an id other than {id_!r}, a device of Windows", f"the-{id_.casefold()}"
    if (size := len(id_.encode(errors="replace"))) > MAX_BYTES:
        return f"expected at most {MAX_BYTES} bytes in UTF-8, found {size}", slugify(id_)
    composed = unicodedata.normalize("NFC", id_)
    invisible = INVISIBLE.search(id_)
    if SLUG.matches(id_) and id_ == composed == composed.lower() and not invisible:
        return None
    # A decomposed text looks like the composed one, so its code points are shown.
    found = ascii(id_) if id_ != composed or invisible else repr(id_)
    return f"expected {SLUG.meaning}, found {found}", slugify(id_)
