"""Licences by their SPDX names, as readers know them."""

from __future__ import annotations

import re

__all__ = ["license_name", "license_url"]

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)(?:-([A-Z]{2,3}))?")


def license_url(name: str) -> str:
    """The address of a licence's text, by its SPDX name; empty for an expression of several
    names and for one that SPDX doesn't list.

    Creative Commons' own pages are in readers' words; SPDX has a page for every licence.
    """
    if found := _CREATIVE_COMMONS.fullmatch(name):
        terms, version, place = found[1].lower(), found[2], found[3]
        port = f"{place.lower()}/" if place else ""
        return f"https://creativecommons.org/licenses/{terms}/{version}/{port}"
    if name == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if not name or not re.fullmatch(r"[A-Za-z0-9.+-]+", name) or name.startswith("LicenseRef-"):
        return ""
    return f"https://spdx.org/licenses/{name}.html"


def license_name(name: str) -> str:
    """A licence as readers know it: "CC BY 4.0" for CC-BY-4.0; others by their SPDX name."""
    found = _CREATIVE_COMMONS.fullmatch(name)
    if found is None:
        return "CC0 1.0" if name == "CC0-1.0" else name
    return " ".join(part for part in ("CC", found[1], found[2], found[3]) if part)
