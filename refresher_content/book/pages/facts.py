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
from itertools import groupby
from typing import Any

from refresher_content.book.data.entries import Entries
from refresher_content.book.data.similar import Similar
from refresher_content.book.pages import own
from refresher_content.book.pages.front import front_page
from refresher_content.book.pages.items import item
from refresher_content.book.pages.plan import Page, language_path
from refresher_content.book.text import credit_of, language_name
from refresher_content.model import (
    ENTRIES_PER_PAGE,
    Article,
    Author,
    Column,
    Entry,
    Issue,
    Organization,
    Reference,
)
from refresher_content.model import Topic as TopicEntry
from refresher_content.model.html import read, words
from refresher_content.model.languages import title_language

__all__ = ["Description", "describe", "fingerprint", "person_facts"]

_LONG = 1_500
"""From how many words on an article begins with its contents."""


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
    counts = page.values.get("counts", {})
    facts: dict[str, Any] = {
        "number": page.number,
        "total": page.total,
        "first": page.first,
        "items": [
            item(one, entries, counts.get(one.id, 0), page.values.get("column"))
            for one in page.listed
        ],
        "count": page.size,
        "year": page.values.get("year", 0),
        "letter": page.values.get("letter", ""),
        "letters": page.values.get("letters", {}),
        "years": page.values.get("years", {}),
        "languages": page.values.get("languages", {}),
        "extra": entry.extra if entry else {},
    }
    facts["groups"] = _by_year(facts["items"])
    if page.template == "home":
        facts |= front_page(entries)
    if page.template == "subscribe":
        facts["feeds"] = _feeds(entries)
    if page.template == "questions":
        facts["groups"] = _questions(page, entries)
    if entry and type(entry) in entries.own_kinds:
        facts["fields"] = own.shown_fields(entry, entries)
        facts["has_feed"] = entry.has_feed
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
    yield from (entries.of(Column)[id_] for id_ in article.series_ids)


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
        "series": [
            {"id": id_, "title": entries.of(Column)[id_].title} for id_ in article.series_ids
        ],
        "issue": {"id": issue.id, "title": issue.label} if issue else None,
        "credit": credit_of(article, entries.work(article)),
        "words": article.word_count,
        "minutes": article.reading_time,
        "comments": article.comments,
        "identifier": article.identifier,
        "extra": article.extra,
        "doi": article.doi,
        "sections": _sections(entries.html(article)) if article.word_count > _LONG else [],
        "questions": list(article.questions),
        "references": [_reference(one, entries) for one in article.reference_ids],
        "neighbours": _neighbours(article, entries),
        "related": _related(similar, entries),
        "versions": [_titled(one) for one in entries.versions(article)],
        "cover": {"image": article.cover.image, "alt": article.cover.alt}
        if article.cover
        else None,
        "figure": {"image": article.figure.image, "alt": article.figure.alt}
        if article.figure
        else None,
    }


def _reference(id_: str, entries: Entries) -> dict[str, Any]:
    one = entries.of(Reference)[id_]
    return {
        "id": one.id,
        "title": one.title,
        "authors": list(one.authors),
        "container": one.container,
        "published": str(one.published),
        "origin": one.origin,
    }


def _by_year(items: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """A list of articles cut where their year changes, if its order is that of the dates."""
    dates = [str(one.get("published", "")) for one in items]
    in_order = dates in (sorted(dates), sorted(dates, reverse=True))
    if not in_order or not all(dates) or any(one["number"] for one in items):
        return []
    groups = groupby(items, lambda one: str(one["published"])[:4])
    return [[year, list(some)] for year, some in groups]


def _feeds(entries: Entries) -> list[list[Any]]:
    """The kinds whose entries have feeds of their own, each with the titles and paths of some,
    and the languages if there are several. An own kind is named by its heading.
    """
    kinds = [cls for cls in entries.library.kinds.values() if cls.has_feed and entries.of(cls)]
    found: list[list[Any]] = []
    for cls in kinds:
        some = list(entries.of(cls).values())[:ENTRIES_PER_PAGE]
        name = own.heading(cls) if cls in entries.own_kinds else cls.kind
        found.append([name, [_feed(one, entries) for one in some]])
    if entries.languages:
        feeds = [
            {"title": language_name(tag), "path": language_path(tag), "language": tag}
            for tag in entries.languages
        ]
        found.append(["language", feeds])
    return found


def _feed(entry: Entry, entries: Entries) -> dict[str, str]:
    language = title_language(entry, entries.library.publication.language)
    return {"title": entry.label, "path": entry.path, "language": language}


def _sections(html: str) -> list[list[str]]:
    """The id and the title of each section of the top level."""
    return [[one.get("id", ""), words(one)] for one in read(html) if one.tag == "h2"]


def _questions(page: Page, entries: Entries) -> list[dict[str, Any]]:
    """The articles on a page of questions, by topic."""
    groups: dict[str, dict[str, Any]] = {}
    for one in page.listed:
        assert isinstance(one, Article)
        topic = entries.get(TopicEntry, one.topic_ids[0]) if one.topic_ids else None
        group = groups.setdefault(
            topic.id if topic else "",
            {"topic": {"id": topic.id, "title": topic.title} if topic else None, "articles": []},
        )
        group["articles"].append(item(one, entries) | {"questions": list(one.questions)})
    return list(groups.values())


def _neighbours(article: Article, entries: Entries) -> dict[str, Any] | None:
    """An article's number in its column, and the articles beside it."""
    if article.column_id is None:
        return None
    previous, following = entries.in_column(article, -1), entries.in_column(article, +1)
    start = entries.in_column(article, 1 - (article.number or 1)) if previous else None
    return {
        "number": article.number,
        "total": entries.total(article.column_id),
        # The last leads to the first.
        "start": _titled(start) if start and not following else None,
        "previous": _titled(previous) if previous else None,
        "next": _titled(following) if following else None,
    }


def _titled(article: Article) -> dict[str, str]:
    return {"id": article.id, "title": article.title, "language": article.language}


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
