"""Known values of the files beside the pages."""

from __future__ import annotations

import json
import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from books import Book
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt
from PIL import Image
from sphinx.config import Config

from refresher_content.book.outputs import lettering, social_cards
from refresher_content.book.outputs.to_markdown import escaped, to_markdown
from refresher_content.book.text import credit_of, render_credit, typeset
from refresher_content.library import Library
from refresher_content.model.html import read

ADDRESS = "https://quay.example/"
MORE = f'html_theme = "refresher"\nhtml_baseurl = "{ADDRESS}"'
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def book(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The small archive's book with an address, built once."""
    book = Book.make(tmp_path_factory.mktemp("outputs"), corpus, more=MORE)
    assert book.build() == ""
    return book


def _text(book: Book, name: str) -> str:
    return (book.out() / name).read_text(encoding="utf-8")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_feeds_and_sitemap_show_when_an_article_was_updated(book: Book) -> None:
    """An article published in March and updated in April is as new as April."""
    page = f"{ADDRESS}archive/articles/lead-line.html"
    sitemap: Any = etree.fromstring(_text(book, "sitemap.xml").encode())
    (changed,) = sitemap.xpath(
        "//*[local-name()='url'][*[local-name()='loc']=$page]/*[local-name()='lastmod']/text()",
        page=page,
    )
    assert changed == "2011-04"
    feed: Any = etree.fromstring(_text(book, "archive/feed.atom").encode())
    (entry,) = feed.xpath("//a:entry[a:link/@href=$page]", namespaces=ATOM, page=page)
    assert entry.findtext("a:updated", namespaces=ATOM) == "2011-04-01T00:00:00Z"
    assert entry.findtext("a:published", namespaces=ATOM) == "2011-03-14T00:00:00Z"


def test_each_role_of_a_line_is_a_link_in_markdown(book: Book) -> None:
    """Two roles in one line of a Markdown version are two links, the text between them kept."""
    line = next(
        line
        for line in _text(book, "archive/articles/lead-line.md").splitlines()
        if line.startswith("Each knot")
    )
    reading = f"{ADDRESS}archive/reading.md#reference-marlin-1907"
    echo = f"{ADDRESS}archive/articles/echo.md"
    assert line == (
        f"Each knot is a fathom. Read [The Lead and the Line]({reading}) for the knots, "
        f"and [the other way]({echo}) for machines."
    )


MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("<p>the {odd} words (so) of A&amp;M, a_b, $5 &gt; 4</p>", None),
        ("<p>a * b _c_ &amp;amp; `g` \\h</p>", r"a \* b \_c\_ \&amp; \`g\` \\h"),
        ("<p>Look!<a href='x'>there</a></p>", r"Look\![there](x)"),
        ("<p>- a<br />1. b<br />12-3</p>", "\\- a\\\n1\\. b\\\n12-3"),
        ("<p>a|b<br />-|-<br />===</p>", "a|b\\\n\\-|-\\\n\\==="),
        ("<h2>C #</h2>", r"## C \#"),
        ("<p>他说<strong>“好。”</strong>了</p>", "他说<strong>“好。”</strong>了"),
        ("<p>an<em>other</em> <b>word.</b></p>", "an*other* **word.**"),
        ("<p><b>a</b><em>b</em></p>", "**a**<em>b</em>"),
        ("<p><code>a\nb</code> c</p>", "`a b` c"),
    ],
)
def test_a_markdown_version_has_only_the_backslashes_it_needs(
    body: str, written: str | None
) -> None:
    """Text stays text and marks stay marks, whatever letter is beside them."""
    markdown = to_markdown(read(body))
    shown: Any = html.fromstring(MARKDOWN.render(markdown))
    meant: Any = html.fromstring(body)
    assert markdown == (meant.text_content() if written is None else written)
    assert shown.tag == meant.tag
    assert re.sub(r"\s", "", shown.text_content()) == re.sub(r"\s", "", meant.text_content())


