"""What a site has beside its pages: feeds, cards, twins, data, redirects.

Each module here has one function, `files`, that yields the paths of its files below the
output folder with their contents. What didn't change isn't written again; what is
no longer yielded is removed with the stale pages.
"""

from __future__ import annotations

from collections.abc import Iterable
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

__all__ = ["put", "write", "write_without_archive"]

_PARTS = (citations, redirects, feeds, twins, llms, api, cards, search, sitemap, suggestions)


def write(app: Sphinx, archive: Archive) -> set[Path]:
    """Writes every file of every part into an HTML build's output; gives their paths."""
    if app.builder.name not in ("html", "dirhtml"):
        return set()
    site = Site(app, archive)
    return put(Path(app.outdir), (file for part in _PARTS for file in part.files(site)))


def write_without_archive(app: Sphinx, root: str) -> None:
    """Writes what the theme's search and its page for missing ones read, below `root`."""
    pages = list(search.documents(app))
    put(Path(app.outdir), [*search.index_files(root, pages), *suggestions.names(app)])


def put(outdir: Path, files: Iterable[tuple[str, str | bytes | None]]) -> set[Path]:
    """Writes those files that are new or changed, None standing for one that is there
    already; gives the paths of all.
    """
    paths = set()
    for name, content in files:
        path = outdir / name
        paths.add(path)
        if content is None:
            continue
        data = content.encode() if isinstance(content, str) else content
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return paths
