"""The files of a book besides its pages: feeds, data, Markdown versions, redirects, sitemap."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from archives import article as article_file
from archives import library_of, write_archive
from books import INDEX, Book
from lxml import etree, html

from refresher_content import check
from refresher_content.book.outputs import feeds, sitemap
from refresher_content.book.theme import stylesheet
from refresher_content.diagnostics import CODES
from refresher_content.errors import MissingExtraError
from refresher_content.library import Library
from refresher_content.model import KINDS, Entry
from refresher_content.model.fields import front_matter_fields

ADDRESS = "https://quay.example/"
MORE = f'html_theme = "refresher"\nhtml_baseurl = "{ADDRESS}"'


@pytest.fixture(scope="module")
def book(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The small archive's book at an address of its own, built once."""
    book = Book.make(tmp_path_factory.mktemp("outputs"), corpus, more=MORE)
    assert book.build() == ""
    return book


def _json(book: Book, name: str) -> Any:
    return json.loads((book.out() / name).read_text(encoding="utf-8"))


def test_every_entrys_data_is_the_entry(book: Book, library: Library) -> None:
    """An entry's JSON file read back is the entry that the library has, with its body; only the
    addresses in the HTML are those of the site.
    """
    read = 0
    for kind, cls in KINDS.items():
        listed = getattr(library, cls.folder) if cls.folder else []
        for entry in listed:
            data = _json(book, f"archive/api/{cls.folder}/{entry.id}.json")
            del data["$schema"], data["page"]
            again = Entry.from_dict(data)
            assert again == entry, kind
            assert replace(again.body, html="") == replace(entry.body, html="")
            read += 1
    assert read > 20


def test_markdown_versions_hold_the_text(book: Book, library: Library) -> None:
    """Each article's page has a Markdown version with its title and its text."""
    for article in library.articles:
        version = (book.out() / f"archive/{article.path}.md").read_text(encoding="utf-8")
        head = version.partition("\n## ")[0]
        assert article.title.split(",")[0] in head
        first = article.sections[0].text.split(" ")[0]
        assert first in version


def test_markdown_versions_and_feeds_credit_the_original(book: Book, library: Library) -> None:
    """The Markdown version of a digest and its feed entry name the original's author, title and
    publication, and say that the original is not included.
    """
    digests = [article for article in library.articles if article.original]
    assert digests
    feed = (book.out() / "archive/feed.atom").read_text(encoding="utf-8")
    for article in digests:
        assert article.original
        version = (book.out() / f"archive/{article.path}.md").read_text(encoding="utf-8")
        named = article.authors[0].name
        assert f"After [{named}](" in version
        assert f"<name>{article.writers[0].name}</name>" in feed
        for text in (version, feed):
            assert article.original.title in text
            assert article.original.publication in text
            assert f"Original: {article.original.rights}; not included." in text


def test_lists_of_articles_have_feeds_of_their_own(book: Book, library: Library) -> None:
    """Columns, authors, topics, issues and years have a feed of just their articles, newest
    first.
    """
    lists = {
        entry.path: library.articles.filter(**{entry.kind: entry.id}).ids
        for kind in ("columns", "authors", "topics", "issues")
        for entry in getattr(library, kind)
    }
    lists |= {f"years/{year}": some.ids for year, some in library.articles.group_by("year").items()}
    for path, ids in lists.items():
        items = _json(book, f"archive/{path}-feed.json")["items"]
        assert [item["url"].rpartition("/")[2] for item in items] == [f"{id_}.html" for id_ in ids]
        head: Any = html.fromstring(book.page(f"archive/{path}"))
        (own, _site) = head.xpath("//link[contains(@type, 'atom')]/@href")
        assert own == f"{ADDRESS}archive/{path}-feed.atom"


def test_a_renamed_article_keeps_its_identifier(corpus_copy: Path, tmp_path: Path) -> None:
    """Who has read an article in a feed isn't shown it again when its id changes."""
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    assert book.build() == ""
    before = [item["id"] for item in _json(book, "archive/feed.json")["items"]]
    old = corpus_copy / "articles" / "mud.md"
    text = old.read_text(encoding="utf-8").replace("---\n", "---\nknown_as: mud\n", 1)
    old.with_name("silt.md").write_text(text, encoding="utf-8")
    old.unlink()
    for other in corpus_copy.rglob("*.md"):
        other.write_text(other.read_text("utf-8").replace("`mud`", "`silt`"), "utf-8")
    assert book.build() == ""
    after = [item["id"] for item in _json(book, "archive/feed.json")["items"]]
    assert sorted(after) == sorted(before)


