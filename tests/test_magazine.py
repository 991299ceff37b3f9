"""The magazine's pages: what the front page shows, what articles and lists offer, what a project
may change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from books import INDEX, Book
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from refresher_content.book.pages.front import opening
from refresher_content.book.theme import look

MORE = 'html_theme = "refresher"'
ARTICLE = """---
title: {title}
summary: A summary of {title}.
published: {published}
authors: [ann]
topics: [{topic}]
{more}---

{body}
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """An archive of two articles, one of them long and with questions, and nothing else."""
    folder = tmp_path / "content"
    for path, text in {
        "publication.md": "---\ntitle: The Quay\nsummary: A quay.\n"
        "language: en\nrights: Ours.\n---\n",
        "authors/ann.md": "---\nname: Ann Bell\nsummary: She writes.\n---\n",
        "topics/tides.md": "---\ntitle: Tides\nsummary: Water.\n---\n",
        "topics/ropes.md": "---\ntitle: Ropes\nsummary: Hemp.\n---\n",
        "articles/short.md": ARTICLE.format(
            title="Short", published=2011, topic="tides", more="", body="One *word* only."
        ),
        "articles/long.md": ARTICLE.format(
            title="Long",
            published=2010,
            topic="ropes",
            more="questions:\n  - Why so long?\n  - For whom?\n",
            body="\n\n".join(f"## Part {n}\n\n" + "word " * 600 for n in (1, 2, 3)),
        ),
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def _book(folder: Path, content: Path, more: str = "", index: str = INDEX) -> Book:
    book = Book.make(folder, content, more=f"{MORE}\n{more}", index=index)
    assert book.build() == ""
    return book


def _page(book: Book, name: str) -> Any:
    return html.fromstring(book.page(name))


def _words(elements: list[Any]) -> list[str]:
    return [" ".join(one.text_content().split()) for one in elements]


def test_the_front_page_leads_and_asks(content: Path, tmp_path: Path) -> None:
    """It has the lead's first paragraphs, the other pieces with byline, and a question."""
    page = _page(_book(tmp_path / "book", content), "index")
    (lead,) = page.xpath("//*[@class='refresher-lead']")
    assert _words(lead.xpath(".//h2")) == ["Short"]
    assert html.tostring(
        lead.xpath(".//*[@class='refresher-opening']/p")[0], encoding="unicode"
    ) == ("<p>One <em>word</em> only.</p>")
    (side,) = page.xpath("//*[@class='refresher-side']")
    assert _words(side.xpath(".//li//*[self::h2 or self::h3]")) == ["Long"]
    assert "Ann Bell" in side.text_content()
    assert "Ropes" in side.text_content()
    (asked,) = page.xpath("//*[@class='refresher-band']")
    assert "Why so long?" in asked.text_content()
    assert asked.xpath(".//a/@href") == ["archive/articles/long.html", "archive/questions.html"]


def test_a_long_article_begins_with_its_contents(content: Path, tmp_path: Path) -> None:
    """Over 1,500 words it lists its sections; a short one doesn't."""
    book = _book(tmp_path / "book", content)
    contents = "//ol[@class='refresher-contents']//a"
    links = _page(book, "archive/articles/long").xpath(f"{contents}/@href")
    assert len(links) == 3
    ids = _page(book, "archive/articles/long").xpath("//main//section/@id")
    assert [link.removeprefix("#") for link in links] == [one for one in ids if "part" in one]
    assert not _page(book, "archive/articles/short").xpath(contents)


def test_questions_stand_on_one_page_by_topic(content: Path, tmp_path: Path) -> None:
    """Every question once, below its article, below the article's first topic."""
    page = _page(_book(tmp_path / "book", content), "archive/questions")
    assert _words(page.xpath("//main//h2")) == ["Ropes"]
    assert _words(page.xpath("//main//h3")) == ["Long"]
    assert _words(page.xpath("//main//ol/li")) == ["Why so long?", "For whom?"]


def test_what_an_archive_lacks_has_no_page(content: Path, tmp_path: Path) -> None:
    """Without references, links, columns and issues neither a page nor a section speaks of them."""
    book = _book(tmp_path / "book", content)
    for name in ("reading", "links", "columns/index", "issues/index", "languages/index"):
        assert not (book.out() / f"archive/{name}.html").exists()
    sections = _words(_page(book, "index").xpath("//footer//li"))
    expected = ["Articles", "Topics", "Questions", "Authors", "Years", "Subscribe", "About"]
    assert sections == expected
    header = _words(_page(book, "archive/articles/long").xpath("//header//li"))
    assert header == ["Articles", "Topics", "Questions", "Authors", "Years", "About"]
    (content / "articles/long.md").unlink()
    assert book.build() == ""
    assert not (book.out() / "archive/questions.html").exists()


def test_long_lists_have_letters_years_and_pages(content: Path, tmp_path: Path) -> None:
    """A letter's page leads to the others, a year's to the others, and page 4 of 7 to its
    neighbours, the first and the last, with gaps between.
    """
    for number in range(302):
        (content / f"articles/n{number:03}.md").write_text(
            ARTICLE.format(
                title=f"{chr(65 + number % 3)} {number}",
                published=2000 + number % 4,
                topic="tides",
                more="",
                body="Word.",
            ),
            encoding="utf-8",
        )
    book = _book(tmp_path / "book", content)
    strip = "//ul[@class='refresher-strip']/li"
    letters = _page(book, "archive/a-z/b").xpath(strip)
    assert _words(letters) == ["A101", "B101", "C100", "L1", "S1"]
    assert [one.xpath("./a/@href") for one in letters[:2]] == [["a.html"], []]
    years = _page(book, "archive/years/2001").xpath(strip)
    assert _words(years)[:2] == ["20111", "20101"]
    assert years[2].xpath("./a/@href") == ["2003.html"]
    (pages,) = _page(book, "archive/authors/ann/4").xpath("//*[@class='refresher-pagination']")
    assert _words(pages.xpath("./ol/li")) == ["1", "…", "3", "4", "5", "…", "7"]
    assert _words(pages.xpath("./p")) == ["Previous", "Next"]
    assert pages.xpath("./p/a/@href") == ["3.html", "5.html"]
    (first,) = _page(book, "archive/authors/ann").xpath("//*[@class='refresher-pagination']")
    assert _words(first.xpath("./ol/li")) == ["1", "2", "…", "7"]


def test_a_page_without_a_caption_belongs_to_the_archive(content: Path, tmp_path: Path) -> None:
    """An About page is a section like others; what stands below a caption is a manual, with a
    frame of its own, and the archive's pages show one link to it.
    """
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "about.md").write_text("# The about\n\nText.\n", encoding="utf-8")
    tree = "\n```{toctree}\n:hidden:\n\nabout\n```\n"
    book = _book(folder, content, index=INDEX + tree)
    assert not _page(book, "about").xpath("//body[@class='docs'] | //nav[@aria-label='Contents']")
    assert "The about" in _words(_page(book, "index").xpath("//footer//li"))
    for name in ("guide", "more"):
        (folder / f"{name}.md").write_text(f"# The {name}\n\nText.\n", encoding="utf-8")
    manual = "\n```{toctree}\n:hidden:\n:caption: For developers\n\nguide\nmore\n```\n"
    book = _book(folder, content, index=INDEX + tree + manual)
    guide = _page(book, "guide")
    assert guide.xpath("//body[@class='docs']")
    assert _words(guide.xpath("//nav[@aria-label='Contents']//li")) == ["The guide", "The more"]
    assert not guide.xpath("//a[@rel='prev']")
    assert guide.xpath("//a[@rel='next']/@href") == ["more.html"]
    article = _page(book, "archive/articles/short")
    assert article.xpath("//a[contains(@href, 'guide')]/@href") == ["../../guide.html"]
    assert not article.xpath("//a[contains(@href, 'more')]")


