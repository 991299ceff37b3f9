"""Real writing, of kinds that other tools lose: links, pictures, footnotes, titles, letters."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from archives import article, write_archive
from books import Book
from lxml import etree, html

import refresher_content as rc
from refresher_content.book.outputs import social_cards

ADDRESS = "https://quay.example/"
MORE = f'html_theme = "refresher"\nhtml_baseurl = "{ADDRESS}"\nversion = "1"\ncopyright = "2020"'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><path d="M0 0h8v4z"/></svg>'
REFERENCE = (
    "---\ntype: book\ntitle: {title}\nauthors: ['Bee, Ann']\npublished: 1990\n---\n\n"
    "Words[^1] and [a shop][1].\n\n[^1]: Of {title}.\n\n[1]: https://{title}.example/\n"
)
PICTURES = {
    "after-a-definition": ("line.svg", "[plan][p]\n\n![A](../images/line.svg)\n\n[p]: ../f.pdf"),
    "escaped": ("rope_1.svg", r"![A](../images/rope\_1.svg)"),
    "named-before": ("line.svg", "`../images/line.svg` is ![A](../images/line.svg)"),
    "in-its-own-words": ("line.svg", "![../images/line.svg](../images/line.svg)"),
    "not-ascii": ("été.svg", "![A](../images/été.svg)"),
    "percent": ("a rope.svg", "![A](../images/a%20rope.svg)"),
    "brackets": ("a rope.svg", "![A](<../images/a rope.svg>)"),
    "entity": ("a&b.svg", "![A](../images/a&amp;b.svg)"),
    "html": ("line.svg", 'See <img src="../images/line.svg" alt="A">.'),
    "titled": ("line.svg", '![A](../images/line.svg "A title")'),
    "in-a-link": ("line.svg", "[![A](../images/line.svg)](https://x.example/)"),
    "in-a-table": ("line.svg", "| a |\n|---|\n| ![A](../images/line.svg) |"),
    "in-a-note": ("line.svg", "A[^1]\n\n[^1]: ![A](../images/line.svg)"),
    "in-a-list": ("line.svg", "- a\n\n  > ![A](../images/line.svg)"),
    "in-a-box": ("line.svg", "```{tip}\n![A](../images/line.svg)\n```"),
    "in-a-heading": ("line.svg", "Text.\n\n## The ![A](../images/line.svg) *line*\n\nMore."),
    "by-reference": ("line.svg", "![A][a]\n\n[a]: ../images/line.svg"),
}
TEXTS = {
    "one": (
        "See [two](two.md), [there](two.md#where), [below](#here), [far][r] and"
        " [Ann](../authors/ann.md).\n\n## Here\n\n[r]: ../articles/deep/three.markdown"
    ),
    "two": "Iron.\n\n## Where\n\nBelow.",
    "mode": "Words.\n\n## Menu\n\n## Refresher menu\n\n## Main",
    "notes": "First.[^1]\n\n[^1]: The note.",
    "lexers": "````{code-block} text\nDear <name>, take a * b * c and _this_. {article}`no`\n````",
    "formula": "Text.\n\n## Of {math}`a<b`\n\nMore.",
    "elision": "Voici l'{article}`two` et l'[archive](https://x.example/).",
}


def _html(text: str) -> Any:
    """The tree of a page or a fragment."""
    return html.fromstring(text)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book of all of these."""
    folder = tmp_path_factory.mktemp("writing")
    files = {f"articles/{name}": article(text, title=name) for name, text in TEXTS.items()}
    files["articles/notes"] = article(TEXTS["notes"], title="Notes", questions="[Why?]")
    files |= {f"articles/{name}": article(text) for name, (_, text) in PICTURES.items()}
    files |= {f"references/{one}": REFERENCE.format(title=one) for one in ("atlas", "bells")}
    files["links/museum"] = "---\ntitle: M\nurl: https://m.example/\nsummary: S.\n---\n\nSundays."
    content = write_archive(folder / "content", files)
    (content / "articles/deep").mkdir()
    (content / "articles/deep/three.markdown").write_text(article(title="Three"), encoding="utf-8")
    (content / "images").mkdir()
    (content / "f.pdf").write_bytes(b"%PDF-1.4")
    for name, _ in PICTURES.values():
        (content / "images" / name).write_text(SVG, encoding="utf-8")
    assert rc.check(content).diagnostics == ()
    book = Book.make(folder / "book", content, more=MORE)
    assert book.build() == ""
    return book


def _tree(book: Book, name: str) -> Any:
    return _html(book.page(f"archive/{name}"))


def _file(book: Book, address: str, page: str) -> Path:
    """The file of the site to which an address on a page leads."""
    from urllib.parse import unquote, urljoin

    return book.out() / unquote(urljoin(f"{ADDRESS}{page}", address).removeprefix(ADDRESS))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_shown_everywhere(book: Book, name: str) -> None:
    """However its address is written, a picture is shown on the page, in feeds and in the
    Markdown version, where a file is, with its size and its words.
    """
    page = f"archive/articles/{name}.html"
    (picture,) = _tree(book, f"articles/{name}").xpath("//main//section//img")
    assert _file(book, picture.get("src"), page).read_text("utf-8") == SVG
    assert (picture.get("width"), picture.get("height")) == ("8", "4")
    feed = json.loads((book.out() / "archive/feed.json").read_text("utf-8"))
    (item,) = (one for one in feed["items"] if one["url"] == ADDRESS + page)
    (shown,) = _html(item["content_html"]).xpath("//img")
    assert _file(book, shown.get("src"), page).is_file()
    assert shown.get("alt") == picture.get("alt") != ""
    text = (book.out() / f"archive/articles/{name}.md").read_text("utf-8")
    (address,) = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", text)
    assert _file(book, address, page).is_file()


