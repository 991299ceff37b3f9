"""One reading for everybody: each construct of the dialect gives the same in every output."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

import nh3
import pytest
from books import Book
from constructs import ANCHOR, CONSTRUCTS, write_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

import refresher_content as rc
from refresher_content.model.html import read

ROOT = Path(__file__).parents[1]
CONTENT = Path(rc.__file__).parent / "content"
ADDRESS = "https://quay.example/"
MORE = f'html_baseurl = "{ADDRESS}"\nsmartquotes = False\nversion = "1"\ncopyright = "2020"'
HEAD = """---
title: {title}
summary: An example.
published: 2020
authors: [michael-wolkensperg]
---

"""
# Nothing but the text on the page, so that it can be compared as a whole.
TEMPLATE = "# {{ article.title }}\n\n{{ body }}\n"


def _html(text: str) -> Any:
    """The tree of a page or a fragment."""
    return html.fromstring(text)


def examples() -> list[str]:
    """The examples of the reference page of the dialect."""
    page = (ROOT / "docs/reference/dialect.md").read_text(encoding="utf-8")
    return re.findall(r"^`{5}\{refresher:example\}\n(.*?)^`{5}$", page, re.MULTILINE | re.DOTALL)


def filled(construct: str, number: int) -> str:
    """A construct as a body, which has the place to which others lead."""
    text, _, end = construct.partition("@definition@")
    for mark, value in {
        "@word@": "word",
        "@number@": str(number),
        "@up@": "../",
        "@article@": "career-advice-in-only-30-seconds",
        "@file@": "example-0.md",
        "author-001": "michael-wolkensperg",
        "column-001": "moments-of-insight",
        "link-001": "drucker-institute",
        "reference-001": "bennis-1989",
        "topic-001": "career",
    }.items():
        text, end = text.replace(mark, value), end.replace(mark, value)
    return f"An introduction.\n\n## A place {{#{ANCHOR}}}\n\n{text}\n\n{end}"


BODIES = [
    *(f"## A place {{#{ANCHOR}}}\n\n{one}" for one in examples()[:1]),
    *examples()[1:],
    *(filled(one, number) for number, one in enumerate(CONSTRUCTS, 1)),
]
"""The examples of the reference page, and the constructs of generated bodies."""


def write(content: Path, number: int, text: str) -> str:
    """Writes a body as an article; gives its id."""
    name = f"example-{number}"
    path = content / f"articles/{name}.md"
    path.write_text(HEAD.format(title=f"Example {number}") + text, encoding="utf-8")
    return name


class Read(NamedTuple):
    """What a reader gets of a body."""

    words: str
    links: list[str]
    pictures: list[str]
    ids: set[str]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book whose articles are the bodies, one each, as pages and as an EPUB."""
    folder = tmp_path_factory.mktemp("dialect")
    content = folder / "content"
    shutil.copytree(CONTENT, content)
    write_files(content)
    for number, text in enumerate(BODIES):
        write(content, number, text)
    templates = folder / "book/_templates/refresher"
    templates.mkdir(parents=True)
    (templates / "article.md.jinja").write_text(TEMPLATE, encoding="utf-8")
    book = Book.make(folder / "book", content, more=MORE)
    assert book.build() == ""
    assert book.build("epub") == ""
    return book


def test_the_page_has_examples_that_are_sound(book: Book) -> None:
    """Every example passes the check, without a warning."""
    assert len(examples()) >= 12
    assert rc.check(book.content).diagnostics == ()


def _plain(words: str) -> str:
    return "".join(words.split())


def _read(tree: Any, base: str) -> Read:
    """What an element of lxml shows, with absolute addresses; footnotes' marks left out."""
    for one in tree.xpath(
        ".//*[@role='doc-backlink' or @role='doc-noteref']|.//*[@class='headerlink']"
    ):
        one.drop_tree() if hasattr(one, "drop_tree") else one.getparent().remove(one)
    for one in [*tree.iter("math"), *tree.iter("{http://www.w3.org/1998/Math/MathML}math")]:
        formula, tail = one.get("alttext"), one.tail
        one.clear()
        one.text, one.tail = formula, tail
    local: Any = etree.XPath(".//*[local-name() = $name]")
    return Read(
        words=_plain("".join(tree.itertext())),
        links=[urljoin(base, one.get("href")) for one in local(tree, name="a") if one.get("href")],
        pictures=[urljoin(base, one.get("src")) for one in local(tree, name="img")],
        ids={one.get("id") for one in tree.iter() if isinstance(one.tag, str) and one.get("id")},
    )


def _from_html(text: str, base: str) -> Read:
    return _read(_html(f"<div>{text}</div>"), base)