def test_a_project_changes_typeface_and_colours(content: Path, tmp_path: Path) -> None:
    """Options of the theme make a stylesheet that every page loads; others work or are reported."""
    options = {
        "typeface": "'Gentium Book', serif",
        "accent": "#006400 #90ee90",
        "announcement": "<b>New</b> issue",
        "extra_footer": "Printed on <i>paper</i>.",
        "repository_url": "https://code.example/quay",
        "epub": "quay.epub",
    }
    more = f"html_theme_options = {options!r}\nhtml_logo = 'logo.svg'"
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    book = _book(folder, content, more)
    page = _page(book, "archive/articles/short")
    (sheet,) = page.xpath("//link[contains(@href, 'refresher-look.css')]/@href")
    css = (book.out() / "archive/articles" / sheet).resolve().read_text("utf-8")
    assert "--serif: 'Gentium Book', serif;" in css
    assert "--accent: light-dark(#006400, #90ee90);" in css
    assert _words(page.xpath("//*[@class='announcement']")) == ["New issue"]
    assert "Printed on paper." in _words(page.xpath("//footer//p"))
    assert page.xpath("//footer//a/@href")[-1] == "https://code.example/quay"
    assert page.xpath("//header//img/@src") == ["../../_static/logo.svg"]
    assert "quay.epub" in _page(book, "index").xpath("//main//a/@href")


