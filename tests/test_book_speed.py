"""What makes a build quick changes nothing in it."""

from __future__ import annotations

from pathlib import Path

import myst_parser.mdit_to_docutils.base as myst
import pytest
import sphinx.util.docutils
from books import INDEX, Book
from generate import generate
from myst_parser.parsers import sphinx_ as myst_sphinx

from refresher_content.book import sphinx_patches

MORE = 'html_theme = "{theme}"\nhtml_baseurl = "https://small.example/"'
PLAIN = """# A plain page with "quotes" & <signs>

## First

Text.

## Second

More.
"""


@pytest.mark.parametrize("theme", ["basic", "refresher", "sphinx_book_theme"])
def test_the_quickened_build_gives_the_same_files(
    theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is the same, byte for byte, as without reaching into Sphinx and MyST."""
    generate(tmp_path / "content", 12)
    index = f"{INDEX}\n```{{toctree}}\nplain\n```\n"

    def built(name: str) -> dict[str, bytes]:
        more = MORE.format(theme=theme)
        book = Book.make(tmp_path / name, tmp_path / "content", index=index, more=more)
        (book.folder / "plain.md").write_text(PLAIN, encoding="utf-8")
        assert book.build() == ""
        return book.files()

    quickened = built("quick")
    for module, name in (
        (sphinx.util.docutils, "_get_settings"),
        (myst, "get_default_settings"),
        (myst_sphinx, "create_md_parser"),
    ):
        kept = getattr(module, name)
        assert hasattr(kept, "__wrapped__"), f"{name} is no longer where it was"
        monkeypatch.setattr(module, name, kept.__wrapped__)
    for name in ("_keep_settings", "_keep_parser", "collect_less", "_clear_what_was_read"):
        monkeypatch.setattr(sphinx_patches, name, lambda *_: None)
    monkeypatch.setattr(sphinx_patches, "lighten", lambda app, builder: None)
    assert built("slow") == quickened


def test_a_build_without_changes_writes_nothing(tmp_path: Path) -> None:
    """A second build leaves every page and every file beside them untouched."""
    generate(tmp_path / "content", 12)
    book = Book.make(tmp_path / "book", tmp_path / "content", more=MORE.format(theme="refresher"))
    assert book.build() == ""
    before = {path: path.stat().st_mtime_ns for path in (book.out() / "archive").rglob("*")}
    assert book.build() == ""
    after = {path: path.stat().st_mtime_ns for path in (book.out() / "archive").rglob("*")}
    assert before == after


@pytest.mark.parametrize("lost", ["archive/feed.atom", "archive/search/words.json"])
def test_a_lost_file_is_made_again(tmp_path: Path, lost: str) -> None:
    """A file beside the pages that somebody removed is back after the next build."""
    generate(tmp_path / "content", 12)
    book = Book.make(tmp_path / "book", tmp_path / "content", more=MORE.format(theme="refresher"))
    assert book.build() == ""
    before = book.files()
    (book.out() / lost).unlink()
    assert book.build() == ""
    assert book.files() == before


def test_other_formats_get_the_parts_as_text(tmp_path: Path) -> None:
    """Plain text and LaTeX have bylines, takeaways, lists and links of the parts."""
    generate(tmp_path / "content", 12)
    book = Book.make(tmp_path / "book", tmp_path / "content")
    assert book.build("text") == ""
    page = (book.out("text") / "archive" / "articles" / "a000003.txt").read_text("utf-8")
    assert "Related articles" in page
    assert "The Generated Review" in page
    listing = (book.out("text") / "archive" / "columns" / "column-001.txt").read_text("utf-8")
    assert listing.count("min\xa0read") > 1, listing
    assert book.build("latex") == ""
    (tex,) = book.out("latex").glob("*.tex")
    assert r"\sphinxhref" in tex.read_text("utf-8") or r"\hyperref" in tex.read_text("utf-8")


def test_sphinx_own_search_finds_a_takeaway(tmp_path: Path) -> None:
    """With a theme that has Sphinx's search, the words of a part are in its index."""
    generate(tmp_path / "content", 3)
    article = tmp_path / "content" / "articles" / "a000001.md"
    lines = article.read_text("utf-8").splitlines()
    told = [line if not line.startswith("takeaway") else "takeaway: Xylophone." for line in lines]
    article.write_text("\n".join(told), "utf-8")
    book = Book.make(tmp_path / "book", tmp_path / "content")
    assert book.build() == ""
    assert "xylophon" in (book.out() / "searchindex.js").read_text("utf-8")
