"""Feeds of the newest articles, in Atom (RFC 4287) and JSON Feed 1.1.

The newest articles of a feed are there in full. The site's own feed links to the older
ones, with their summaries, in pages (RFC 5005, section 3); those of columns, topics and
others end where a reader has long seen the rest.

Ids stay the same wherever the site is put. Times are honest: a feed is as new as its
newest article, in UTC, and a date that isn't known to the day is given as its first day
only where Atom demands a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from html import escape
from pathlib import PurePosixPath
from textwrap import indent
from typing import Any
from xml.etree import ElementTree as Xml

from refresher_content.book.addresses import Site
from refresher_content.book.bodies import MEDIA
from refresher_content.book.build import Build
from refresher_content.book.data.entries import Entries
from refresher_content.book.outputs.feed_style import style_path
from refresher_content.book.outputs.output import Output, key_of
from refresher_content.book.pages.plan import language_path
from refresher_content.book.text import Part, language_name, render_credit, rights
from refresher_content.model import Article, Author, PartialDate
from refresher_content.model.languages import marks
from refresher_content.model.licenses import license_url
from refresher_content.model.works import Work

__all__ = ["FEEDS", "PAGE", "feed_of", "files"]

PAGE = 50
"""How many articles a page of a feed holds, and of how many a feed has the full text."""

FEEDS = (
    ("atom", "application/atom+xml", "Atom"),
    ("json", "application/feed+json", "JSON Feed"),
)
"""The endings of feeds, their media types and the names of their formats."""

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
"""An absolute IRI, as Atom takes it for an id."""


@dataclass(frozen=True)
class Feed:
    """The articles of a page, newest first."""

    name: str
    """The path of its files without their endings."""
    docname: str
    """The page that lists the same articles."""
    title: str
    subtitle: str
    language: str
    articles: Sequence[Article]
    newest: str = ""
    """The time of its newest article."""

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(1, -(-len(self.articles) // PAGE))

    def file(self, number: int, ending: str) -> str:
        """The path of one of its pages."""
        return f"{self.name}{f'-{number}' if number > 1 else ''}.{ending}"


def feed_of(build: Build, path: str = "") -> str:
    """The name of the feed of a page, by its path: its own articles', or the whole site's."""
    folder, _, name = path.partition("/")
    folders = (cls.folder for cls in build.library.kinds.values() if cls.has_feed)
    own = name not in ("", "index") and folder in (*folders, "years", "languages")
    return f"{build.folder}/{path}-feed" if own else f"{build.folder}/feed"


def files(site: Site) -> Iterator[Output]:
    """The feeds of the site and of each column, author, topic, issue, year and language, by
    page.
    """
    items_from: dict[str, _Items] = {}
    for found in _feeds(site):
        feed = replace(found, newest=_newest(site.build.entries, found.articles))
        here = site.seen_from(feed.name)
        if here.up not in items_from:
            items_from[here.up] = _Items(here)
        items = items_from[here.up]
        for number in range(1, feed.pages + 1):
            articles = feed.articles[(number - 1) * PAGE : number * PAGE]
            head = (feed.name, feed.title, feed.subtitle, feed.newest, str(feed.pages))
            key = key_of(*head, *(site.page_key(article) for article in articles))
            yield Output(key, partial(_page, items, feed, number, articles))


def _page(
    items: _Items, feed: Feed, number: int, articles: Sequence[Article]
) -> Iterator[tuple[str, str]]:
    yield feed.file(number, "atom"), _atom(items, feed, number, articles)
    yield feed.file(number, "json"), _json_feed(items, feed, number, articles)


def _feeds(site: Site) -> Iterator[Feed]:
    build, entries, folder = site.build, site.build.entries, site.build.folder
    own = entries.library.publication.language
    yield Feed(
        feed_of(build),
        site.app.config.root_doc,
        site.title,
        entries.library.publication.edition.summary,
        own,
        list(entries.of(Article).values()),
    )
    # Each of these is its first page alone.
    for cls in entries.library.kinds.values():
        gathering: dict[str, Any] = entries.of(cls) if cls.has_feed else {}
        for entry in gathering.values():
            title = f"{site.title}: {entry.label}"
            # Newest first, as a column's own articles need not be.
            found = entries.library.articles.filter(**{entry.kind: entry.id})
            articles = entries.all(Article, found[:PAGE])
            name, summary = feed_of(build, entry.path), str(getattr(entry, "summary", ""))
            yield Feed(name, site.docname(entry), title, summary, own, articles)
    for year in entries.library.articles.facets("year"):
        path = f"years/{year}"
        articles = entries.all(Article, entries.library.articles.filter(year=year)[:PAGE])
        title = f"{site.title}: {year}"
        yield Feed(feed_of(build, path), f"{folder}/{path}", title, "", own, articles)
    for tag in entries.languages:
        path = language_path(tag)
        articles = entries.all(Article, entries.library.articles.filter(language=tag)[:PAGE])
        title = f"{site.title}: {language_name(tag)}"
        yield Feed(feed_of(build, path), f"{folder}/{path}", title, "", tag, articles)


def _time(date: PartialDate) -> str:
    return date.first_moment.replace(tzinfo=None).isoformat() + "Z"


def _newest(entries: Entries, articles: Sequence[Article]) -> str:
    """The time of the newest of some articles."""
    changed = (article.updated or entries.work(article).published for article in articles)
    return max(map(_time, changed), default="1970-01-01T00:00:00Z")


class _Items:
    """Articles as items of feeds; each is rendered once, though it stands in several."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.atom = cache(self._atom)
        self.json = cache(self._json)
        self._content = lru_cache(maxsize=1)(self._make_content)

    def _atom(self, article: Article, full: bool) -> str:
        """An Atom entry."""
        content = self._content(article) if full else ""
        text = Xml.tostring(_atom_entry(self.site, article, content), "unicode")
        return text.replace(f' xmlns="{_ATOM}"', "", 1)

    def _json(self, article: Article, full: bool) -> str:
        """An item of a JSON Feed."""
        item = _item(self.site, article, self._content(article) if full else "")
        return indent(json.dumps(item, ensure_ascii=False, indent=1), "  ")

    def _make_content(self, article: Article) -> str:
        return _content(self.site, article)


