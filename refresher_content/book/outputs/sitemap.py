"""The sitemap, by the protocol of sitemaps.org; only where the site's address is known."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output
from refresher_content.model import Article

__all__ = ["files"]

LIMIT = 50_000
"""How many addresses one sitemap may hold, by the protocol."""

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LINKS = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
"""The namespace of the links from a page to its translations."""


def files(site: Site) -> Iterator[Output]:
    """`sitemap.xml`; in a large site an index of several."""
    yield Output("", lambda: _sitemap(site))


def _sitemap(site: Site) -> Iterator[tuple[str, str]]:
    if not site.base:
        return
    articles = {site.docname(one): one for one in site.build.entries.of(Article).values()}
    entries = [_url(site, docname, articles) for docname in site.docnames]
    parts = [entries[start : start + LIMIT] for start in range(0, len(entries), LIMIT)]
    if len(parts) == 1:
        yield "sitemap.xml", _set(parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _set(part)
    listed = "".join(f"<sitemap><loc>{escape(site.url(name))}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", f"{_HEAD}<sitemapindex {_SPACE}>\n{listed}</sitemapindex>\n"


def _set(entries: list[str]) -> str:
    links = _LINKS if any("<xhtml:" in entry for entry in entries) else ""
    return f"{_HEAD}<urlset {_SPACE}{links}>\n{''.join(entries)}</urlset>\n"


def _url(site: Site, docname: str, articles: dict[str, Article]) -> str:
    article = articles.get(docname)
    # The protocol takes dates of the year and of the month as well.
    when = (article.updated or site.work(article).published) if article else None
    changed = f"<lastmod>{when}</lastmod>" if when else ""
    versions = site.build.entries.versions(article) if article else []
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(site.entry(one))}/>'
        for one in versions
        for language in (one.language, *(("x-default",) if one is versions[0] else ()))
    )
    return f"<url><loc>{escape(site.page(docname))}</loc>{changed}{links}</url>\n"
