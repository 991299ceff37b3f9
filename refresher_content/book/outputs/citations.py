"""Each article's citation in the styles that other programs read, a file a style."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from refresher_content.book.addresses import Site
from refresher_content.book.html.context import CITATION_FILES
from refresher_content.book.outputs.output import Made
from refresher_content.model import Article

__all__ = ["files"]


def files(site: Site) -> Iterator[Made]:
    """`articles/<id>.bib`, `.ris` and `.json` (CSL)."""
    for article in site.archive.shelf.of(Article).values():
        if site.writes(site.docname(article)):
            yield Made(site.page_key(article), partial(_citations, site, article))


def _citations(site: Site, article: Article) -> Iterator[tuple[str, str]]:
    for style, (_, ending) in CITATION_FILES.items():
        yield f"{site.docname(article)}.{ending}", article.cite(style) + "\n"
