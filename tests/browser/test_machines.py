"""What pages hold, for readers and for machines."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import extruct
import feedparser
import jsonschema
import pytest
from browsing import ARTICLE, BASE, KINDS, NODE, Figures, Opener, Site
from lxml import etree, html

VNU = NODE / "node_modules/vnu-jar/build/dist/vnu.jar"
LIMIT = 60 * 1024


def _page(site: Site, path: str) -> Any:
    return html.fromstring((site.folder / path).read_text(encoding="utf-8"))


def _text(site: Site, path: str) -> str:
    (main,) = _page(site, path).xpath("//main")
    return " ".join(" ".join(main.itertext()).split())


def test_an_article_has_its_parts(site: Site) -> None:
    """Everything that a reader of an article looks for stands on its page."""
    text = _text(site, ARTICLE)
    for words in (
        "After Michael Wolkensperg",
        "The CEO Refresher",
        "2009",
        " min",
        "A right decision fits the strategy",
        "Questions to think about",
        "Three circles, and the place where they meet.",
        "Further reading",
        "6 of 6",
        "Previous",
        "from the start, 1 of 6",
        "Related articles",
        "linked in the text",
        "founder and head of The Rushmore Judge Group",
        "Topics",
        "Cite and reuse",
        "Cite the original",
        "BibTeX",
        "RIS",
        "CSL",
        "all rights reserved",
    ):
        assert words in text, words
    page = _page(site, ARTICLE)
    assert len(page.xpath("//details[@class='refresher-related']//li")) == 3


@pytest.mark.parametrize("which", ["site", "large"])
def test_pages_stay_small(which: str, request: pytest.FixtureRequest, figures: Figures) -> None:
    """No page of the archive passes 60 KB, with six articles or a thousand, and no page
    at all 100 KB.
    """
    found: Site = request.getfixturevalue(which)
    assert [path for path in found.folder.rglob("*.html") if path.stat().st_size > 100_000] == []
    pages = (found.folder / "archive").rglob("*.html")
    sizes = {path.relative_to(found.folder).as_posix(): path.stat().st_size for path in pages}
    assert {path: size for path, size in sizes.items() if size > LIMIT} == {}
    if which == "large":
        largest = max(sizes.values())
        figures.note("every page", "≤ 60 KB in an archive of 1,000 articles", largest_bytes=largest)


def test_every_article_is_reached_through_the_lists(large: Site) -> None:
    """Paged and grouped, the lists still lead to each of a thousand articles, and to no hole."""
    seen, queue = set(), ["index.html"]
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        if re.search(r"archive/articles/a\d+\.html", path):
            continue
        for link in _page(large, path).xpath("//main//a/@href | //nav//a/@href"):
            target = urlsplit(urljoin(f"http://site/{path}", link))
            if target.netloc == "site" and target.path.endswith(".html"):
                assert (large.folder / target.path[1:]).is_file(), (path, link)
                queue.append(target.path[1:])
    articles = {path for path in seen if re.search(r"archive/articles/a\d+\.html", path)}
    assert len(articles) == 1_000


def test_lists_say_where_they_are_and_have_feeds(site: Site) -> None:
    """Every page leads up or is marked in the header; a list of articles has its feed."""
    for kind, path in KINDS.items():
        page = _page(site, path)
        if kind not in ("home", "search", "missing"):
            up = "//p[@class='kicker']/a | //nav[@class='breadcrumbs']//a"
            assert page.xpath(f"{up} | //header//*[@aria-current] | //footer//*[@aria-current]"), (
                kind
            )
        if kind in ("column", "author", "topic", "issue", "year"):
            feeds = page.xpath("//link[@rel='alternate'][contains(@type, 'atom')]/@href")
            assert any(feed.endswith("-feed.atom") for feed in feeds), kind


def test_every_page_ends_with_rights_and_sections(site: Site) -> None:
    """Every footer says who holds which rights, and leads to feeds, colophon and the manual."""
    for kind, path in KINDS.items():
        (footer,) = _page(site, path).xpath("//footer")
        text = " ".join(footer.text_content().split())
        assert "under CC BY 4.0" in text, kind
        assert "© 2009 Michael Wolkensperg, all rights reserved, not included" in text, kind
        links = {link.text: link.get("href") for link in footer.iterfind(".//a")}
        for name in ("Subscribe", "About", "For developers"):
            target = urlsplit(urljoin(f"http://site/{path}", links[name])).path
            assert (site.folder / target[1:]).is_file(), (kind, name)


def test_structured_data_is_read(site: Site, figures: Figures) -> None:
    """JSON-LD, Open Graph and citation tags say what the page says."""
    types: set[str] = set()
    for kind, path in KINDS.items():
        if kind in ("search", "missing"):
            continue
        text = (site.folder / path).read_text(encoding="utf-8")
        found = extruct.extract(text, BASE + path, syntaxes=["json-ld", "opengraph"])
        (data,) = found["json-ld"]
        types |= {thing["@type"] for thing in data["@graph"]}
        pairs = dict(found["opengraph"][0]["properties"])
        for name in ("og:title", "og:type", "og:description", "og:image", "og:url"):
            assert pairs.get(name), (kind, name)
        card = site.folder / pairs["og:image"].removeprefix(BASE)
        assert card.read_bytes()[16:24] == b"\x00\x00\x04\xb0\x00\x00\x02\x76"  # 1200×630
        page = _page(site, path)
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == pairs["og:url"] == BASE + path
        (description,) = page.xpath("//meta[@name='description']/@content")
        assert description
    assert {"Article", "WebSite", "BreadcrumbList", "ProfilePage", "CollectionPage"} <= types
    page = _page(site, ARTICLE)
    names = {meta.get("name"): meta.get("content") for meta in page.xpath("//meta[@name]")}
    assert names["citation_author"] == "The editors of this archive"
    assert names["citation_publication_date"] == "2026"
    figures.note(
        "machines", "structured data, cards, feeds, Markdown versions, schema", types=sorted(types)
    )


@pytest.mark.parametrize("which", ["site", "large"])
def test_feeds_are_sound_and_honest(which: str, request: pytest.FixtureRequest) -> None:
    """Feeds parse without complaint, hold the full text, and are as old as their articles."""
    found: Site = request.getfixturevalue(which)
    feed = feedparser.parse((found.folder / "archive/feed.atom").read_bytes())
    assert not feed.bozo
    assert feed.feed.updated == max(entry.updated for entry in feed.entries)
    assert all(entry.content[0].value for entry in feed.entries)
    if which == "site":
        assert feed.feed.updated == "2026-01-01T00:00:00Z"
        assert not any("published" in entry for entry in feed.entries)
        return
    ids = [entry.id for entry in feed.entries]
    pages = 1
    while following := [one.href for one in feed.feed.links if one.rel == "next"]:
        name = following[0].removeprefix(BASE)
        feed = feedparser.parse((found.folder / name).read_bytes())
        ids += [entry.id for entry in feed.entries]
        pages += 1
    assert len(ids) == len(set(ids)) == 1_000
    assert pages == 20


def test_atom_is_valid(site: Site) -> None:
    """Each feed obeys what RFC 4287 asks, as `atom.rng` has it."""
    schema = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))
    feeds = sorted(site.folder.rglob("*.atom"))
    assert feeds
    for path in feeds:
        schema.assertValid(etree.parse(str(path)))


def test_json_feeds_are_valid(site: Site) -> None:
    """Each JSON feed has what version 1.1 requires, and absolute addresses."""
    for path in sorted(site.folder.rglob("*feed*.json")):
        feed = json.loads(path.read_text(encoding="utf-8"))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == BASE + path.relative_to(site.folder).as_posix()
        for item in feed["items"]:
            assert item["id"]
            assert item["content_html"]
            assert item["url"].startswith(BASE)
            assert "date_published" not in item  # the day isn't known


def test_entries_obey_their_schemas(site: Site) -> None:
    """Every entry's JSON file is valid against the schema that it names."""
    root = site.folder / "archive/api"
    checked = 0
    for path in sorted(root.rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict) and "$schema" in data and "schema" not in path.parts[-2]:
            schema = json.loads((path.parent / data["$schema"]).read_text(encoding="utf-8"))
            jsonschema.validate(data, schema)
            checked += 1
    assert checked > 25