def _page(book: Book, name: str) -> Read:
    page: Any = _html(book.page(f"archive/articles/{name}"))
    (section,) = page.xpath("//*[@id='refresher_title']")
    section.find("h1").drop_tree()
    section.attrib.pop("id")
    return _read(section, f"{ADDRESS}archive/articles/{name}.html")


def _outputs(book: Book, name: str) -> Iterator[tuple[str, Read]]:
    """What each output shows of an article, by its name."""
    page = f"{ADDRESS}archive/articles/{name}.html"
    yield "page", _page(book, name)
    atom: Any = etree.parse(book.out() / "archive/feed.atom")
    space = "{http://www.w3.org/2005/Atom}"
    for entry in atom.iter(f"{space}entry"):
        if entry.find(f"{space}link").get("href") == page:
            yield "Atom", _in_feed(entry.findtext(f"{space}content"), page)
    feed = json.loads((book.out() / "archive/feed.json").read_text(encoding="utf-8"))
    for item in feed["items"]:
        if item["url"] == page:
            yield "JSON Feed", _in_feed(item["content_html"], page)
    data = book.out() / f"archive/api/articles/{name}.json"
    yield "API", _from_html(json.loads(data.read_text(encoding="utf-8"))["body"]["html"], page)


def _in_feed(content: str, page: str) -> Read:
    """The body in a feed's item: between the line of credit and the line of rights."""
    tree = _html(f"<div>{content}</div>")
    first, *_, last = list(tree)
    first.drop_tree()
    last.drop_tree()
    return _read(tree, page)