@given(st.text("ab *_`~[]()<>&;#!|\\-+=:.19{}$。", min_size=1), st.sampled_from(["", "# ", "- "]))
def test_escaped_text_is_read_as_text(text: str, mark: str) -> None:
    """Whatever marks a line of text has, CommonMark reads none: in a paragraph, title or item."""
    words = " ".join(text.split())
    shown: Any = html.fromstring(f"<div>{MARKDOWN.render(mark + escaped(words))}</div>")
    assert shown.text_content().strip() == words
    assert {one.tag for one in shown.iterdescendants()} <= {"p", "h1", "ul", "li"}


def test_only_pages_have_redirects(corpus_copy: Path, tmp_path: Path) -> None:
    """Aliases of references and links, which have no pages of their own, make no files; the
    others have the file suffix of the pages.
    """
    for name in ("references/marlin-1907", "links/tide-tables"):
        _edit(corpus_copy / f"{name}.md", "---\n", "---\naliases: [former]\n")
    more = f'{MORE}\nhtml_file_suffix = ".htm"'
    book = Book.make(tmp_path / "book", corpus_copy, more=more)
    assert book.build() == ""
    assert not [name for name in book.files() if "former" in name]
    assert "url=lead-line.htm" in _text(book, "archive/articles/the-lead.htm")


def test_a_title_with_a_digit_stands_under_the_digits(corpus_copy: Path, tmp_path: Path) -> None:
    """A title that begins with a digit is listed under 0–9, before A."""
    _edit(corpus_copy / "articles/echo.md", "title: Echo", "title: 7 fathoms")
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    assert book.build() == ""
    tree: Any = etree.HTML(book.page("archive/articles/index"))
    headings = ["".join(one.xpath("text()")) for one in tree.xpath("//main//h2")]
    assert headings[0] == "0–9"
    (digits,) = tree.xpath("//main//div[h2[starts-with(., '0–9')]]")
    assert digits.xpath(".//li//a/@href") == ["echo.html"]


def test_a_changed_picture_is_copied_again(corpus_copy: Path, tmp_path: Path) -> None:
    """A picture that has changed replaces the one in the output."""
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    assert book.build() == ""
    picture = corpus_copy / "images" / "line.svg"
    _edit(picture, "<svg", "<svg id='again'")
    assert book.build() == ""
    assert (book.out() / "archive/_files/images/line.svg").read_bytes() == picture.read_bytes()


def test_a_changed_reference_is_in_every_file_that_shows_it(
    corpus_copy: Path, tmp_path: Path
) -> None:
    """After edits of a reference, an incremental build's files equal a clean one's."""
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    assert book.build() == ""
    reference = corpus_copy / "references/buoy-1999.md"
    _edit(reference, "On Floating: A Note", "On Sinking")
    assert book.build() == ""
    assert "[On Sinking](" in _text(book, "archive/articles/echo.md")
    _edit(reference, "Buoy, Ann", "Buoy, Bea")
    assert book.build() == ""
    assert "Buoy, Bea" in _text(book, "archive/articles/echo.md")
    incremental = book.files()
    assert book.build(clean=True) == ""
    clean = book.files()
    for name in clean:
        if name.endswith((".md", ".atom", ".json", ".bib", ".ris", ".xml", ".txt")):
            assert incremental[name] == clean[name], name


def test_excluded_languages_keep_typed_quotes() -> None:
    """`smartquotes_excludes` names languages whose titles keep the quotes as they are typed."""
    text = 'A "fine" day -- it\'s'
    assert typeset(text, Config({"language": "en"})) == "A “fine” day – it’s"
    excluded = {"language": "en", "smartquotes_excludes": {"languages": ["en"]}}
    assert typeset(text, Config(excluded)) == text
    assert typeset(text, Config({"language": "en", "smartquotes": False})) == text


def test_a_credit_is_one_line(library: Library) -> None:
    """A credit names authors, column, publication, issue and date, rendered as is asked for."""
    article = library.articles["lead-line"]
    credit = credit_of(article, article.work())
    assert (
        render_credit(credit, "en")
        == f"By Ada Quill · Soundings, {library.publication.title}, Spring 2011, March 14, 2011"
    )
    linked = render_credit(credit, "en", lambda part: f"<{part.kind} {part.id}>", str.upper)
    title = library.publication.title.upper()
    assert linked == (
        f"By <author ada-quill> · <column soundings>, {title}, <issue spring-2011>, MARCH 14, 2011"
    )


