"""Redirects from the former addresses of entries."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output
from refresher_content.model import KINDS

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

__all__ = ["files"]

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{url}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={link}">
</head>
<body>
<p><a href="{link}">{title}</a></p>
</body>
</html>
"""


def files(site: Site) -> Iterator[Output]:
    """A redirect for each alias of an entry that has a page of its own."""
    yield Output("", lambda: _redirects(site))


def _redirects(site: Site) -> Iterator[tuple[str, str]]:
    for kind, cls in KINDS.items():
        if not (cls.folder and cls.has_page):
            continue
        rows = site.build.library.rows("SELECT alias, id FROM alias WHERE kind = ?", (kind,))
        for alias, id_ in rows.fetchall():
            entry = site.build.library.entry(kind, id_)
            old = f"{site.build.folder}/{cls.folder}/{alias}"
            link = site.app.builder.get_relative_uri(old, site.docname(entry))
            yield (
                _file(site, old),
                _PAGE.format(
                    language=site.app.config.language or "en",
                    title=escape(entry.label),
                    url=escape(site.entry(entry) if site.base else link),
                    link=escape(link),
                ),
            )


def _file(site: Site, docname: str) -> str:
    """The path of a document's page below the output folder."""
    builder = cast("StandaloneHTMLBuilder", site.app.builder)
    return Path(builder.get_outfilename(docname)).relative_to(builder.outdir).as_posix()