def _decoded(addresses: list[str]) -> list[str]:
    """Addresses as they are read, those of the site's files as the library has them."""
    plain = (unquote(one).replace("/_files/", "/").replace("~_", " ") for one in addresses)
    return [re.sub("~([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), one) for one in plain]


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_a_construct_is_the_same_in_every_output(book: Book, number: int) -> None:
    """Words, links, pictures and ids of `Article.html` are those of page, feeds and API."""
    name = f"example-{number}"
    article = rc.open_library(book.content).articles[name]
    page = f"{ADDRESS}archive/articles/{name}.html"
    for where, shown in _outputs(book, name):
        expected = _from_html(article.html, f"{ADDRESS}archive/")
        links = [
            link if f"{ADDRESS}archive/#" not in link else page + link[link.index("#") :]
            for link in expected.links
        ]
        assert shown.words == expected.words, where
        assert _decoded(shown.links) == _decoded(links), where
        assert _decoded(shown.pictures) == _decoded(expected.pictures), where
        assert shown.ids == expected.ids, where


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_plain_text_has_the_same_words(book: Book, number: int) -> None:
    """`Article.text` and the sections hold the words of `Article.html`, and what pictures say."""
    article = rc.open_library(book.content).articles[f"example-{number}"]
    shown = _from_html(article.html, ADDRESS)
    pictures = read(article.html).iter("img")
    described = sorted(_plain(one.get("alt", "")) for one in pictures)
    text = _plain(article.text)
    for words in described:
        assert words in text
        text = text.replace(words, "", 1)
    assert sorted(text) == sorted(shown.words)
    sections = "".join(one.title + one.text for one in article.sections)
    assert _plain(sections) == _plain(article.text)
    assert {one.anchor for one in article.sections if one.title} <= shown.ids


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_the_epub_shows_the_same(book: Book, number: int) -> None:
    """A chapter is well-formed XHTML with the words, pictures and ids of the page."""
    name = f"example-{number}"
    chapter: Any = etree.parse(book.out("epub") / f"archive/articles/{name}.xhtml")
    (section,) = chapter.xpath("//*[@id='refresher_text']")
    section.attrib.pop("id")
    shown, page = _read(section, ADDRESS), _page(book, name)
    assert shown.words == page.words
    assert len(shown.pictures) == len(page.pictures)
    assert page.ids <= shown.ids
    for one in section.xpath(".//*[local-name() = 'img']/@src"):
        assert (book.out("epub") / "archive/articles" / unquote(one)).is_file()


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_the_markdown_version_says_the_same(book: Book, number: int) -> None:
    """Read as CommonMark with tables and footnotes, a Markdown version has the page's words,
    and its pictures are where the site has them.
    """
    name = f"example-{number}"
    text = (book.out() / f"archive/articles/{name}.md").read_text(encoding="utf-8")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    rendered = re.sub(
        r'<a href="#fnref[^>]*>.*?</a>|<sup class="footnote-ref.*?</sup>', "", parser.render(text)
    )
    shown, page = _from_html(rendered, ADDRESS), _page(book, name)
    footnotes = "".join(
        re.findall(r'<section class="footnotes">(.*)</section>', rendered, re.DOTALL)
    )
    notes = _from_html(footnotes, ADDRESS).words if footnotes else ""
    assert page.words.endswith(notes)
    assert page.words.removesuffix(notes) in shown.words
    assert shown.pictures == page.pictures
    for one in shown.pictures:
        assert (book.out() / unquote(one.removeprefix(ADDRESS))).is_file()


def test_a_heading_is_the_same_in_the_contents_without_notes(book: Book) -> None:
    """A page's list of contents has what a heading holds, but not the mark of its footnote."""
    page: Any = _html(book.page(f"archive/articles/example-{len(BODIES) - 1}"))
    (heading,) = page.xpath("//section//h3[.//ruby]")
    (entry,) = page.xpath(
        f"//a[@href='#{heading.getparent().get('id')}'][not(@class='headerlink')]"
    )
    tags = ["em", "del", "kbd", "abbr", "mark", "ruby", "sub", "span"]
    for shown in (heading, entry):
        assert [tag for tag in tags if shown.find(f".//{tag}") is not None] == tags
    assert heading.xpath(".//a[@role='doc-noteref']/@href") == ["#fn_1"]
    assert not entry.xpath(".//sup")


def test_the_html_is_safe(book: Book) -> None:
    """A cleaner made for untrusted HTML finds nothing to remove but what it doesn't know."""
    dangerous = {"base", "embed", "form", "iframe", "link", "meta", "object", "script", "style"}
    for article in rc.open_library(book.content).articles:
        text = re.sub(r"<math.*?</math>", "", article.html)
        tags = {one.tag for one in read(text).iter()}
        assert not tags & dangerous
        names = {"alt", "class", "dir", "height", "href", "id", "lang", "open", "role", "src"}
        names |= {"start", "title", "width", "colspan", "rowspan", "controls"}
        clean = nh3.clean(
            text,
            tags=tags,
            attributes={"*": names},
            link_rel=None,
            url_schemes={"http", "https", "mailto", "tel"},
        )
        one, other = (_from_html(each, ADDRESS) for each in (text, clean))
        assert one == other


PIECES = [
    "A word",
    "*stress* and `code`",
    "{article}`career-advice-in-only-30-seconds`",
    "[a coach](a-batting-coach-for-executives.md)",
    "![alt](../images/sweet-spot.svg)",
    "## A heading",
    "### A part",
    "- item",
    "1. item",
    "> quoted",
    "> -- Someone",
    "```text\ncode & <b>\n```",
    "```{note}\nA note\n```",
    "```{figure} ../images/sweet-spot.svg\n:alt: A & B\n\nCaption\n```",
    "| a | b |\n|---|---|\n| c | d |",
    "<b>bold</b>",
    "<details><summary>More</summary>\nText\n</details>",
    "<br>",
    "A note[^1]\n\n[^1]: Said below.",
    "[text][ref]\n\n[ref]: https://example.org/",
    "{math}`a<b`",
    "{{ mark }}",
    "~~gone~~",
    "Term\n: What it means",
    "&amp; &copy; <https://example.org/?a=1&b=2>",
    "\\*escaped\\*",
    "<div>",
    "{nothing}`x`",
    "[#](#nowhere)",
    '$5 and $6, 100 %, a_b_c, "quoted" -- so',
    "% comment",
    "***",
    "    indented",
]
bodies = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n\n", "\n", " "])), min_size=1, max_size=9
).map(lambda pairs: "".join(text + end for text, end in pairs))


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(st.lists(bodies, min_size=40, max_size=40))
def test_what_passes_the_check_builds_without_a_warning(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Bodies in which the check finds nothing make a book without warnings, an EPUB that is
    well-formed, and no dead link or picture.
    """
    folder = tmp_path_factory.mktemp("generated")
    content = folder / "content"
    shutil.copytree(CONTENT, content)
    for number, text in enumerate(texts):
        write(content, number, text)
    for one in rc.check(content):
        (content / one.path).unlink(missing_ok=True)
    assert rc.check(content).diagnostics == ()
    book = Book.make(folder / "book", content, more=MORE)
    assert book.build() == ""
    assert book.build("epub") == ""
    for chapter in (book.out("epub") / "archive/articles").glob("*.xhtml"):
        etree.parse(chapter)
    for path in (book.out() / "archive/articles").glob("*.html"):
        page: Any = _html(path.read_text(encoding="utf-8"))
        ids = set(page.xpath("//@id"))
        assert len(ids) == len(page.xpath("//@id"))
        for address in page.xpath("//section//a/@href | //section//img/@src"):
            file, _, anchor = unescape(address).partition("#")
            if ":" not in file and file:
                assert (path.parent / unquote(file)).is_file(), address
            elif anchor and not file:
                assert unquote(anchor) in ids, address
