"""What a site has beside its pages: feeds, cards, twins, data, redirects.

Each module here has one function, `files`, that yields what it has to make, with a key of
what that is made from: what has the key of the last build is not made again. What is no
longer yielded is removed with the stale pages.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from os.path import isfile, join
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.book.addresses import Site
from refresher_content.book.data.parallel import spread
from refresher_content.book.outputs import (
    api,
    citations,
    feeds,
    llms,
    markdown,
    page_names,
    redirects,
    search_index,
    sitemap,
    social_cards,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from refresher_content.book.build import Archive
    from refresher_content.book.outputs.output import Made

__all__ = ["complete", "names", "write", "write_without_archive"]

_MEMORY = "refresher-outputs.json"
"""Beside the doctrees: the keys of the files that the last build left."""

_ALL = "all"
"""The key under which all of them stand there."""

# The search index takes the longest, so that it is begun first.
_OF_THE_SITE = (search_index, feeds, llms, sitemap, page_names, redirects)
_OF_PAGES = (citations, markdown, api, social_cards)


def write(app: Sphinx, archive: Archive) -> set[str]:
    """Writes every file of every part into an HTML build's output; gives their paths."""
    if app.builder.name not in ("html", "dirhtml"):
        return set()
    site = Site(app, archive)
    outdir, memory = Path(app.outdir), Path(app.doctreedir, _MEMORY)
    before, now = _remembered(memory), {}
    found: list[str] = []
    ahead: list[tuple[str, Made]] = []
    for part in (*(_OF_THE_SITE if site.main else ()), *_OF_PAGES):
        for made in part.files(site):
            key = made.key and f"{part.__name__} {made.key} {site.key}"
            there = before.get(key, [])
            if there and all(isfile(f"{outdir}/{name}") for name in there):
                now[key] = there
                found += there
            else:
                ahead.append((key, made))

    def make(some: Sequence[tuple[str, Made]]) -> list[tuple[str, list[str]]]:
        return [(key, [_put(outdir, *file) for file in made.files()]) for key, made in some]

    for key, new in spread(make, ahead, app.parallel, rounds=4):
        found += new
        if key:
            now[key] = new
    now[_ALL] = sorted(found)
    memory.write_text(json.dumps(now), encoding="utf-8")
    return {join(outdir, name) for name in found}


def names(app: Sphinx) -> list[str]:
    """The names of the files that the last build has left."""
    return _remembered(Path(app.doctreedir, _MEMORY)).get(_ALL, [])


def complete(app: Sphinx) -> bool:
    """Whether these files are all there."""
    found = names(app)
    return bool(found) and all(isfile(f"{app.outdir}/{name}") for name in found)


def write_without_archive(app: Sphinx, root: str) -> None:
    """Writes what the theme's search and its page for missing ones read, below `root`."""
    pages = list(search_index.documents(app))
    for file in [*search_index.index_files(root, pages), *page_names.names(app)]:
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
