"""Each article's citation in the formats of reference managers, one file per format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output
from refresher_content.model import Article

__all__ = ["CITATION_FILES", "files"]

CITATION_FILES = {"bibtex": ("BibTeX", "bib"), "ris": ("RIS", "ris"), "csl-json": ("CSL", "json")}
"""The formats that have files of their own: their names and file endings."""


def files(site: Site) -> Iterator[Output]:
    """`articles/<id>.bib`, `.ris` and `.json` (CSL)."""
    for article in site.build.entries.of(Article).values():
        if site.writes(site.docname(article)):
            yield Output(site.page_key(article), partial(_citations, site, article))


def _citations(site: Site, article: Article) -> Iterator[tuple[str, str]]:
    for style, (_, ending) in CITATION_FILES.items():
        yield f"{site.docname(article)}.{ending}", article.cite(style) + "\n"
