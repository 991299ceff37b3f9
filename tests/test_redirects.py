"""Former addresses lead to the present ones, on any static host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from books import Book
from lxml import html

ADDRESS = "https://quay.example/"
MORE = f'html_theme = "refresher"\nhtml_baseurl = "{ADDRESS}"'


@pytest.mark.parametrize(
    ("builder", "old", "target"),
    [
        ("html", "archive/articles/the-lead.html", "lead-line.html"),
        ("dirhtml", "archive/articles/the-lead/index.html", "../lead-line/"),
        ("html", "archive/authors/o-lindqvist.html", "osk-lindqvist.html"),
    ],
)
def test_former_addresses_redirect_to_the_present_one(
    corpus: Path, tmp_path: Path, builder: str, old: str, target: str
) -> None:
    """An alias is a redirect, whatever form the pages' addresses have."""
    book = Book.make(tmp_path / "book", corpus, more=MORE)
    assert book.build(builder) == ""
    page: Any = html.fromstring((book.out(builder) / old).read_text(encoding="utf-8"))
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={target}"]
    assert (book.out(builder) / old).parent.joinpath(target).exists()


@pytest.mark.parametrize(("builder", "page"), [("html", "echo.html"), ("dirhtml", "echo/")])
def test_any_former_path_leads_to_the_entry(
    corpus_copy: Path, tmp_path: Path, builder: str, page: str
) -> None:
    """A path keeps its capitals, dots and letters; a static host finds it with and without the
    slash at its end; an entry without a page of its own is found on its list.
    """
    echo, note = corpus_copy / "articles/echo.md", corpus_copy / "references/marlin-1907.md"
    paths = "[/2011/06/Echo.v2.0, /alt/%C3%A9cho/, old.HTML, /archive/articles/echo.html]"
    for path, old in ((echo, paths), (note, "[/Books/Marlin/]")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("---\n", f"---\nredirect_from: {old}\n", 1), "utf-8")
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    assert book.build(builder) == ""
    expected = {
        "2011/06/Echo.v2.0/index.html": f"../../../archive/articles/{page}",
        "alt/écho/index.html": f"../../archive/articles/{page}",
        "old.HTML": f"archive/articles/{page}",
    }
    for name, target in expected.items():
        tree: Any = html.fromstring((book.out(builder) / name).read_text(encoding="utf-8"))
        assert tree.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={target}"]
        assert tree.xpath("//a/@href") == [target]
        (canonical,) = tree.xpath("//link[@rel='canonical']/@href")
        assert canonical == f"{ADDRESS}archive/articles/{page}"
    text = (book.out(builder) / "Books/Marlin/index.html").read_text(encoding="utf-8")
    assert "#reference-marlin-1907" in text
    own = book.out(builder) / "archive/articles" / page
    own = own / "index.html" if own.is_dir() else own
    assert "http-equiv" not in own.read_text(encoding="utf-8").split("</head>")[0]


def test_a_former_path_never_takes_the_place_of_a_page(corpus_copy: Path, tmp_path: Path) -> None:
    """It is reported, with the file that names it, and the page stays."""
    path = corpus_copy / "articles/echo.md"
    text = path.read_text(encoding="utf-8")
    old = "redirect_from: [/archive/articles/lead-line.html]"
    path.write_text(text.replace("---\n", f"---\n{old}\n", 1), "utf-8")
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    warning = book.build()
    assert "articles/echo.md:1: WARNING: redirect_from: '/archive/articles/lead-line." in warning
    assert "http-equiv" not in book.page("archive/articles/lead-line").split("</head>")[0]


def test_a_rename_moves_the_files_beside_the_page(corpus_copy: Path, tmp_path: Path) -> None:
    """Markdown version, data, citations and card of a removed article are removed with its page."""
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    assert book.build() == ""
    before = {name for name in book.files() if "echo" in name}
    assert len(before) >= 6
    old = corpus_copy / "articles" / "echo.md"
    text = old.read_text(encoding="utf-8").replace("---\n", "---\nid: call\naliases: [echo]\n", 1)
    old.unlink()
    (corpus_copy / "articles" / "call.md").write_text(text, encoding="utf-8")
    for path in corpus_copy.rglob("*.md"):
        said = path.read_text(encoding="utf-8")
        path.write_text(said.replace("<echo>", "<call>").replace("`echo`", "`call`"), "utf-8")
    assert book.build() == ""
    assert {name for name in book.files() if "echo" in name} == {"archive/articles/echo.html"}
    assert {name.replace("echo", "call") for name in before} <= set(book.files())