def _atom(items: _Items, feed: Feed, number: int, articles: Sequence[Article]) -> str:
    site = items.site
    Xml.register_namespace("", _ATOM)
    root = Xml.Element(f"{{{_ATOM}}}feed")
    root.set(_LANGUAGE, feed.language)
    _add(root, "id", site.identity("feed", feed.name))
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", feed.newest)
    _add(root, "rights", site.build.library.publication.rights)
    relations = {"self": number, "first": 1, "last": feed.pages}
    relations |= {"previous": number - 1} if number > 1 else {}
    relations |= {"next": number + 1} if number < feed.pages else {}
    _add(root, "link", rel="alternate", type="text/html", href=site.page(feed.docname))
    for rel, page in relations.items():
        if rel == "self" or feed.pages > 1:
            href = site.url(feed.file(page, "atom"))
            _add(root, "link", rel=rel, type="application/atom+xml", href=href)
    Xml.indent(root, " ")
    head = Xml.tostring(root, "unicode").removesuffix("</feed>")
    entries = "".join(f" {items.atom(article, number == 1)}\n" for article in articles)
    style = escape(site.url(style_path(site.build.folder)))
    lines = (
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<?xml-stylesheet type="text/css" href="{style}"?>',
        f"{head}{entries}</feed>\n",
    )
    return "\n".join(lines)


def _atom_entry(site: Site, article: Article, content: str) -> Xml.Element:
    work = site.work(article)
    entry = Xml.Element(f"{{{_ATOM}}}entry")
    entry.set(_LANGUAGE, article.language)
    _add(entry, "id", _identity(site, article))
    _add(entry, "title", article.title)
    _add(entry, "link", rel="alternate", type="text/html", href=site.entry(article))
    for rel, href in (("license", license_url(article.license)), ("replies", article.comments)):
        if href:
            _add(entry, "link", rel=rel, href=href)
    if picture := site.picture_path(article):
        type_ = MEDIA[PurePosixPath(picture).suffix.lower()]
        _add(entry, "link", rel="enclosure", type=type_, href=site.url(picture))
    _add(entry, "updated", _time(article.updated or work.published))
    if work.published.day:
        _add(entry, "published", _time(work.published))
    for tag, people in (("author", work.writers), ("contributor", work.contributors)):
        for one in people:
            person = Xml.SubElement(entry, f"{{{_ATOM}}}{tag}")
            _add(person, "name", one.name)
            if one.author_id:
                _add(person, "uri", site.entry(site.build.entries.of(Author)[one.author_id]))
    for topic in article.topics:
        _add(entry, "category", term=topic.id, label=topic.title)
    if article.summary:
        _add(entry, "summary", article.summary)
    if content:
        _add(entry, "content", content, type="html")
    _add(entry, "rights", rights(site.credit(article)))
    Xml.indent(entry, " ", 1)
    return entry


