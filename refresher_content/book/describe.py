"""What each generated page is, beyond its text: the facts that its frame and machines need.

They are plain data, made with the pages. A page's text holds their digest, so that
Sphinx writes the page again when only they have changed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from refresher_content.book.plan import Page
from refresher_content.cite import STYLES
from refresher_content.model import Article, Author

if TYPE_CHECKING:
    from refresher_content.library import Library

__all__ = ["Description", "Neighbours", "describe", "digest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """An article's place in its column."""

    column: str
    """The column's id."""
    number: int
    """The article's place, from 1."""
    total: int
    """How many articles the column has."""
    previous: str | None
    """The id of the article before it."""
    next: str | None
    """The id of the article after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A generated page, as its frame and machines know it."""

    kind: str
    """The kind of its entry, the name of its template, or `list` for a list's later part."""
    summary: str
    """What it is about, in one sentence."""
    above: tuple[str, ...] = ()
    """The pages that lead down to it, from the top, by path."""
    language: str
    """The language of its text."""
    id: str = ""
    """The id of its entry; empty if it has none."""
    publication: str = ""
    """The digest of the periodical's file, of which structured data tells."""
    listed: tuple[tuple[str, str], ...] = ()
    """The entries that it lists, by kind and id."""
    citations: dict[str, str] | None = None
    """An article's citations by style."""
    neighbours: Neighbours | None = None
    """An article's place in its column."""
    facts: dict[str, Any] | None = None
    """What structured data says of it: see `metadata`."""


def describe(page: Page, library: Library) -> Description:
    """The description of a page."""
    entry = page.entry
    common: dict[str, Any] = {
        "kind": page.template if page.part == 1 else "list",
        "summary": str(getattr(entry, "summary", "")),
        "above": page.above,
        "language": library.publication.language,
        "id": entry.id if entry else "",
        "publication": library.publication.digest,
        "listed": tuple((one.kind, one.id) for one in page.listed),
    }
    if isinstance(entry, Article):
        return Description(
            **common
            | {
                "language": entry.language,
                "citations": {style: entry.cite(style) for style in STYLES},
                "neighbours": _neighbours(entry),
                "facts": _article_facts(entry),
            }
        )
    if isinstance(entry, Author):
        return Description(**common, facts=_person(entry))
    return Description(**common)


def digest(description: Description) -> str:
    """A short digest of everything that a description says."""
    data = json.dumps(asdict(description), ensure_ascii=False, sort_keys=True)
    return sha256(data.encode()).hexdigest()[:16]


def _neighbours(article: Article) -> Neighbours | None:
    if article.column_id is None or article.number is None:
        return None
    previous, following = article.previous, article.next
    return Neighbours(
        column=article.column_id,
        number=article.number,
        total=len(article.library.articles.filter(column=article.column_id)),
        previous=previous.id if previous else None,
        next=following.id if following else None,
    )


def _article_facts(article: Article) -> dict[str, Any]:
    original, issue = article.original, article.issue
    return {
        "published": str(article.published),
        "updated": str(article.updated) if article.updated else "",
        "authors": [_person(author) for author in article.authors],
        "topics": [topic.title for topic in article.topics],
        "column": article.column.title if article.column else "",
        "volume": issue.volume if issue else None,
        "number": issue.number if issue else None,
        "words": article.word_count,
        "minutes": article.reading_time,
        "rights": article.rights,
        "figure": {"image": article.figure.image, "alt": article.figure.alt}
        if article.figure
        else None,
        "original": {
            "title": original.title or article.title,
            "publication": original.publication,
            "published": str(original.published or article.published),
            "url": original.url,
            "rights": original.rights,
        }
        if original
        else None,
    }


def _person(author: Author) -> dict[str, Any]:
    organization = author.organization
    return {
        "id": author.id,
        "name": author.name,
        "sort_name": author.sort_name,
        "role": author.role,
        "url": author.url,
        "organization": organization.name if organization else "",
    }
