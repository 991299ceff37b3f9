"""What a site has beside its pages: feeds, cards, twins, data, redirects.

Each module here has one function, `files`, that yields what it has to make, with a key of
what that is made from: what has the key of the last build is not made again. What is no
longer yielded is removed with the stale pages.
"""

from __future__ import annotations

import json
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

__all__ = ["complete", "write", "write_without_archive"]

_MEMORY = "refresher-outputs.json"
"""Beside the doctrees: the keys of the files that the last build left."""

_ALL = "all"
"""The key under which all of them stand there."""

_PARTS = (citations, redirects, feeds, twins, llms, api, cards, search, sitemap, suggestions)


def write(app: Sphinx, archive: Archive) -> set[Path]:
    """Writes every file of every part into an HTML build's output; gives their paths."""
    if app.builder.name not in ("html", "dirhtml"):
        return set()
    site = Site(app, archive)
    outdir, memory = Path(app.outdir), Path(app.doctreedir, _MEMORY)
    before, now = _remembered(memory), {}
    paths: set[Path] = set()
    for part in _PARTS:
        for made in part.files(site):
            key = made.key and f"{part.__name__} {made.key} {site.key}"
            names = before.get(key, [])
            if not names or not all((outdir / name).is_file() for name in names):
                names = [_put(outdir, *file) for file in made.files()]
            paths.update(outdir / name for name in names)
            if key:
                now[key] = names
    now[_ALL] = sorted(path.relative_to(outdir).as_posix() for path in paths)
    memory.write_text(json.dumps(now), encoding="utf-8")
    return paths


def complete(app: Sphinx) -> bool:
    """Whether the last build's files are all there."""
    names = _remembered(Path(app.doctreedir, _MEMORY)).get(_ALL, [])
    return bool(names) and all(Path(app.outdir, name).is_file() for name in names)


def write_without_archive(app: Sphinx, root: str) -> None:
    """Writes what the theme's search and its page for missing ones read, below `root`."""
    pages = list(search.documents(app))
    for file in [*search.index_files(root, pages), *suggestions.names(app)]:
        _put(Path(app.outdir), *file)


def _remembered(memory: Path) -> dict[str, list[str]]:
    """The names of the files that the last build left, by their keys."""
    try:
        names: dict[str, list[str]] = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return names


def _put(outdir: Path, name: str, content: str | bytes) -> str:
    """Writes a file if it is new or changed; gives its name."""
    path = outdir / name
    data = content.encode() if isinstance(content, str) else content
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return name