def test_a_card_leaves_out_what_its_font_cannot_show() -> None:
    """A title in letters that the font lacks isn't drawn at all."""
    empty = social_cards.draw(("Ann", "", "Site"))
    assert social_cards.draw(("Ann", "مدّ البحر", "Site")) == empty
    assert social_cards.draw(("Ann", "Tide", "Site")) != empty


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft "


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("Élégie – “où” l’œuvre coûte 5 € … ¿qué?", None),
        ("Żółć, ţară, ğ, ő, Łódź, Ĉu ŝi", None),
        ("Fog 🌫️ and rope 👩🏽‍🔧", "Fog and rope"),
        ("潮の満ち引き", ""),
        ("Tide and 潮", ""),
        (LONG * 4, None),
        ("word " * 300, None),
        ("a" * 3_000, None),
    ],
)
def test_a_title_is_drawn_whole_or_left_out(title: str, drawn: str | None) -> None:
    """Whatever a title's letters and length, all of it is inside the card, or none."""
    expected = " ".join(title.split()) if drawn is None else drawn
    assert lettering.drawable(title, lettering.faces()) == expected
    # The last letter of a title that was cut would change nothing.
    card = social_cards.draw(("Ann", title, "Site"))
    assert (card != social_cards.draw(("Ann", f"{title.strip()}m", "Site"))) == bool(expected)
    with Image.open(BytesIO(card)) as image:
        seen = image.convert("L").point(lambda level: 255 if level < 200 else 0)
    box = seen.getbbox()
    assert box
    left, top, right, bottom = box
    assert 76 <= left < right <= 1124
    assert 56 <= top < bottom <= 590
    # Between the title and the site's name there is nothing but the rule.
    assert seen.crop((0, 501, 1200, 524)).getbbox() in (None, (80, 0, 200, 5))


def test_names_on_a_card_are_whole() -> None:
    """What stands above and below a title is set smaller until it fits."""
    many = "After " + ", ".join(["Wolfeschlegelsteinhausen"] * 3)
    card = social_cards.draw((many, "T", many))
    assert card != social_cards.draw((f"{many}m", "T", many))
    assert card != social_cards.draw((many, "T", f"{many}m"))


def test_a_font_that_is_not_there_stops_the_build(corpus: Path, tmp_path: Path) -> None:
    """The setting's mistake is named with the file."""
    book = Book.make(tmp_path, corpus, more='refresher_card_fonts = ["none.ttf"]')
    with pytest.raises(SystemExit, match=r"refresher_card_fonts in conf.py: .* 'none.ttf'"):
        book.build()


def test_the_cache_of_cards_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the cards that were used the longest ago are removed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "refresher-content" / "cards"
    folder.mkdir(parents=True)
    for time, name in enumerate(("a", "b", "c", "d")):
        (folder / f"{name}.png").write_bytes(b"card")
        os.utime(folder / f"{name}.png", (time, time))
    os.utime(folder / "a.png", (9, 9))
    social_cards.prune(2)
    assert sorted(path.name for path in folder.iterdir()) == ["a.png", "d.png"]
    social_cards.prune(2)
    assert len(list(folder.iterdir())) == 2


def test_a_link_suffix_is_in_every_address(corpus: Path, tmp_path: Path) -> None:
    """With `html_link_suffix` feeds and data use the addresses that the pages use."""
    more = f'{MORE}\nhtml_link_suffix = ""'
    book = Book.make(tmp_path / "book", corpus, more=more)
    assert book.build() == ""
    item = json.loads(_text(book, "archive/feed.json"))["items"][0]
    data = json.loads(_text(book, "archive/api/articles/echo.json"))
    assert not item["url"].endswith(".html")
    assert data["page"] == f"{ADDRESS}archive/articles/echo"
