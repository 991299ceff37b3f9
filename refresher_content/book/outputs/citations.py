"""Each article's citation in the formats of reference managers, one file per format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output
from refresher_content.model import Article
from refresher_content.model.works import Cited, Style

__all__ = ["CITATION_FILES", "cited_of", "files"]

CITATION_FILES: Mapping[Style, tuple[str, str]] = {
    "bibtex": ("BibTeX", "bib"),
    "ris": ("RIS", "ris"),
    "csl-json": ("CSL", "json"),
}
"""The formats that have files of their own: their names and file endings."""


def files(site: Site) -> Iterator[Output]:
    """`articles/<id>.bib`, `.ris` and `.json` (CSL); of what a digest retells
    `articles/<id>.original.bib` and so on.
    """
    for article in site.build.entries.of(Article).values():
        if site.writes(site.docname(article)):
            yield Output(site.page_key(article), partial(_citations, site, article))


def _citations(site: Site, article: Article) -> Iterator[tuple[str, str]]:
    for of, infix in cited_of(article).items():
        for style, (_, ending) in CITATION_FILES.items():
            cited = article.cite(style, of, site.entry(article) if site.base else "")
            yield f"{site.docname(article)}{infix}.{ending}", f"{cited}\n"


def cited_of(article: Article) -> Mapping[Cited, str]:
    """What can be cited of an article, each with what the names of its files have before
    their endings.
    """
    return {"text": "", "original": ".original"} if article.original else {"text": ""}
