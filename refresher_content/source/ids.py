"""Ids: which are well-formed, and the best one for a text."""

from __future__ import annotations

import re
import typing
import unicodedata

from refresher_content.model.text_formats import Slug, TextFormat

__all__ = ["SLUG", "slug_problem", "slugify"]

SLUG: TextFormat = typing.get_args(Slug)[1]
"""The format of an id."""

_TAKEN = "index"
"""The id that no entry can have: the page with the list of its kind has that address."""


def slugify(text: str) -> str:
    """The well-formed id for a text: lower-case words joined by hyphens; it may be empty."""
    # Folding turns ß into ss, but Cherokee into capitals.
    folded = unicodedata.normalize("NFKC", text).casefold().lower()
    folded = unicodedata.normalize("NFC", folded)
    return "-".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", folded)))


def slug_problem(id_: str) -> tuple[str, str] | None:
    """What is wrong with an id and a well-formed one (or an empty text), or None."""
    if id_ == _TAKEN:
        return (
            f"expected an id other than {_TAKEN!r}, the address of a list of all",
            f"the-{_TAKEN}",
        )
    composed = unicodedata.normalize("NFC", id_)
    if re.fullmatch(SLUG.pattern, id_) and id_ == composed == composed.lower():
        return None
    # A decomposed text looks like the composed one, so its code points are shown.
    found = ascii(id_) if id_ != composed else repr(id_)
    return f"expected {SLUG.meaning}, found {found}", slugify(id_)
