"""The names of all pages, from which the page for missing ones suggests the nearest."""

from __future__ import annotations

import json
from collections.abc import Iterator

from refresher_content.book.site import Site

__all__ = ["files"]


def files(site: Site) -> Iterator[tuple[str, str]]:
    """`_static/pages.json`: a list of pairs, a page's address from the root and its title."""
    titles = site.app.env.titles
    pages = [[site.path(docname), titles[docname].astext()] for docname in sorted(titles)]
    lines = ",\n".join(json.dumps(page, ensure_ascii=False) for page in pages)
    yield "_static/pages.json", f"[\n{lines}\n]\n"