def _add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> None:
    Xml.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text or None


def _json_feed(items: _Items, feed: Feed, number: int, articles: Sequence[Article]) -> str:
    site = items.site
    data: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": site.page(feed.docname),
        "feed_url": site.url(feed.file(number, "json")),
        "language": feed.language,
    }
    data |= {"description": feed.subtitle} if feed.subtitle else {}
    if number < feed.pages:
        data["next_url"] = site.url(feed.file(number + 1, "json"))
    head = json.dumps(data, ensure_ascii=False, indent=1).removesuffix("\n}")
    listed = ",\n".join(items.json(article, number == 1) for article in articles)
    return f'{head},\n "items": [{f"{chr(10)}{listed}{chr(10)} " if listed else ""}]\n}}\n'


def _item(site: Site, article: Article, content: str) -> dict[str, Any]:
    work, authors = site.work(article), site.build.entries.of(Author)
    item: dict[str, Any] = {
        "id": _identity(site, article),
        "url": site.entry(article),
        "title": article.title,
        "summary": article.summary,
        # An item must have a text.
        **({"content_html": content} if content else {"content_text": _short(article)}),
        "language": article.language,
        "authors": [
            {"name": one.name}
            | ({"url": site.entry(authors[one.author_id])} if one.author_id else {})
            for one in work.writers
        ],
        "tags": [topic.title for topic in article.topics],
        # What is known of the date, where it isn't known to the day.
        "_published": {"date": str(work.published), "precision": work.published.precision},
        "_credit": _credit(site, article, work),
    }
    if work.published.day:
        item["date_published"] = _time(work.published)
    if article.updated and article.updated.day:
        item["date_modified"] = _time(article.updated)
    if article.picture:
        item["image"] = site.url(site.picture_path(article))
    return item


def _short(article: Article) -> str:
    return article.summary or article.takeaway or article.title


def _credit(site: Site, article: Article, work: Work) -> dict[str, Any]:
    """What the format has no keys for: the rights, and of a digest the original."""
    original = work.original
    known = {
        "rights": rights(site.credit(article)),
        "license": license_url(work.license),
        "after": ", ".join(one.name for one in original.writers) if original else "",
        "original": original.title if original else "",
        "original_publication": original.container if original else "",
        "original_published": str(original.published) if original else "",
        "doi": work.doi,
        "comments": article.comments,
    }
    return {key: value for key, value in known.items() if value}


def _identity(site: Site, article: Article) -> str:
    """The identifier of an article, which must never change: readers would see it as new."""
    if _IRI.fullmatch(article.identifier):
        return article.identifier
    return site.identity("article", article.known_as or article.id)


def _content(site: Site, article: Article) -> str:
    def link(part: Part) -> str:
        entries = site.build.entries.of(site.build.library.kinds[part.kind])
        address = site.entry(entries[part.id])
        return f'<a href="{escape(address)}">{escape(part.text)}</a>'

    language = site.app.config.language
    credit = site.credit(article)
    # The item is in the article's language.
    frame = "".join(
        f' {name}="{one}"' for name, one in marks(site.language, article.language).items()
    )
    parts = [f"<p{frame}>{render_credit(credit, language, link, escape)}</p>"]
    parts += [f"<p><strong>{escape(article.takeaway)}</strong></p>"] if article.takeaway else []
    parts.append(site.html(article))
    if article.questions:
        asked = "".join(f"<li>{escape(question)}</li>" for question in article.questions)
        parts.append(f"<ul>{asked}</ul>")
    parts.append(f"<p><small>{escape(rights(credit))}</small></p>")
    return "\n".join(parts)