def test_links_between_files_lead_to_entries(book: Book) -> None:
    """A link to a content file leads to the entry's page, with its place, counts as a mention,
    and is the same in feeds.
    """
    text = "//*[contains(@class, 'refresher-text')]"
    links = _tree(book, "articles/one").xpath(f"{text}/p[1]/a/@href")
    assert links == ["two.html", "two.html#where", "#here", "three.html", "../authors/ann.html"]
    library = rc.open_library(book.content)
    assert [one.id for one in library.articles["two"].backlinks] == ["elision", "one"]
    feed = (book.out() / "archive/feed.atom").read_text("utf-8")
    assert f"{ADDRESS}archive/articles/two.html#where" in feed
    assert f"{ADDRESS}archive/articles/one.html#here" in feed


def test_a_file_to_download_is_beside_the_pages(book: Book) -> None:
    """A link to another file leads to a copy of it, on the page and in feeds."""
    page = "archive/articles/after-a-definition.html"
    (link,) = _tree(book, "articles/after-a-definition").xpath("//a[text() = 'plan']/@href")
    assert _file(book, link, page).read_bytes() == b"%PDF-1.4"
    assert f"{ADDRESS}archive/_files/f.pdf" in (book.out() / "archive/feed.atom").read_text("utf-8")


def test_headings_never_meet_the_frame(book: Book) -> None:
    """No id stands twice on a page, whatever the titles are, and sections are found by theirs."""
    tree = _tree(book, "articles/mode")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    sections = tree.xpath("//main//section//section/@id")[:3]
    assert sections == ["menu", "refresher-menu", "main"]
    assert [one.anchor for one in rc.open_library(book.content).articles["mode"].sections[1:]] == (
        sections
    )


def test_footnotes_end_the_text(book: Book) -> None:
    """Footnotes come before the questions, and lead there and back."""
    page = book.page("archive/articles/notes")
    assert page.index("The note.") < page.index("Questions to think about")
    tree = _tree(book, "articles/notes")
    for address in tree.xpath("//a[starts-with(@role, 'doc-')]/@href"):
        assert len(tree.xpath(f"//*[@id = '{address[1:]}']")) == 1


def test_entries_on_one_page_keep_their_own(book: Book) -> None:
    """Two references with a footnote and a link definition of the same name have their own; the
    text of a link's file is shown.
    """
    page = book.page("archive/reading")
    for name in ("atlas", "bells"):
        (card,) = _html(page).xpath(f"//*[@id = 'reference-{name}']")
        assert f"Of {name}." in card.text_content()
        assert f"https://{name}.example/" in card.xpath(".//a/@href")
    assert "Sundays." in book.page("archive/links")


def test_code_stays_as_it_is(book: Book) -> None:
    """A code block's text is the same in `Article.text` and in feeds, and mentions nothing."""
    code = "Dear <name>, take a * b * c and _this_. {article}`no`"
    found = rc.open_library(book.content).articles["lexers"]
    assert found.text == code
    feed: Any = etree.parse(book.out() / "archive/feed.atom")
    assert any(
        code in _html(one).text_content()
        for one in feed.xpath("//a:content/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    )


def test_an_apostrophe_before_a_link_is_one(book: Book) -> None:
    """It isn't a closing quotation mark."""
    (text,) = _tree(book, "articles/elision").xpath("//main//section//p[starts-with(., 'Voici')]")
    assert text.text_content() == "Voici l’two et l’archive."


def test_the_feeds_identifier_stays(tmp_path: Path) -> None:
    """An article's identifier stays with a new alias, with https for http, and with another id
    whose `known_as` is the former one.
    """
    found = set()
    for number, (name, keys, scheme) in enumerate(
        [
            ("rope", {}, "http"),
            ("rope", {"aliases": "[r1]"}, "https"),
            ("line", {"aliases": "[rope]", "known_as": "rope"}, "https"),
        ]
    ):
        folder = tmp_path / str(number)
        about = "title: T\nsummary: S.\nlanguage: en\nrights: R."
        content = write_archive(
            folder / "content",
            {
                "publication": f"---\n{about}\nurl: {scheme}://t.example/\n---\n",
                f"articles/{name}": article(**keys),
            },
        )
        book = Book.make(folder / "book", content, more=MORE)
        assert book.build() == ""
        feed: Any = etree.parse(book.out() / "archive/feed.atom")
        found |= set(feed.xpath("//*[local-name() = 'entry']/*[local-name() = 'id']/text()"))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Plain", "Plain"),
        ("Étude", ("Étude", "Etude")),
        ("A – b", ("A – b", "A - b")),
        ("Straße", ("Straße", "Strasse")),
        ("A 😀 face", "A face"),
        ("日本語の題", ""),
    ],
)
def test_cards_have_no_boxes(text: str, drawn: str | tuple[str, ...]) -> None:
    """A text is drawn whole but for signs, or not at all."""
    assert social_cards._drawable(text) in (drawn if isinstance(drawn, tuple) else (drawn,))


def test_a_formula_in_a_heading_is_a_formula(book: Book) -> None:
    """It is MathML on the page, as in the text around it, and needs no script."""
    page = (book.out() / "archive/articles/formula.html").read_text(encoding="utf-8")
    assert [one.get("alttext") for one in _html(page).xpath("//h2//math")] == ["a<b"]
    assert "mathjax" not in page.lower()
