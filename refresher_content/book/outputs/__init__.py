"""What a site has beside its pages: feeds, cards, twins, data, redirects.

Each module here has one function, `files`, that yields the paths of its files below the
output folder with their contents. What didn't change isn't written again; what is
no longer yielded is removed with the stale pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.book.outputs import (
    api,
    cards,
    citations,
    feeds,
    llms,
    redirects,
    search,
    sitemap,
    suggestions,
    twins,
)
from refresher_content.book.site import Site

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from refresher_content.book.archive import Archive

__all__ = ["write"]

_PARTS = (citations, redirects, feeds, twins, llms, api, cards, search, sitemap, suggestions)


def write(app: Sphinx, archive: Archive) -> set[Path]:
    """Writes every file of every part into an HTML build's output; gives their paths."""
    if app.builder.name not in ("html", "dirhtml"):
        return set()
    site = Site(app, archive)
    outdir = Path(app.outdir)
    written = set()
    for part in _PARTS:
        for name, content in part.files(site):
            path = outdir / name
            written.add(path)
            if content is None:
                continue
            data = content.encode() if isinstance(content, str) else content
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    return written