def test_the_typeface_comes_with_the_styles(content: Path, tmp_path: Path) -> None:
    """Pages name the faces of their first view, so that it has them; those of a project with a
    typeface of its own name none.
    """

    def faces(book: Book, name: str) -> list[str]:
        found = _page(book, name).xpath("//link[@rel='preload'][@crossorigin]/@href")
        folder = (book.out() / f"{name}.html").parent
        assert all((folder / face).is_file() for face in found)
        return [Path(face).name for face in found]

    book = _book(tmp_path / "book", content, "")
    assert faces(book, "archive/articles/short") == ["serif.woff2"]
    assert faces(book, "archive/questions") == ["serif.woff2", "serif-italic.woff2"]
    options = "html_theme_options = {'typeface': 'Georgia, serif'}"
    assert faces(_book(tmp_path / "own", content, options), "archive/articles/short") == []


def test_an_option_without_effect_is_reported(content: Path, tmp_path: Path) -> None:
    """It would be ignored; the message names the option that may be meant."""
    more = f"{MORE}\nhtml_theme_options = {{'acent': '#000 #fff'}}"
    warnings = Book.make(tmp_path / "book", content, more=more).build()
    assert "'acent' has no effect in the theme refresher; did you mean 'accent'?" in warnings


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"accent": "red"}, "accent: expected two colours"),
        ({"link": "#12345 #fff"}, "link: expected two colours"),
        ({"typeface": "x;} body { display: none"}, "typeface: expected names of typefaces"),
    ],
)
def test_a_value_that_cannot_be_meant_ends_the_build(options: dict[str, str], message: str) -> None:
    """A colour or a typeface that no stylesheet can hold is refused with what is expected."""
    with pytest.raises(Exception, match=message):
        look.check(options)


@given(st.lists(st.text(alphabet="ab <&é", max_size=400), max_size=8))
def test_an_opening_is_the_texts_beginning(paragraphs: list[str]) -> None:
    """Whatever paragraphs there are, it holds the first of them, whole, and stops in time."""
    escaped = [one.replace("&", "&amp;").replace("<", "&lt;") for one in paragraphs]
    made = opening("".join(f"<p>{one}</p>" for one in escaped))
    words = [one for one in (" ".join(text.split()) for text in paragraphs) if one]
    tree: Any = html.fromstring(f"<div>{made}</div>")
    shown = _words(tree.xpath("//p"))
    assert shown == words[: len(shown)]
    assert len(" ".join(shown)) <= 1_400
    assert len(shown) == len(words) or len(" ".join(words)) > 900


def test_an_opening_has_no_links_notes_and_pictures() -> None:
    """What leads elsewhere stays on the article's own page."""
    text = (
        '<figure><img src="a.png" /></figure><p>One <a href="b.html">two</a>'
        '<sup><a href="#fn">1</a></sup> <em>three</em>.</p><h2>Four</h2><p>Five.</p>'
    )
    assert opening(text) == "<p>One two <em>three</em>.</p><p>Five.</p>"