def test_an_identifier_is_kept_in_feeds_data_and_filters(tmp_path: Path) -> None:
    """An absolute IRI is the article's id in feeds, also under another id; any identifier is in
    linked data and can be asked for.
    """
    guid = "https://old.example/?p=7"
    articles = {
        "posted": article_file(identifier=f'"{guid}"', known_as="old"),
        "numbered": article_file(identifier='"ISBN 3-16-148410-0"'),
    }
    library = library_of(tmp_path, articles)
    assert library.articles.filter(identifier=guid).ids == ("posted",)
    assert library.articles.filter(identifier__startswith="ISBN").ids == ("numbered",)
    book = Book.make(tmp_path / "book", tmp_path / "content", more=MORE)
    assert book.build() == ""
    numbered, posted = _json(book, "archive/feed.json")["items"]
    assert posted["id"] == guid
    assert numbered["id"].startswith("urn:uuid:")
    assert f"<id>{guid}</id>" in (book.out() / "archive/feed.atom").read_text(encoding="utf-8")
    for id_, identifier in (("posted", guid), ("numbered", "ISBN 3-16-148410-0")):
        page: Any = html.fromstring(book.page(f"archive/articles/{id_}"))
        (data,) = page.xpath("//script[@type='application/ld+json']/text()")
        assert json.loads(data)["@graph"][0]["identifier"] == identifier


def test_a_cover_stands_for_its_article(corpus: Path, tmp_path: Path) -> None:
    """Others show the cover, or else the figure; the text has only the figure. A cover that isn't
    there is reported with its place.
    """
    figure = "{image: ../images/wave.svg, alt: A wave}"
    cover = "{image: ../images/line.svg, alt: A line}"
    articles = {
        "both": article_file(figure=figure, cover=cover),
        "figure": article_file(figure=figure),
        "neither": article_file(),
    }
    content = write_archive(
        tmp_path / "content", {f"articles/{id_}": text for id_, text in articles.items()}
    )
    shutil.copytree(corpus / "images", content / "images")
    book = Book.make(tmp_path / "book", content, more=MORE)
    assert book.build() == ""
    images = {}
    for item in _json(book, "archive/feed.json")["items"]:
        id_ = item["url"].rpartition("/")[2].removesuffix(".html")
        images[id_] = item.get("image", "").rpartition("/")[2]
        page: Any = html.fromstring(book.page(f"archive/articles/{id_}"))
        (data,) = page.xpath("//script[@type='application/ld+json']/text()")
        found = json.loads(data)["@graph"][0]["image"]
        assert (found[0] if isinstance(found, list) else "") == item.get("image", "")
        if images[id_]:
            assert (book.out() / item["image"].removeprefix(ADDRESS)).is_file()
        (shown,) = page.xpath("//meta[@property='og:image']/@content")
        assert shown.endswith("line.svg") == (id_ == "both")
        assert not page.xpath("//main//img[contains(@src, 'line.svg')]")
    assert images == {"both": "line.svg", "figure": "wave.svg", "neither": ""}
    atom = etree.parse(book.out() / "archive/feed.atom").iterfind("{*}entry")
    enclosed = [one.findall("{*}link[@rel='enclosure']") for one in atom]
    assert [[link.get("href") for link in links] for links in enclosed] == [
        [item["image"]] if "image" in item else []
        for item in _json(book, "archive/feed.json")["items"]
    ]
    assert {link.get("type") for links in enclosed for link in links} == {"image/svg+xml"}
    (content / "images/line.svg").unlink()
    (problem,) = check(content).errors
    assert (problem.code, problem.field) == ("missing-image", "cover.image")
    assert problem.span.line == 7


def test_another_builders_output_is_not_a_source(corpus: Path, tmp_path: Path) -> None:
    """Markdown versions that one build leaves in the project are not documents of the next."""
    book = Book.make(tmp_path / "book", corpus, more='exclude_patterns = []\nversion = "1"')
    assert book.build() == ""
    assert book.build("dirhtml") == ""
    assert not list(book.out("dirhtml").glob("_build"))


