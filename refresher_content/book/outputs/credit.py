"""Whose text an article is: the line that credits it, and the line of its rights."""

from __future__ import annotations

from collections.abc import Callable

from sphinx.locale import get_translation

from refresher_content.book.addresses import Site
from refresher_content.book.pages.writer import CATALOG
from refresher_content.book.text import display
from refresher_content.model import Article, Entry

__all__ = ["byline", "credit", "rights"]


def byline(article: Article, name: str) -> str:
    """How an author is named: a digest is told after the author of its original."""
    return f"{get_translation(CATALOG)('After')} {name}" if article.original else name


def credit(
    site: Site, article: Article, link: Callable[[Entry], str], write: Callable[[str], str] = str
) -> str:
    """Who wrote it and where it appeared; of a digest, who wrote the original, and where.

    `link` gives a link to an entry, `write` other words as the form at hand has them.
    """
    say, original = get_translation(CATALOG), article.original
    places = [f"“{write(original.title)}”"] if original and original.title else []
    places += [link(article.column)] if article.column else []
    publication = original.publication if original else ""
    places.append(write(publication or site.archive.library.publication.title))
    places += [link(article.issue)] if article.issue else []
    date = (original.published if original else None) or article.published
    places.append(display(date, site.app.config.language))
    who = ", ".join(link(author) for author in article.authors)
    return f"{say('After') if original else say('By')} {who} · {', '.join(places)}"


def rights(article: Article) -> str:
    """The rights in the text and, of a digest, in the original."""
    original = article.original.rights if article.original else ""
    told = get_translation(CATALOG)("Original: %s; not included.") % original if original else ""
    return " ".join(part for part in (article.rights, str(told)) if part)
