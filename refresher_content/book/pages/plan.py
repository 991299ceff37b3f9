"""Which pages an archive has. Lists are cut into pages of 50 entries, so that neither a page nor
its cost grows with the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from refresher_content.book.data.entries import Entries
from refresher_content.book.pages.front import shown_first
from refresher_content.book.pages.own import heading
from refresher_content.library.database import sort_key
from refresher_content.model import (
    ENTRIES_PER_PAGE,
    Article,
    Entry,
    Link,
    Organization,
    Reference,
    Topic,
)
from refresher_content.model.outside import page_path

__all__ = ["HOME", "Page", "language_path", "pages_of"]

T = TypeVar("T")

HOME = "_home"
"""The page that the project's own first page includes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to be written."""

    path: str
    """Its path below the folder, without the ending."""
    template: str
    """The template that makes it."""
    values: dict[str, Any] = field(default_factory=dict)
    """What the template needs besides the library."""
    entry: Entry | None = None
    """The entry whose body it shows."""
    above: tuple[str, ...] = ()
    """The pages that lead down to it, from the top, by path."""
    listed: Sequence[Entry] = ()
    """The entries that it lists."""
    number: int = 1
    """Its number among the pages of a list, from 1."""
    total: int = 1
    """How many pages the list has."""
    size: int = 0
    """How many entries the list has, on all its pages."""

    @property
    def first(self) -> str:
        """The path of the list's first page."""
        return self.path if self.number == 1 else self.path.rpartition("/")[0]


def pages_of(entries: Entries) -> Iterator[Page]:
    """Every page of the archive."""
    publication = entries.library.publication
    articles = entries.of(Article)
    values = {"languages": entries.languages}
    first = shown_first(entries)[1]
    yield Page(path=HOME, template="home", values=values, entry=publication, listed=first)
    yield Page(path="colophon", template="colophon", entry=publication)
    yield Page(path="subscribe", template="subscribe")
    for name, cls in (("reading", Reference), ("links", Link)):
        if listed := list(entries.of(cls).values()):
            yield from _list(name, name, listed)
    if articles:
        yield from _by_letter(entries)
        yield from _by_year(entries)
    if entries.languages:
        yield from _by_language(entries)
    if asking := _with_questions(entries):
        yield from _list("questions", "questions", asking)
    for article in articles.values():
        above = ("columns/index", f"columns/{article.column_id}") if article.column_id else ()
        yield Page(
            path=article.path,
            template="article",
            values={"article": article},
            entry=article,
            above=above or ("articles/index",),
        )
    for kind in ("column", "author", "topic", "issue"):
        yield from _gathering(entries, kind)
    for own in entries.own_kinds:
        yield from _own(entries, own)
    for organization in entries.of(Organization).values():
        yield Page(
            path=organization.path,
            template="organization",
            values={"organization": organization},
            entry=organization,
            above=("authors/index",),
            listed=organization.authors,
        )


def _cut(items: Sequence[T]) -> list[Sequence[T]]:
    """A list cut into pages, at least one."""
    starts = range(0, max(1, len(items)), ENTRIES_PER_PAGE)
    return [items[start : start + ENTRIES_PER_PAGE] for start in starts]


def _list(
    path: str,
    template: str,
    items: Sequence[Entry],
    *,
    entry: Entry | None = None,
    above: tuple[str, ...] = (),
    values: dict[str, Any] | None = None,
) -> Iterator[Page]:
    """The pages of a list; the entry's body is on the first."""
    cut = _cut(items)
    for number, some in enumerate(cut, start=1):
        yield Page(
            path=page_path(path, number),
            template=template,
            values={"entries": some, **(values or {})},
            entry=entry if number == 1 else None,
            above=above if number == 1 else (*above, path),
            listed=some,
            number=number,
            total=len(cut),
            size=len(items),
        )


