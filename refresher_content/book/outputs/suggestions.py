"""The names of all pages, from which the page for missing ones suggests the nearest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refresher_content.book.outputs.made import Made
from refresher_content.book.site import Site

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["files", "names"]


def files(site: Site) -> Iterator[Made]:
    """`_static/pages.json`: a list of pairs, a page's address from the root and its title."""
    yield Made("", lambda: names(site.app))


def names(app: Sphinx) -> Iterator[tuple[str, str]]:
    """The same, for a project without an archive."""
    titles = app.env.titles
    uri = app.builder.get_target_uri
    pages = [[uri(docname), titles[docname].astext()] for docname in sorted(titles)]
    lines = ",\n".join(json.dumps(page, ensure_ascii=False) for page in pages)
    yield "_static/pages.json", f"[\n{lines}\n]\n"
