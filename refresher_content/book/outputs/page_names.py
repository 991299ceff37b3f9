"""The addresses and titles of all pages, from which the 404 page suggests similar ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["files", "names"]


def files(site: Site) -> Iterator[Output]:
    """`_static/pages.json`: for each page its address from the root and its title, and if they
    aren't the frame's, the title's language and direction.
    """
    yield Output("", lambda: _list(site.app, _titles(site)))


def _titles(site: Site) -> Iterator[tuple[str, ...]]:
    for docname in site.docnames:
        page = site.build.description(docname)
        of_entry = page is not None and page.id and page.kind in site.build.library.kinds
        entry = site.build.entries.find(page.kind, page.id) if page and of_entry else None
        marks = site.marks(entry) if entry else ()
        yield docname, site.build.title(docname, site.app.env), *marks


def names(app: Sphinx) -> Iterator[tuple[str, str]]:
    """The same, for a project without an archive."""
    return _list(app, ((name, title.astext()) for name, title in sorted(app.env.titles.items())))


def _list(app: Sphinx, titles: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    pages = [[app.builder.get_target_uri(docname), *title] for docname, *title in titles]
    lines = ",\n".join(json.dumps(page, ensure_ascii=False) for page in pages)
    yield "_static/pages.json", f"[\n{lines}\n]\n"