def _by_letter(entries: Entries) -> Iterator[Page]:
    """The articles from A to Z: on one page, or on one for each letter."""
    groups = _letters(entries)
    counts = {letter: len(articles) for letter, articles in groups.items()}
    total = sum(len(articles) for articles in groups.values())
    if total <= ENTRIES_PER_PAGE:
        articles = [article for some in groups.values() for article in some]
        values = {"letters": counts}
        yield Page(path="articles/index", template="a-z", values=values, listed=articles)
        return
    yield Page(path="articles/index", template="letters", values={"letters": counts})
    for letter, articles in groups.items():
        yield from _list(
            letter_path(letter),
            "letter",
            articles,
            above=("articles/index",),
            values={"letter": letter, "letters": counts},
        )


def letter_path(letter: str) -> str:
    """The path of the page of a letter."""
    return f"a-z/{letter.replace('–', '-').lower()}"


def _letters(entries: Entries) -> dict[str, list[Article]]:
    """The articles by the first letter of their title, in the order of a dictionary."""
    groups: dict[str, list[Article]] = {}
    for article in entries.all(Article, entries.library.articles.order_by("title")):
        first = sort_key(article.title)[:1].upper()
        groups.setdefault(first if first.isalpha() else "0–9", []).append(article)
    return groups


def _with_questions(entries: Entries) -> list[Article]:
    """The articles that ask something, by the title of their first topic, then by their own."""
    topics = entries.of(Topic)

    def key(article: Article) -> tuple[bool, str, str]:
        topic = topics[article.topic_ids[0]].title if article.topic_ids else ""
        return (not topic, sort_key(topic), sort_key(article.title))

    return sorted((one for one in entries.articles if one.questions), key=key)


def _by_year(entries: Entries) -> Iterator[Page]:
    counts = dict(sorted(entries.library.articles.facets("year").items(), reverse=True))
    yield Page(path="years/index", template="years", values={"years": counts})
    for year in counts:
        articles = entries.all(Article, entries.library.articles.filter(year=year))
        above = ("years/index",)
        values = {"year": year, "years": counts}
        yield from _list(f"years/{year}", "year", articles, above=above, values=values)


def language_path(tag: str) -> str:
    """The path of the page of a language."""
    return f"languages/{tag.lower()}"


def _by_language(entries: Entries) -> Iterator[Page]:
    above = ("languages/index",)
    yield Page(path=above[0], template="languages", values={"languages": entries.languages})
    for tag in entries.languages:
        articles = entries.all(Article, entries.library.articles.filter(language=tag))
        path, values = language_path(tag), {"language": tag}
        yield from _list(path, "language", articles, above=above, values=values)


def _gathering(entries: Entries, kind: str) -> Iterator[Page]:
    """The pages of a kind that gathers articles, with their index; none without entries."""
    gathering: list[Any] = list(entries.of(entries.library.kinds[kind]).values())
    if not gathering:
        return
    values: dict[str, Any] = {"kind": kind, "counts": entries.library.articles.facets(kind)}
    if kind == "author":
        values["organizations"] = list(entries.of(Organization).values())
    yield from _list(f"{kind}s/index", "index", gathering, values=values)
    for entry in gathering:
        above = (f"{kind}s/index",)
        own = {kind: entry}
        articles = entries.all(Article, entry.articles)
        yield from _list(entry.path, kind, articles, entry=entry, above=above, values=own)


def _own(entries: Entries, cls: type[Entry]) -> Iterator[Page]:
    """The pages of a kind of the project's own, with their index. A page lists the articles that
    mention its entry or that the entry names.
    """
    articles = entries.library.articles
    index = f"{cls.folder}/index"
    listed = list(entries.of(cls).values())
    values = {"kind": cls.kind, "title": heading(cls), "counts": articles.facets(cls.kind)}
    yield from _list(index, "index", listed, values=values)
    for entry in listed:
        by_entry: dict[str, Any] = {cls.kind: entry.id}
        found = entries.all(Article, articles.filter(**by_entry))
        own = {"entry": entry, cls.kind: entry}
        yield from _list(entry.path, cls.kind, found, entry=entry, above=(index,), values=own)
