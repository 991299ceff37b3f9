"""What a page's head holds for machines: description, Open Graph, citation, linked data.

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
from refresher_content.book.pages.facts import Description, person_facts
from refresher_content.book.pages.plan import language_path
from refresher_content.book.text import language_name, render_credit
from refresher_content.model import Article, Author
from refresher_content.model.licenses import license_url
from refresher_content.model.site_paths import doi_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes

    from refresher_content.model import Contributor
    from refresher_content.model.works import Work

__all__ = ["values"]

_NO_LISTS = ("article", "author", "colophon", "home", "document", "organization")


def values(page: Page) -> dict[str, Any]:
    """A page's metadata beside those that Sphinx puts into its head."""
    build = page.build
    assert build is not None
    description, context = page.description, page.context
    if page.doctree is None:
        return {}
    summary = _summary(description, build.library.publication.edition.summary, page.doctree)
    head = _Head(Site(page.app, build), page.name, description, summary)
    tags = [*head.links(), *head.open_graph(), *head.citation()]
    metatags = context.get("metatags", "")
    if 'name="description"' not in metatags:
        tags.insert(0, _meta("name", "description", head.summary))
    # No text can end the element early: "<" is written as JSON allows.
    data = json.dumps(head.linked_data(), ensure_ascii=False).replace("<", "\\u003c")
    tags.append(f'<script type="application/ld+json">{data}</script>')
    return {"metatags": f"{metatags}\n" + "\n".join(tags) + "\n"}


