"""What a page's head tells machines: description, Open Graph, citation, linked data.

The forms are those of the Open Graph protocol (ogp.me), of Google Scholar's inclusion
guidelines (`citation_*`) and of schema.org as JSON-LD. Addresses are absolute where
`html_baseurl` is set, and left out where only absolute ones would do.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes as docutils_nodes

from refresher_content.book.addresses import Site
from refresher_content.book.html import versions
from refresher_content.book.html.page import Page
from refresher_content.book.outputs import feeds, social_cards
from refresher_content.book.pages.facts import Description
from refresher_content.book.pages.plan import language_path
from refresher_content.book.text import language_name, render_credit
from refresher_content.model import Article

if TYPE_CHECKING:
    from docutils import nodes

__all__ = ["values"]

_FEEDS = (("atom", "Atom"), ("json", "JSON Feed"))
"""The endings of feeds, and what the footer calls them."""

_NO_LISTS = ("article", "author", "colophon", "home", "document", "organization")


def values(page: Page) -> dict[str, Any]:
    """A page's metadata beside those that Sphinx puts into its head, and the feeds to which
    the theme's footer links.
    """
    build = page.build
    assert build is not None
    description, context = page.description, page.context
    feed = feeds.feed_of(build.folder, _first(description))
    found: dict[str, Any] = {
        "feeds": [
            {"label": label, "link": context["pathto"](f"{feed}.{ending}", True)}
            for ending, label in _FEEDS
        ]
    }
    if page.doctree is None:
        return found
    summary = _summary(description, build.library.publication.summary, page.doctree)
    head = _Head(Site(page.app, build), page.name, description, summary)
    tags = [*head.links(), *head.open_graph(), *head.citation()]
    metatags = context.get("metatags", "")
    if 'name="description"' not in metatags:
        tags.insert(0, _meta("name", "description", head.summary))
    # No text can end the element early: "<" is written as JSON allows.
    data = json.dumps(head.linked_data(), ensure_ascii=False).replace("<", "\\u003c")
    tags.append(f'<script type="application/ld+json">{data}</script>')
    return found | {"metatags": f"{metatags}\n" + "\n".join(tags) + "\n"}


def _summary(page: Description | None, publication: str, doctree: nodes.document) -> str:
    if page:
        return page.summary or publication
    paragraph = next(iter(doctree.findall(docutils_nodes.paragraph)), None)
    words = " ".join(paragraph.astext().split()) if paragraph else ""
    return words if len(words) <= 160 else words[:157].rsplit(" ", 1)[0] + " …"


def _first(page: Description | None) -> str:
    """The path of the first part of a list's page; empty for another page."""
    return str(page.facts.get("first", "")) if page else ""


def _meta(key: str, name: str, value: object) -> str:
    return f'<meta {key}="{name}" content="{escape(str(value))}">'


