"""Paths from the root of a site, and the files that answer for them on any static host."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

__all__ = ["page_file"]

_PAGE = re.compile(r"\.html?", re.IGNORECASE)


def page_file(path: str) -> str:
    """The file that a static host shows for a path, from the root: `a.html` for `/a.html`,
    `a/index.html` for `/a/` and for `/a`, which hosts complete with a slash.
    """
    name = unicodedata.normalize("NFC", unquote(path)).strip("/")
    if not path.endswith("/") and _PAGE.fullmatch(name[name.rfind(".") :]):
        return name
    return f"{name}/index.html"