def _summary(page: Description | None, edition: str, doctree: nodes.document) -> str:
    if page:
        # The home page and the colophon are about the archive, not about the periodical.
        own = "" if page.kind in ("home", "colophon") else page.summary
        return own or page.facts.get("takeaway", "") or ("" if page.kind == "article" else edition)
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
        self._work: Work | None = None
        self._entry: Article | None = None
        if page and page.kind == "article":
            self._entry = site.build.entries.of(Article)[page.id]
            self._work = site.work(self._entry)

    def _relative(self, path: str) -> str:
        """An address from the root as seen from the page, absolute where that is known."""
        if self._site.base:
            return self._site.url(path)
        up = self._site.app.builder.get_relative_uri(self._docname, "")
        return up.rpartition("/")[0] + ("/" if "/" in up else "") + path if up else path

    def links(self) -> list[str]:
        """The page's feeds and its Markdown version."""
        own = [_first(self._page), self._language_path(), ""]
        names = dict.fromkeys(feeds.feed_of(self._site.build, path) for path in own)
        found = [
            f'<link rel="alternate" type="{media}" title="{escape(self._feed_title(name))}"'
            f' href="{escape(self._relative(f"{name}.{ending}"))}">'
            for name in names
            for ending, media, _ in feeds.FEEDS
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
        return social_cards.name(self._site, words)

    @property
    def _picture(self) -> str:
        """The address of the picture by which others show an article; empty if it has none."""
        path = self._site.picture_path(self._entry) if self._entry else ""
        return self._relative(path) if path else ""

    def _feed_title(self, name: str) -> str:
        site = self._site.title
        if name.endswith("/feed"):
            return site
        own = name == feeds.feed_of(self._site.build, _first(self._page))
        words = self._title if own or not self._page else language_name(self._page.language)
        return f"{site}: {words}"

    def open_graph(self) -> list[str]:
        """Open Graph, with the page's card."""
        site, facts = self._site, self._facts
        card, cover = self._card(), self._entry and self._entry.cover
        kinds = {"article": "article", "author": "profile"}
        pairs: list[tuple[str, object]] = [
            ("og:title", self._title),
            ("og:type", kinds.get(self._kind, "website")),
            ("og:description", self.summary),
            ("og:site_name", site.title),
        ]
        if cover:
            pairs += [("og:image", self._picture), ("og:image:alt", cover.alt)]
        else:
            pairs += [
                ("og:image", self._relative(card)),
                ("og:image:width", social_cards.SIZE[0]),
                ("og:image:height", social_cards.SIZE[1]),
                ("og:image:alt", self._title),
            ]
        if site.base:
            pairs.append(("og:url", site.page(self._docname)))
        if self._work:
            if self._work.published.day:
                pairs.append(("article:published_time", self._work.published))
            pairs += [("article:author", part.text) for part in facts["credit"].byline]
            pairs += [("article:tag", topic["title"]) for topic in facts["topics"]]
        tags = [_meta("property", name, value) for name, value in pairs]
        return [*tags, _meta("name", "twitter:card", "summary_large_image")]

    def citation(self) -> list[str]:
        """Who wrote an article's text and its licence; and what Google Scholar and reference
        managers read from its page.
        """
        work = self._work
        if work is None:
            return []
        published = str(work.published.without_time).replace("-", "/")
        topics = "; ".join(topic["title"] for topic in self._facts["topics"])
        pairs: list[tuple[str, object]] = [
            ("author", ", ".join(one.name for one in work.writers)),
            ("citation_title", work.title),
            *(("citation_author", one.sort_name) for one in work.writers),
            ("citation_publication_date", published),
            ("citation_journal_title", work.container),
            ("citation_publisher", work.publisher),
            ("citation_issn", work.issn),
            ("citation_volume", work.volume or ""),
            ("citation_issue", work.number or ""),
            ("citation_doi", work.doi),
            ("citation_language", work.language),
            ("citation_keywords", topics),
        ]
        tags = [_meta("name", name, value) for name, value in pairs if value]
        if license_ := license_url(work.license):
            tags.append(f'<link rel="license" href="{escape(license_)}">')
        return tags

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
        if self._work:
            return self._article(self._work)
        if self._kind == "author":
            person = self._person(self._facts) | {"description": self.summary}
            return {"@type": "ProfilePage", **self._common(), "mainEntity": person}
        if self._docname == self._site.app.config.root_doc:
            return self._archive() | {"description": self.summary, "about": self._periodical()}
        kind = "WebPage" if self._kind in _NO_LISTS else "CollectionPage"
        return {"@type": kind, **self._common(), "description": self.summary}

    def _common(self) -> dict[str, Any]:
        site = self._site
        common: dict[str, Any] = {"name": self._title}
        if site.base:
            common = {"@id": site.page(self._docname), "url": site.page(self._docname)} | common
        return common

    def _article(self, work: Work) -> dict[str, Any]:
        facts, original, card = self._facts, work.original, self._relative(self._card())
        data = {
            "@type": "Article",
            **self._common(),
            "headline": self._title,
            "description": self.summary,
            "inLanguage": work.language,
            **versions.linked(self._site, self._versions, work.id),
            "datePublished": str(work.published),
            "dateModified": facts["updated"] or None,
            "author": self._people(work.writers),
            **self._contributors(work),
            "publisher": _organization(work.publisher),
            "articleSection": facts["column"]["title"] if facts["column"] else None,
            "keywords": [topic["title"] for topic in facts["topics"]],
            "wordCount": facts["words"],
            "timeRequired": f"PT{facts['minutes']}M",
            "copyrightNotice": work.rights,
            "license": license_url(work.license) or work.license,
            "sameAs": doi_address(work.doi) if work.doi else None,
            "discussionUrl": facts["comments"],
            "identifier": facts["identifier"],
            "image": [self._picture, card] if self._picture else card,
        }
        if original:
            data["creditText"] = render_credit(facts["credit"], self._site.app.config.language)
            data["isBasedOn"] = self._original(original)
        whole = self._archive() if original else self._periodical()
        series = [self._series(one) for one in facts["series"]]
        data["isPartOf"] = [whole, *series] if series else whole
        return _without_empty(data)

    def _series(self, facts: dict[str, str]) -> dict[str, Any]:
        """A further column to which an article belongs."""
        site = self._site
        address = site.page(f"{site.build.folder}/columns/{facts['id']}") if site.base else ""
        return _without_empty(
            {"@type": "CreativeWorkSeries", "name": facts["title"], "url": address}
        )

    def _contributors(self, work: Work) -> dict[str, Any]:
        """Those who had another part, under the names that schema.org has for it."""
        roles = {"editor": "editor", "translator": "translator", "illustrator": "illustrator"}
        found: dict[str, list[dict[str, Any]]] = {}
        for one in work.contributors:
            found.setdefault(roles.get(one.role, "contributor"), []).append(self._somebody(one))
        return found

    def _original(self, work: Work) -> dict[str, Any]:
        """What a digest retells: that, and not the digest, appeared in the periodical."""
        publication = self._site.build.library.publication
        elsewhere = work.container != publication.title
        return _without_empty(
            {
                "@type": "Article",
                "headline": work.title,
                "author": self._people(work.writers),
                "datePublished": str(work.published),
                "articleSection": work.column,
                "url": work.url,
                "copyrightNotice": work.rights,
                "isPartOf": {"@type": "Periodical", "name": work.container}
                if elsewhere
                else self._periodical(),
            }
        )

    def _people(self, people: Iterable[Contributor]) -> list[dict[str, Any]]:
        return [self._somebody(one) for one in people]

    def _somebody(self, one: Contributor) -> dict[str, Any]:
        """A person with an entry; or the archive's editors, who have none."""
        if one.author_id is None:
            return {"@type": "Organization", "name": one.name}
        entries = self._site.build.entries
        return self._person(person_facts(entries.of(Author)[one.author_id], entries))

    def _person(self, facts: dict[str, Any]) -> dict[str, Any]:
        docname = f"{self._site.build.folder}/authors/{facts['id']}"
        return _without_empty(
            {
                "@type": "Person",
                "name": facts["name"],
                "jobTitle": facts["role"],
                "url": facts["url"] or (self._site.page(docname) if self._site.base else ""),
                "worksFor": _organization(facts["organization"]),
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
                "publisher": _organization(publication.publisher),
                "url": publication.url,
            }
        )

    def _archive(self) -> dict[str, Any]:
        """The site: an edition of its own, which isn't the periodical."""
        site, publication = self._site, self._site.build.library.publication
        return _without_empty(
            {
                "@type": "WebSite",
                "name": site.title,
                "url": site.base or publication.edition.url,
                "inLanguage": publication.language,
                "editor": [_organization(name) for name in publication.edition.editors],
                "publisher": _organization(publication.edition.publisher),
                "license": license_url(publication.license),
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


def _organization(name: str) -> dict[str, Any] | None:
    return {"@type": "Organization", "name": name} if name else None


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [])}
