"""Each article's citation in the styles that other programs read, a file a style."""

from __future__ import annotations

from collections.abc import Iterator

from refresher_content.book.frame import CITATION_FILES
from refresher_content.book.site import Site
from refresher_content.model import Article

__all__ = ["files"]


def files(site: Site) -> Iterator[tuple[str, str]]:
    """`articles/<id>.bib`, `.ris` and `.json` (CSL)."""
    for article in site.archive.shelf.of(Article).values():
        for style, (_, ending) in CITATION_FILES.items():
            yield f"{site.docname(article)}.{ending}", article.cite(style) + "\n"