def test_markdown_sitemap_and_llms_lead_somewhere(site: Site) -> None:
    """Every page has a Markdown version; the sitemap has all pages but those for utility; links of
    llms.txt and of the Markdown versions lead to files.
    """
    sitemap: Any = etree.parse(str(site.folder / "sitemap.xml"))
    places = sitemap.xpath("//*[local-name()='loc']/text()")
    assert len(places) == len(set(places))
    for place in places:
        path = place.removeprefix(BASE)
        assert (site.folder / path).is_file()
        (version,) = _page(site, path).xpath("//link[@type='text/markdown']/@href")
        assert (site.folder / urlsplit(version).path[1:]).is_file()
    assert not {BASE + f"{name}.html" for name in ("search", "404", "genindex")} & {*places}
    texts = [site.folder / "llms.txt", *(site.folder / "archive").rglob("*.md")]
    for text in texts:
        for link in re.findall(rf"\]\({re.escape(BASE)}([^)]+)\)", text.read_text("utf-8")):
            assert (site.folder / link.partition("#")[0]).is_file(), (text.name, link)


def test_old_addresses_lead_on(tmp_path: Path) -> None:
    """A page at an alias leads to the article, and is not for the indexes of others."""
    from books import Book

    corpus = Path(__file__).parents[1] / "corpus"
    book = Book.make(tmp_path / "book", corpus)
    book.build()
    page: Any = html.fromstring((book.out() / "archive/articles/the-lead.html").read_text("utf-8"))
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=lead-line.html"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_missing_page_suggests_the_most_similar(site: Site, open_page: Opener) -> None:
    """A slip in an address leads to the page that was meant."""
    page = open_page(site.url("archive/articles/carreer-advise-in-30-secunds.html"))
    page.wait_for_selector("#refresher_suggestions a")
    assert "Career advice" in page.inner_text("#refresher_suggestions")
    page.click("#refresher_suggestions a:has-text('Career advice')")
    assert page.url == site.url("archive/articles/career-advice-in-only-30-seconds.html")


@pytest.mark.parametrize("which", ["site", "large"])
def test_the_html_is_valid(which: str, request: pytest.FixtureRequest, figures: Figures) -> None:
    """The Nu checker finds no error in any page."""
    found: Site = request.getfixturevalue(which)
    done = subprocess.run(
        [
            "java",
            "-jar",
            str(VNU),
            "--skip-non-html",
            "--errors-only",
            "--format",
            "json",
            str(found.folder),
        ],
        capture_output=True,
        text=True,
        env=os.environ,
    )
    errors = [
        f"{one['url']}: {one['message']}"
        for one in json.loads(done.stderr)["messages"]
        if one["type"] == "error"
    ]
    assert errors == []
    figures.note("Nu checker", "no error in any page", errors=0)
