"""What each generated page is, beyond its text: the facts that its fragments, its layout and
machines need.

They are plain data, made with the pages. A page's text holds their fingerprint, so that
Sphinx reads and writes the page again when only they have changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any

from refresher_content.book.data.entries import Entries
from refresher_content.book.data.similar import Similar
from refresher_content.book.pages.plan import Page
from refresher_content.book.text import credit_of
from refresher_content.model import (
    Article,
    Author,
    Column,
    Entry,
    Issue,
    Organization,
    Reference,
)
from refresher_content.model import Topic as TopicEntry

__all__ = ["Description", "describe", "fingerprint", "person_facts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A generated page, as its fragments, its layout and machines know it."""

    kind: str
    """The kind of its entry, the name of its template, or `list` for a list's later page."""
    summary: str
    """What it is about, in one sentence."""
    above: tuple[str, ...] = ()
    """The pages that lead down to it, from the top, by path."""
    language: str
    """The language of its text."""
    id: str = ""
    """The id of its entry; empty if it has none."""
    listed: tuple[tuple[str, str], ...] = ()
    """The entries that it lists, by kind and id."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What its fragments show and structured data says of it, as plain data."""
    sources: tuple[str, ...] = ()
    """The hashes of the files that the facts come from."""


def describe(page: Page, entries: Entries, similar: Mapping[str, Sequence[Similar]]) -> Description:
    """The description of a page; `similar` has the articles that are similar to each."""
    entry, publication = page.entry, entries.library.publication
    common: dict[str, Any] = {
        "kind": page.template if page.number == 1 else "list",
        "summary": str(getattr(entry, "summary", "")),
        "above": page.above,
        "id": entry.id if entry else "",
        "listed": tuple((one.kind, one.id) for one in page.listed),
    }
    if isinstance(entry, Article):
        behind = _behind(entry, entries)
        return Description(
            **common,
            language=entry.language,
            facts=_article(entry, entries, similar[entry.id]),
            sources=(publication.sha256, *(one.sha256 for one in behind)),
        )
    facts = {
        "number": page.number,
        "total": page.total,
        "first": page.first,
        "items": [_item(one, page.values.get("counts", {})) for one in page.listed],
    }
    if isinstance(entry, Author):
        facts |= person_facts(entry, entries)
    return Description(
        **common, language=publication.language, facts=facts, sources=(publication.sha256,)
    )


def fingerprint(description: Description, fragments: str) -> str:
    """A hash of everything that a description says, and of what renders it."""
    values = {one.name: getattr(description, one.name) for one in fields(description)}
    data = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return sha256(f"{fragments}\n{data}".encode()).hexdigest()[:16]


def _behind(article: Article, entries: Entries) -> Iterable[Entry]:
    """The entries whose facts an article's page shows, besides those that it links to."""
    yield article
    people = (one.author_id for one in (*article.contributors, *article.writers))
    for id_ in dict.fromkeys((*article.author_ids, *filter(None, people))):
        author = entries.of(Author)[id_]
        yield author
        if organization := entries.get(Organization, author.organization_id):
            yield organization
    for entry in (entries.get(Column, article.column_id), entries.get(Issue, article.issue_id)):
        if entry:
            yield entry


def _item(entry: Entry, counts: dict[str, int]) -> dict[str, Any]:
    """An entry as lists show it."""
    item: dict[str, Any] = {
        "kind": entry.kind,
        "id": entry.id,
        "label": entry.label,
        "summary": str(getattr(entry, "summary", "")),
        "count": counts.get(entry.id, 0),
    }
    if isinstance(entry, Article):
        item |= {"published": str(entry.published), "minutes": entry.reading_time}
    return item


def _article(article: Article, entries: Entries, similar: Sequence[Similar]) -> dict[str, Any]:
    issue = entries.get(Issue, article.issue_id)
    column = entries.get(Column, article.column_id)
    return {
        "subtitle": article.subtitle,
        "takeaway": article.takeaway,
        "published": str(article.published),
        "updated": str(article.updated) if article.updated else "",
        "authors": [person_facts(entries.of(Author)[id_], entries) for id_ in article.author_ids],
        "topics": [
            {"id": id_, "title": entries.of(TopicEntry)[id_].title} for id_ in article.topic_ids
        ],
        "column": {"id": column.id, "title": column.title} if column else None,
        "issue": {"id": issue.id, "title": issue.label} if issue else None,
        "credit": credit_of(article, entries.work(article)),
        "words": article.word_count,
        "minutes": article.reading_time,
        "comments": article.comments,
        "neighbours": _neighbours(article, entries),
        "related": _related(similar, entries),
        "versions": [
            {"id": one.id, "title": one.title, "language": one.language}
            for one in entries.versions(article)
        ],
        "figure": {"image": article.figure.image, "alt": article.figure.alt}
        if article.figure
        else None,
    }


def _neighbours(article: Article, entries: Entries) -> dict[str, Any] | None:
    """An article's number in its column, and the articles beside it."""
    if article.column_id is None:
        return None
    previous, following = entries.in_column(article, -1), entries.in_column(article, +1)
    return {
        "number": article.number,
        "total": entries.total(article.column_id),
        "previous": {"id": previous.id, "title": previous.title} if previous else None,
        "next": {"id": following.id, "title": following.title} if following else None,
    }


def _related(similar: Sequence[Similar], entries: Entries) -> list[dict[str, Any]]:
    found = ((entries.articles[rowid - 1], reasons) for rowid, reasons in similar)
    return [
        {
            "id": one.id,
            "title": one.title,
            "summary": one.summary,
            "reasons": [[kind, _label(kind, value, entries)] for kind, value in reasons],
        }
        for one, reasons in found
    ]


def _label(kind: str, value: str, entries: Entries) -> str:
    """What a reason names, by its title."""
    if kind == "topic":
        return entries.of(TopicEntry)[value].title
    if kind == "reference":
        return entries.of(Reference)[value].title
    return value


def person_facts(author: Author, entries: Entries) -> dict[str, Any]:
    """What pages say of somebody."""
    organization = entries.get(Organization, author.organization_id)
    return {
        "id": author.id,
        "name": author.name,
        "sort_name": author.sort_name,
        "summary": author.summary,
        "role": author.role,
        "url": author.url,
        "organization": organization.name if organization else "",
    }
