"""An archive with every construct of the dialect, in three languages: sound in every output."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from books import Book
from constructs import CONSTRUCTS
from generate import generate_dialect
from links import dead_links, dead_links_of_epub
from lxml import etree

import refresher_content as rc

ADDRESS = "https://quay.example/"
MORE = """
html_theme = "refresher"
project = "Review & Co <x>"
author = "Nobody & Co"
version = "1"
copyright = "2020"
"""
COUNT = 30


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated content folder."""
    folder = tmp_path_factory.mktemp("generated") / "content"
    generate_dialect(folder, COUNT)
    return folder


def test_every_construct_is_there(content: Path) -> None:
    """Each is in an article, and articles are in three languages, translations among them."""
    texts = " ".join(path.read_text("utf-8") for path in content.glob("articles/**/*.md"))
    for construct in CONSTRUCTS:
        assert re.split("@|\n", construct)[0] in texts
    library = rc.open_library(content)
    assert len(library.articles) == COUNT
    assert set(library.articles.facets("language")) == {"en", "de", "ar"}
    assert all(len(one.translations) in (0, 2) for one in library.articles)
    assert sum(one.translation_of is not None for one in library.articles) == COUNT // 3


def test_it_is_sound(content: Path) -> None:
    """The check finds nothing at all in it."""
    assert rc.check(content).diagnostics == ()


@pytest.mark.parametrize("address", [ADDRESS, ""])
def test_it_builds_and_no_link_is_dead(content: Path, tmp_path: Path, address: str) -> None:
    """Site and EPUB build without a warning. Every link and picture of pages, feeds, data,
    Markdown versions and chapters leads to a file and to a place in it, whether the site's
    address is known or not; chapters are well-formed.
    """
    book = Book.make(tmp_path / "book", content, more=f'{MORE}html_baseurl = "{address}"\n')
    assert book.build() == ""
    assert dead_links(book.out(), ADDRESS) == []
    assert book.build("epub") == ""
    (package,) = book.out("epub").glob("*.epub")
    assert dead_links_of_epub(package) == []
    for path in book.out("epub").rglob("*.xhtml"):
        etree.parse(path)


def test_the_check_of_links_finds_dead_ones(tmp_path: Path) -> None:
    """A link to a missing file or place is found in each kind of output; others are not."""
    files = {
        "a.html": '<a href="b.html#x">1</a><a href="b.html#y">2</a><img src="no.png">',
        "b.html": '<p id="x"></p><a href="https://other.example/">3</a>',
        "c.md": "[1](a.html) [2](gone.html) ![3](<no b.png>)",
        "d.json": '{"items": [{"url": "https://quay.example/e.html"}]}',
        "f.xml": "<a><loc>https://quay.example/g.html</loc></a>",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert dead_links(tmp_path, ADDRESS) == [
        "a.html: b.html#y",
        "a.html: no.png",
        "c.md: gone.html",
        "c.md: no%20b.png",
        f"d.json: {ADDRESS}e.html",
        f"f.xml: {ADDRESS}g.html",
    ]