class _Head:
    """The metadata of one page."""

    def __init__(self, site: Site, docname: str, page: Description | None, summary: str) -> None:
        self._site = site
        self._docname = docname
        self._page = page
        self._title = site.app.env.titles[docname].astext()
        self._facts = page.facts if page else {}
        self._kind = page.kind if page else "document"
        self.summary = summary or self._title

    def _relative(self, path: str) -> str:
        """An address from the root as seen from the page, absolute where that is known."""
        if self._site.base:
            return self._site.url(path)
        up = self._site.app.builder.get_relative_uri(self._docname, "")
        return up.rpartition("/")[0] + ("/" if "/" in up else "") + path if up else path

    def links(self) -> list[str]:
        """The page's feeds and its Markdown version."""
        folder = self._site.build.folder
        own = [_first(self._page), self._language_path(), ""]
        names = dict.fromkeys(feeds.feed_of(folder, path) for path in own)
        found = [
            f'<link rel="alternate" type="{media}" title="{escape(self._feed_title(name))}"'
            f' href="{escape(self._relative(f"{name}.{ending}"))}">'
            for name in names
            for ending, media in feeds.FEEDS
        ]
        markdown = escape(self._relative(f"{self._docname}.md"))
        found.append(f'<link rel="alternate" type="text/markdown" href="{markdown}">')
        return [*found, *versions.alternates(self._site, self._versions, self._relative)]

    @property
    def _versions(self) -> list[dict[str, str]]:
        """The article in each of its languages; empty for one or none."""
        return list(self._facts.get("versions", ()))

    def _language_path(self) -> str:
        """The path of the list of what is in an article's language, if there are others."""
        page = self._page
        listed = page and page.kind == "article" and self._site.build.entries.languages
        return language_path(page.language) if page and listed else ""

    def _card(self) -> str:
        words = social_cards.words_of(self._site, self._docname)
        return social_cards.name(self._site.build.folder, words)

    def _feed_title(self, name: str) -> str:
        site = self._site.title
        if name.endswith("/feed"):
            return site
        own = name == feeds.feed_of(self._site.build.folder, _first(self._page))
        words = self._title if own or not self._page else language_name(self._page.language)
        return f"{site}: {words}"

    def open_graph(self) -> list[str]:
        """Open Graph, with the page's card."""
        site, facts = self._site, self._facts
        card = self._card()
        kinds = {"article": "article", "author": "profile"}
        pairs: list[tuple[str, object]] = [
            ("og:title", self._title),
            ("og:type", kinds.get(self._kind, "website")),
            ("og:description", self.summary),
            ("og:site_name", site.title),
            ("og:image", self._relative(card)),
            ("og:image:width", social_cards.SIZE[0]),
            ("og:image:height", social_cards.SIZE[1]),
            ("og:image:alt", self._title),
        ]
        if site.base:
            pairs.append(("og:url", site.page(self._docname)))
        if self._kind == "article":
            if len(facts["published"]) == len("2009-03-14"):
                pairs.append(("article:published_time", facts["published"]))
            pairs += [("article:author", author["name"]) for author in facts["authors"]]
            pairs += [("article:tag", topic["title"]) for topic in facts["topics"]]
        tags = [_meta("property", name, value) for name, value in pairs]
        return [*tags, _meta("name", "twitter:card", "summary_large_image")]

    def citation(self) -> list[str]:
        """What Google Scholar and reference managers read from an article's page."""
        facts = self._facts
        if self._kind != "article":
            return []
        # Of a digest it is the original that is cited, as in its citations.
        publication, original = self._site.build.library.publication, facts["original"] or {}
        elsewhere = original.get("publication")
        published = original.get("published") or facts["published"]
        pairs: list[tuple[str, object]] = [("citation_title", original.get("title") or self._title)]
        pairs += [("citation_author", author["sort_name"]) for author in facts["authors"]]
        pairs += [
            ("citation_publication_date", published.replace("-", "/")),
            ("citation_journal_title", elsewhere or publication.title),
            ("citation_issn", "" if elsewhere else publication.issn),
            ("citation_volume", "" if elsewhere else facts["volume"]),
            ("citation_issue", "" if elsewhere else facts["number"]),
            ("citation_language", self._page.language if self._page else ""),
            ("citation_keywords", "; ".join(topic["title"] for topic in facts["topics"])),
        ]
        return [_meta("name", name, value) for name, value in pairs if value]

    # Linked data

    def linked_data(self) -> dict[str, Any]:
        """The page and its breadcrumbs, in the vocabulary of schema.org."""
        graph = [self._thing()]
        breadcrumbs = self._breadcrumbs()
        return {
            "@context": "https://schema.org",
            "@graph": [*graph, *([breadcrumbs] if breadcrumbs else [])],
        }

    def _thing(self) -> dict[str, Any]:
        if self._kind == "article":
            return self._article()
        if self._kind == "author":
            person = self._person(self._facts) | {"description": self.summary}
            return {"@type": "ProfilePage", **self._common(), "mainEntity": person}
        if self._kind == "home":
            return self._periodical() | {"description": self.summary}
        kind = "WebPage" if self._kind in _NO_LISTS else "CollectionPage"
        return {"@type": kind, **self._common(), "description": self.summary}

    def _common(self) -> dict[str, Any]:
        site = self._site
        common: dict[str, Any] = {"name": self._title}
        if site.base:
            common = {"@id": site.page(self._docname), "url": site.page(self._docname)} | common
        return common

    def _article(self) -> dict[str, Any]:
        facts, page = self._facts, self._page
        assert page is not None
        data = {
            "@type": "Article",
            **self._common(),
            "headline": self._title,
            "description": self.summary,
            "inLanguage": page.language,
            **versions.linked(self._site, self._versions, page.id),
            "datePublished": facts["published"],
            "dateModified": facts["updated"] or None,
            "author": self._writers(),
            "articleSection": facts["column"]["title"] if facts["column"] else None,
            "keywords": [topic["title"] for topic in facts["topics"]],
            "wordCount": facts["words"],
            "timeRequired": f"PT{facts['minutes']}M",
            "copyrightNotice": facts["rights"],
            "image": self._relative(self._card()),
        }
        if facts["original"]:
            article = self._site.build.entries.of(Article)[page.id]
            data["creditText"] = render_credit(
                self._site.credit(article), self._site.app.config.language
            )
            data["isBasedOn"] = self._original(facts["original"])
        else:
            data["isPartOf"] = self._periodical()
        return _without_empty(data)

    def _writers(self) -> list[dict[str, Any]]:
        """Who wrote an article: its authors, but of a digest those who make the site."""
        if not self._facts["original"]:
            return [self._person(author) for author in self._facts["authors"]]
        site = self._site
        return [_without_empty({"@type": "Organization", "name": site.title, "url": site.base})]

    def _original(self, original: dict[str, Any]) -> dict[str, Any]:
        """What a digest retells: that, and not the digest, appeared in the periodical."""
        elsewhere = original["publication"]
        return _without_empty(
            {
                "@type": "Article",
                "headline": original["title"] or self._title,
                "author": [self._person(author) for author in self._facts["authors"]],
                "datePublished": original["published"],
                "url": original["url"],
                "copyrightNotice": original["rights"],
                "isPartOf": {"@type": "Periodical", "name": elsewhere}
                if elsewhere
                else self._periodical(),
            }
        )

    def _person(self, facts: dict[str, Any]) -> dict[str, Any]:
        organization = facts["organization"]
        docname = f"{self._site.build.folder}/authors/{facts['id']}"
        return _without_empty(
            {
                "@type": "Person",
                "name": facts["name"],
                "jobTitle": facts["role"],
                "url": facts["url"] or (self._site.page(docname) if self._site.base else ""),
                "worksFor": {"@type": "Organization", "name": organization}
                if organization
                else None,
            }
        )

    def _periodical(self) -> dict[str, Any]:
        publication = self._site.build.library.publication
        return _without_empty(
            {
                "@type": "Periodical",
                "name": publication.title,
                "issn": publication.issn,
                "inLanguage": publication.language,
                "publisher": {"@type": "Organization", "name": publication.publisher}
                if publication.publisher
                else None,
                "url": publication.url,
            }
        )

    def _breadcrumbs(self) -> dict[str, Any] | None:
        site, env = self._site, self._site.app.env
        if self._page is None or self._kind == "home" or not site.base:
            return None
        above = [f"{site.build.folder}/{path}" for path in self._page.above]
        names = [site.app.config.root_doc, *above, self._docname]
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": site.build.title(name, env),
                    "item": site.page(name),
                }
                for position, name in enumerate(names, start=1)
            ],
        }


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [])}
