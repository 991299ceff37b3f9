"""Paths from the root of a site, and the files that answer for them on any static host."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

__all__ = ["doi_address", "page_address", "page_file"]

_PAGE = re.compile(r"\.html?", re.IGNORECASE)


def page_file(path: str) -> str:
    """The file that a static host shows for a path, from the root: `a.html` for `/a.html`,
    `a/index.html` for `/a/` and for `/a`, which hosts complete with a slash.
    """
    name = unicodedata.normalize("NFC", unquote(path)).strip("/")
    if not path.endswith("/") and _PAGE.fullmatch(name[name.rfind(".") :]):
        return name
    return f"{name}/index.html"


def doi_address(doi: str) -> str:
    """The address that leads to what a DOI names; a DOI may hold any mark."""
    return f"https://doi.org/{quote(doi, safe='/:;(),._~-')}"


def page_address(path: str, base: str = "", ending: str = ".html") -> str:
    """The address of an entry's page, or of its place on a page, below the address of the
    archive's pages.
    """
    page, hash_, anchor = path.partition("#")
    root = f"{base.rstrip('/')}/" if base else ""
    return f"{root}{quote(page)}{ending}{hash_}{quote(anchor)}"