def test_a_long_feed_is_paged(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    """Pages of the site's feed link to the next and the one before (RFC 5005) and hold each
    article once, newest first; the first page has full texts, the others summaries. Other
    feeds have the newest articles alone.
    """
    monkeypatch.setattr(feeds, "PAGE", 3)
    book = Book.make(tmp_path / "book", corpus, more=MORE)
    assert book.build() == ""
    space = {"a": "http://www.w3.org/2005/Atom"}
    name, before, found = "archive/feed.atom", "", []
    while name:
        feed: Any = etree.parse(str(book.out() / name))
        relations = {
            link.get("rel"): link.get("href").removeprefix(ADDRESS)
            for link in feed.findall("a:link", space)
        }
        assert relations["self"] == name
        assert relations["first"] == "archive/feed.atom"
        assert relations.get("previous", "") == before
        found += feed.xpath("//a:entry/a:link[not(@rel='enclosure')]/@href", namespaces=space)
        texts = feed.xpath("//a:content", namespaces=space)
        assert bool(texts) == (name == "archive/feed.atom")
        items = json.loads((book.out() / name).with_suffix(".json").read_bytes())["items"]
        assert all(("content_html" in one) == bool(texts) for one in items)
        before, name = name, relations.get("next", "")
    assert before == relations["last"]
    assert found == [f"{ADDRESS}archive/{article.path}.html" for article in library.articles]
    column = max(library.columns, key=lambda one: len(one.articles))
    own: Any = etree.parse(str(book.out() / f"archive/{column.path}-feed.atom"))
    newest = library.articles.filter(column=column.id)[:3]
    assert own.xpath("//a:entry/a:link[not(@rel='enclosure')]/@href", namespaces=space) == [
        f"{ADDRESS}archive/{article.path}.html" for article in newest
    ]
    assert not list((book.out() / "archive/columns").glob("*-feed-*"))


def test_feeds_are_as_old_as_their_articles(book: Book, library: Library) -> None:
    """The time of a feed is that of its newest article, at the beginning of what is known."""
    for column in library.columns:
        feed: Any = etree.parse(str(book.out() / f"archive/{column.path}-feed.atom"))
        newest = max((one.updated or one.published) for one in column.articles)
        updated = feed.findtext("{http://www.w3.org/2005/Atom}updated")
        assert updated == f"{newest.first_day.isoformat()}T00:00:00Z"


def test_a_large_site_has_an_index_of_sitemaps(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Book
) -> None:
    """Above the protocol's limit the sitemap is an index, whose parts hold the same pages."""

    def places(path: Path) -> list[str]:
        tree: Any = etree.parse(str(path))
        return list(tree.xpath("//*[local-name()='loc']/text()"))

    whole = places(book.out() / "sitemap.xml")
    monkeypatch.setattr(sitemap, "LIMIT", 10)
    split = Book.make(tmp_path / "book", corpus, more=MORE)
    assert split.build() == ""
    parts = places(split.out() / "sitemap.xml")
    assert len(parts) == -(-len(whole) // 10) > 1
    assert [one for part in parts for one in places(split.out() / Path(part).name)] == whole


def test_without_an_address_links_are_relative(corpus: Path, tmp_path: Path) -> None:
    """A book that doesn't know its address has no sitemap, and names no address."""
    book = Book.make(tmp_path / "book", corpus, more='html_theme = "refresher"')
    assert book.build() == ""
    assert not (book.out() / "sitemap.xml").exists()
    page: Any = html.fromstring(book.page("archive/articles/mud"))
    for link in page.xpath("//link[@rel='alternate']/@href"):
        target = (book.out() / "archive/articles" / link).resolve()
        assert target.is_file(), link
    data = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert "quay.example" not in json.dumps(data)
    links = set(_relative_links(book))
    assert len({file.suffix for file, _ in links}) == 3
    assert [(file.name, link) for file, link in links if not (file.parent / link).is_file()] == []


def _relative_links(book: Book) -> Iterator[tuple[Path, str]]:
    """The links to the site's own files in what stands beside its pages, with their files."""
    for file in sorted(book.out().rglob("*")):
        if file.suffix not in (".md", ".atom", ".json") or "schema" in file.parts:
            continue
        text = unescape(file.read_text(encoding="utf-8")).replace('\\"', '"')
        if file.suffix == ".json":
            text = "".join(
                re.findall(r'^ *"(?:url|page|content_html|\w+_url)": .*$', text, re.MULTILINE)
            )
        for link in re.findall(r'\]\(([^)\s]+)\)|(?:href|src|url|page)"?[=:] ?"([^"]+)"', text):
            address = "".join(link).partition("#")[0]
            if address and ":" not in address:
                yield file, address


def test_the_theme_serves_a_project_without_an_archive(tmp_path: Path) -> None:
    """Any Sphinx project may use the theme; it gets search and a 404 page."""
    (tmp_path / "conf.py").write_text(
        'project = "Plain"\nextensions = ["myst_parser", "refresher_content.book.theme"]\n'
        'html_theme = "refresher"\nexclude_patterns = ["_build"]\n',
        encoding="utf-8",
    )
    (tmp_path / "index.md").write_text(
        "# Plain\n\nWords.\n\n```{toctree}\nother\n```\n", encoding="utf-8"
    )
    (tmp_path / "other.md").write_text("# Halyard\n\nA rope for a sail.\n", encoding="utf-8")
    book = Book(tmp_path, tmp_path)
    assert book.build() == ""
    found = [name for name in book.files() if name.endswith("words.json")]
    assert len(found) == 1
    assert "halyard" in _json(book, found[0])["words"]
    assert "404.html" in book.files()
    assert "Halyard" in book.page("other")


def test_the_reference_lists_every_key_and_code(corpus: Path, tmp_path: Path) -> None:
    """The directives for a project's own guide to its authors list all keys and all codes."""
    index = INDEX + "".join(
        f"\n## {kind}\n\n```{{refresher:front-matter}} {kind}\n```\n" for kind in KINDS
    )
    book = Book.make(
        tmp_path / "book", corpus, index=index + "\n## Codes\n\n```{refresher:codes}\n```\n"
    )
    assert book.build() == ""
    page: Any = html.fromstring(book.page("index"))
    for kind, cls in KINDS.items():
        terms = page.xpath(f"//section[@id='{kind}']//dt//code//text()")
        assert list(dict.fromkeys(terms)) == [spec.key for spec in front_matter_fields(cls)]
    assert page.xpath("//section[@id='codes']//dt//code//text()") == list(CODES)


def test_making_styles_names_the_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tool that reduces styles isn't installed, the error names the extra."""
    monkeypatch.setitem(sys.modules, "lightningcss", None)
    with pytest.raises(MissingExtraError, match="theme"):
        stylesheet.make()


@pytest.mark.skipif(
    not Path(stylesheet.__file__).with_name("styles").is_dir(), reason="a wheel has no sources"
)
def test_styles_are_made_the_same_each_time() -> None:
    """Making the stylesheet again gives the file that is there, byte for byte."""
    stylesheet.refresh()
    assert stylesheet.make() == stylesheet.STYLESHEET.read_text(encoding="utf-8")
    assert stylesheet.make_highlight() == stylesheet.HIGHLIGHT.read_text(encoding="utf-8")


def test_pages_lead_to_feeds(book: Book) -> None:
    """A list links to its own feeds, and every page's footer to the page of all feeds, which
    says what a feed is.
    """
    for page, feed in (
        ("archive/columns/soundings", "archive/columns/soundings-feed"),
        ("archive/years/2011", "archive/years/2011-feed"),
    ):
        tree: Any = html.fromstring(book.page(page))
        links = tree.xpath("//main//a[contains(@href, 'feed')]/@href")
        folder = posixpath.dirname(page)
        found = [posixpath.normpath(posixpath.join(folder, link)) for link in links]
        assert found == [f"{feed}.atom", f"{feed}.json"]
    for page in ("archive/articles/echo", "search", "index"):
        tree = html.fromstring(book.page(page))
        footer = set(tree.xpath("//footer//a/@href"))
        assert footer & {"archive/subscribe.html", "../subscribe.html"}
    tree = html.fromstring(book.page("archive/subscribe"))
    offered = set(tree.xpath("//main//a/@href"))
    assert {"feed.atom", "columns/soundings-feed.json", "authors/ada-quill-feed.atom"} <= offered
    files = {path for path in offered if not path.startswith("#")}
    assert all((book.out() / "archive" / path).is_file() for path in files)


def test_a_feed_in_a_browser_is_readable(book: Book) -> None:
    """It names a style that is there and says what a feed is."""
    for name in ("archive/feed", "archive/columns/soundings-feed"):
        text = (book.out() / f"{name}.atom").read_text("utf-8")
        (href,) = re.findall(r'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', text)
        style = book.out() / href.removeprefix(ADDRESS)
        assert "This is a feed" in style.read_text("utf-8")
