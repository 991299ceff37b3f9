"""What readers are promised of the whole archive: credit, order, lists, languages, its face."""

from __future__ import annotations

import json
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from browsing import ARTICLE, ROOT, Figures, Opener, Site
from lxml import etree, html
from playwright.sync_api import Browser, Request
from pybtex.database import parse_string

import refresher_content as rc
from refresher_content.library import Library

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def _pages(site: Site) -> dict[str, Any]:
    """The pages of an archive by their paths."""
    return {
        path.relative_to(site.folder).as_posix(): html.parse(str(path)).getroot()
        for path in sorted((site.folder / "archive").rglob("*.html"))
    }


def test_no_text_is_attributed_to_the_author_of_its_original(site: Site, figures: Figures) -> None:
    """Tags for citations, linked data, citation files and feeds name the writers of a digest and
    nobody else as its authors; the original has a file of its own.
    """
    found: list[tuple[str, set[str]]] = []
    writers = {article.id: {one.name for one in article.writers} for article in rc.articles}
    for id_ in writers:
        path = site.folder / f"archive/articles/{id_}"
        page = html.parse(str(path.with_suffix(".html"))).getroot()
        found.append((id_, set(page.xpath("//meta[@name='citation_author']/@content"))))
        graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
        (article,) = [one for one in graph if one["@type"] == "Article"]
        found.append((id_, {one["name"] for one in article["author"]}))
        (entry,) = parse_string(
            path.with_suffix(".bib").read_text("utf-8"), "bibtex"
        ).entries.values()
        found.append((id_, {str(one).strip("{}") for one in entry.persons["author"]}))
        assert "Wolkensperg" in path.with_suffix(".original.bib").read_text("utf-8")
    for feed in (site.folder / "archive").rglob("*.atom"):
        tree: Any = etree.parse(str(feed))
        for one in tree.iterfind("a:entry", ATOM):
            id_ = PurePosixPath(str(one.xpath("string(a:link/@href)", namespaces=ATOM))).stem
            found.append((id_, set(one.xpath("a:author/a:name/text()", namespaces=ATOM))))
    assert [(id_, names) for id_, names in found if names != writers[id_]] == []
    goal = "a digest is never attributed to the author of its original"
    figures.note("whose words", goal, statements=len(found), wrong=0)


def test_archive_and_documents_are_apart(site: Site, figures: Figures) -> None:
    """From the archive one link leads to the documents, in the footer."""
    most = 0
    for path, page in _pages(site).items():
        targets = {urlsplit(urljoin(f"/{path}", one)).path for one in page.xpath("//a/@href")}
        outside = {
            one
            for one in targets
            if one.endswith(".html") and not one.startswith("/archive/")
            if one not in ("/index.html", "/search.html")
        }
        assert len(outside) <= 1, (path, outside)
        most = max(most, len(outside))
    figures.note("two audiences", "one link to the documents on a page of the archive", most=most)


@pytest.mark.parametrize("which", ["site", "large"])
def test_lists_name_who_and_how_long(
    which: str, request: pytest.FixtureRequest, figures: Figures
) -> None:
    """Each article in a list of articles has its writers and its reading time."""
    found: Site = request.getfixturevalue(which)
    items = 0
    for path, page in _pages(found).items():
        for item in page.xpath("//main//*[contains(@class, 'refresher-list')]/li[.//h2 or .//h3]"):
            meta = "".join(item.xpath(".//p[contains(@class, 'refresher-meta')]//text()"))
            assert "\u00a0min" in meta, (path, item.text_content())
            assert len(meta.split("·")) >= 2, (path, meta)
            items += 1
    assert items > 20
    figures.note("lists", "byline and minutes with each article", **{f"items_{which}": items})


def test_titles_in_lists_have_their_language(small: Site, figures: Figures) -> None:
    """Wherever an article of another language is linked by its title, the title is marked."""
    library: Library = rc.open_library(ROOT / "tests" / "corpus")
    site_language = library.publication.language
    other = {one.path: one for one in library.articles if one.language != site_language}
    titles = 0
    for path, page in _pages(small).items():
        for link in page.xpath("//main//a[@href]"):
            target = urlsplit(urljoin(f"/{path}", link.get("href"))).path
            article = other.get(target.removeprefix("/archive/").removesuffix(".html"))
            if article is None or link.text_content().strip() != article.title:
                continue
            marked = link.xpath("ancestor-or-self::*[@lang][1]/@lang | .//@lang")
            assert article.language in marked, (path, article.id)
            titles += 1
    assert titles > 10
    figures.note("languages", "each title in another language is marked", titles=titles, bare=0)


FACES = 60 * 1024


def _note_face(faces: list[str], request: Request) -> None:
    if request.resource_type == "font":
        faces.append(request.url)


@pytest.mark.alone
def test_the_first_view_has_the_typeface(site: Site, browser: Browser, figures: Figures) -> None:
    """Whoever opens a first page sees it in the archive's typeface, not in a substitute."""
    for _ in range(5):
        # What else the machine does may make a face late; a page never waits for it.
        context = browser.new_context()
        page = context.new_page()
        faces: list[str] = []
        page.on("requestfinished", partial(_note_face, faces))
        page.goto(site.url(ARTICLE), wait_until="networkidle")
        session = context.new_cdp_session(page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        used = set()
        for selector in ("h1", ".refresher-say", ".refresher-text p"):
            node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})
            fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})
            used |= {font["familyName"] for font in fonts["fonts"]}
        context.close()
        if used == {"Source Serif 4"}:
            break
    assert used == {"Source Serif 4"}
    size = sum((site.folder / urlsplit(one).path[1:]).stat().st_size for one in faces)
    assert size <= FACES
    goal = "the first view in the archive's typeface, ≤ 60 KiB"
    figures.note("typeface", goal, faces=len(faces), bytes=size)


def test_the_subscribe_page_has_every_feed(site: Site, open_page: Opener, figures: Figures) -> None:
    """Every feed stands on the page about feeds, but those of years, which are over."""
    page = html.parse(str(site.folder / "archive/subscribe.html")).getroot()
    linked = {one for one in page.xpath("//main//a/@href") if one.endswith((".atom", ".json"))}
    folder = site.folder / "archive"
    feeds = {path.relative_to(folder).as_posix() for path in folder.rglob("*.atom")}
    feeds = {one for one in feeds if not one.startswith("years/")}
    feeds |= {one.replace(".atom", ".json") for one in feeds}
    assert linked == feeds
    figures.note(
        "subscribing", "every feed on one page, but those of years", feeds=len(feeds), missing=0
    )
