"""The files of a site besides its pages: feeds, cards, Markdown versions, data, redirects.

Each module here has one function, `files`, that yields `Output` objects; that of `redirects` yields
files, once it is known where others stand. An output whose key is that of the last build is not
rendered again; files that no module yields any more are removed with the stale pages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from os.path import isfile, join
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refresher_content.book.addresses import Site
from refresher_content.book.data.parallel import parallel_map
from refresher_content.book.outputs import (
    api,
    citations,
    feed_style,
    feeds,
    files,
    hosts,
    llms,
    markdown,
    page_names,
    redirects,
    search_index,
    sitemap,
    social_cards,
)
from refresher_content.files import write_changed, write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from refresher_content.book.build import Build
    from refresher_content.book.outputs.output import Output

__all__ = ["complete", "former", "names", "pages", "write", "write_without_archive"]

_RECORD = "refresher-outputs.json"
"""Beside the doctrees: the files of the last build by the keys of their outputs."""

_ALL = "all"
"""The key of the list of all files in that record."""

_PAGES = "pages"
"""The key of the list of the pages in it that aren't generated."""

_WITHOUT_DOCUMENT = ("404", "genindex", "search")
"""The pages of Sphinx and of the theme that have no document."""

# The search index takes the longest, and so it comes first.
_OF_THE_SITE = (search_index, files, feeds, feed_style, llms, sitemap, page_names, hosts)
_OF_PAGES = (citations, markdown, api, social_cards)


def write(app: Sphinx, build: Build) -> set[str]:
    """Writes the files of every module into an HTML build's output; gives their paths."""
    if app.builder.name not in ("html", "dirhtml"):
        return set()
    site = Site(app, build)
    outdir, record = Path(app.outdir), Path(app.doctreedir, _RECORD)
    before, now = _read(record), {}
    written: list[str] = []
    pending: list[tuple[str, Output]] = []
    for module in (*(_OF_THE_SITE if site.main else ()), *_OF_PAGES):
        for output in module.files(site):
            key = output.key and f"{module.__name__} {output.key} {site.key}"
            present = before.get(key, [])
            if present and all(isfile(f"{outdir}/{name}") for name in present):
                now[key] = present
                written += present
            else:
                pending.append((key, output))

    def render(some: Sequence[tuple[str, Output]]) -> list[tuple[str, list[str]]]:
        return [(key, [_save(outdir, *file) for file in output.files()]) for key, output in some]

    for key, names in parallel_map(render, pending, app.parallel, rounds=4):
        written += names
        if key:
            now[key] = names
    if site.main:
        # Last: they stand only where nothing else does.
        leading = redirects.files(site, set(written), set(before.get(_ALL, [])))
        written += [_save(outdir, *file) for file in leading]
    social_cards.prune()
    now[_ALL] = sorted(written)
    now[_PAGES] = [os.path.relpath(path, outdir) for path in pages(app, build)]
    write_whole(record, json.dumps(now))
    return {join(outdir, name) for name in written}


def names(app: Sphinx) -> list[str]:
    """The names of the files that the last build has written."""
    return _read(Path(app.doctreedir, _RECORD)).get(_ALL, [])


def former(app: Sphinx) -> set[str]:
    """The paths of all that the last build has written outside of the generated pages."""
    record = _read(Path(app.doctreedir, _RECORD))
    return {join(app.outdir, name) for key in (_ALL, _PAGES) for name in record.get(key, [])}


def pages(app: Sphinx, build: Build) -> set[str]:
    """The paths of the pages that aren't generated, of documents and others."""
    path: Any = getattr(app.builder, "get_outfilename", None)
    own = [name for name in app.env.found_docs if not build.generated(name)]
    if build.has_documents:
        own.append(search_index.DOCUMENTS_PAGE)
    return {str(path(name)) for name in (*own, *_WITHOUT_DOCUMENT)} if path else set()


def complete(app: Sphinx) -> bool:
    """Whether all of these files exist."""
    found = names(app)
    return bool(found) and all(isfile(f"{app.outdir}/{name}") for name in found)


def write_without_archive(app: Sphinx) -> None:
    """Writes the files of the theme's search and of its 404 page."""
    for file in (*search_index.document_files(app), *page_names.names(app)):
        _save(Path(app.outdir), *file)


def _read(record: Path) -> dict[str, list[str]]:
    """The names of the files that the last build has written, by key."""
    try:
        names: dict[str, list[str]] = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return names


def _save(outdir: Path, name: str, content: str | bytes) -> str:
    """Writes a file if it is new or changed; gives its name."""
    write_changed(outdir / name, content)
    return name
