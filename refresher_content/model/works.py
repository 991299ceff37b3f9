"""Texts as they are credited and cited, whether digests or originals: one description for pages,
feeds, citations, exports, EPUB and cards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from refresher_content.model.parts import EDITORS, Contributor, given_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from refresher_content.model.dates import PartialDate
    from refresher_content.model.kinds import Article, Author, Column, Issue, Publication
    from refresher_content.model.parts import Original

__all__ = [
    "Cited",
    "Style",
    "Work",
    "original_of",
    "work_of",
    "writers_of",
]

Style = Literal["plain", "bibtex", "ris", "csl-json", "apa", "chicago", "mla"]
"""The formats and styles of citations that the package has."""
Cited = Literal["text", "original"]
"""What is cited of an article: its text, or what that retells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A text: who made it, where and when it appeared, who holds its rights."""

    id: str
    """The article's id; of an original `:original` is added to it."""
    title: str
    writers: tuple[Contributor, ...]
    """Who wrote it."""
    contributors: tuple[Contributor, ...] = ()
    """Who else had a part in it."""
    column: str = ""
    """The title of the column in which it appeared; empty for none."""
    issue: str = ""
    """The title of the issue in which it appeared; empty if unknown."""
    container: str
    """The periodical in which it appeared; of a digest, the archive."""
    publisher: str = ""
    issn: str = ""
    volume: int | None = None
    number: int | None = None
    published: PartialDate
    language: str
    url: str = ""
    doi: str = ""
    rights: str = ""
    license: str = ""
    """Its licence by its SPDX name; empty for none."""
    original: Work | None = None
    """What it retells, if it is a digest."""


def people(authors: Iterable[Author]) -> tuple[Contributor, ...]:
    """Authors as those who wrote a text."""
    return tuple(
        Contributor(
            role="writer",
            author_id=one.id,
            name=one.name,
            sort_name=one.sort_name or one.name,
        )
        for one in authors
    )


def writers_of(
    article: Article, publication: Publication, authors: Iterable[Author]
) -> tuple[Contributor, ...]:
    """Who wrote an article's own text, given its authors: see `Article.writers`."""
    if article.original is None:
        return people(authors)
    own = tuple(one for one in article.contributors if one.role == "writer")
    return own or tuple(
        Contributor(role="writer", author_id=None, name=given_first(name), sort_name=name)
        for name in publication.edition.editor_names or (EDITORS,)
    )


def original_of(
    article: Article, publication: Publication, authors: Iterable[Author]
) -> Original | None:
    """What a digest retells, with what it takes from its article and the publication."""
    original = article.original
    return original and replace(
        original,
        title=original.title or article.title,
        publication=original.publication or publication.title,
        published=original.published or article.published,
        language=original.language or article.language or publication.language,
        authors=people(authors),
    )


def work_of(
    article: Article,
    publication: Publication,
    authors: Sequence[Author],
    column: Column | None,
    issue: Issue | None,
    url: str = "",
) -> Work:
    """The text of an article, given the entries that it names and the address of its page."""
    edition = publication.edition
    original = original_of(article, publication, authors)
    text = Work(
        id=article.id,
        title=article.title,
        writers=writers_of(article, publication, authors),
        contributors=tuple(one for one in article.contributors if one.role != "writer"),
        container=edition.title or publication.title,
        publisher=edition.publisher,
        published=article.published,
        language=article.language,
        url=url,
        doi=article.doi,
        rights=article.rights,
        license=article.license,
    )
    if original is None:
        return _in_periodical(text, publication, column, issue)
    known = Work(
        id=f"{article.id}:original",
        title=original.title,
        writers=original.authors,
        container=original.publication,
        published=original.published or article.published,
        language=original.language,
        url=original.url,
        rights=original.rights,
    )
    # What appeared elsewhere was in no column and issue of this periodical.
    if known.container == publication.title:
        known = _in_periodical(known, publication, column, issue)
    # An article with the original's own date has none of its own but the archive's.
    own_date = article.published if article.published != known.published else None
    published = own_date or edition.published or article.published
    return replace(text, published=published, original=known)


def _in_periodical(
    work: Work, publication: Publication, column: Column | None, issue: Issue | None
) -> Work:
    """The work as a part of the archive's periodical."""
    return replace(
        work,
        container=publication.title,
        publisher=publication.publisher,
        issn=publication.issn,
        column=column.title if column else "",
        issue=issue.title if issue else "",
        volume=issue.volume if issue else None,
        number=issue.number if issue else None,
    )
