"""What makes a build quick changes nothing in it."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

import myst_parser.mdit_to_docutils.base as myst
import pytest
from books import INDEX, Book
from generate import generate
from sphinx.errors import ExtensionError

from refresher_content.book import sphinx_patches

MORE = 'html_theme = "{theme}"\nhtml_baseurl = "https://small.example/"'
PLAIN = """# A plain page with "quotes" & <signs>

## First

Text.

## Second

More.
"""


@pytest.mark.parametrize("theme", ["basic", "refresher", "sphinx_book_theme"])
def test_a_build_without_patches_is_the_same(
    theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the same edits every file is the same, byte for byte, as without patches of Sphinx,
    MyST and docutils.
    """
    index = f"{INDEX}\n```{{toctree}}\nplain\n```\n"

    def built(name: str) -> dict[str, bytes]:
        content = tmp_path / name / "content"
        generate(content, 12)
        more = MORE.format(theme=theme)
        book = Book.make(tmp_path / name / "book", content, index=index, more=more)
        (book.folder / "plain.md").write_text(PLAIN, encoding="utf-8")
        assert book.build() == ""
        article = content / "articles" / "a000003.md"
        text = article.read_text(encoding="utf-8")
        article.write_text(text.replace("title: ", "title: New ", 1), encoding="utf-8")
        (book.folder / "plain.md").write_text(PLAIN.replace("First", "1st"), encoding="utf-8")
        assert book.build() == ""
        return book.files()

    patched = built("patched")
    for name in ("_patch_reading", "_patch_writing"):
        monkeypatch.setattr(sphinx_patches, name, lambda *_: None)
    assert built("plain") == patched


def test_patches_are_made_and_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is patched exists in this Sphinx, and is as before when a build ends or fails."""
    generate(tmp_path / "content", 3)
    book = Book.make(tmp_path / "book", tmp_path / "content")
    replaced: list[str] = []
    replace = sphinx_patches._replace

    def noted(owner: object, name: str, value: object) -> None:
        assert hasattr(owner, name), f"{name} is no longer there"
        replaced.append(name)
        replace(owner, name, value)

    monkeypatch.setattr(sphinx_patches, "_replace", noted)
    logger = logging.getLogger("sphinx")
    before = (gc.get_threshold(), vars(myst)["get_default_settings"], logger.level)
    assert book.build() == ""
    assert {"get_default_settings", "render_partial", "bytecode_cache"} <= set(replaced)
    assert (gc.get_threshold(), vars(myst)["get_default_settings"], logger.level) == before
    conf = book.folder / "conf.py"
    text = conf.read_text(encoding="utf-8")
    for error, seen in (
        ("RuntimeError", ExtensionError),
        ("SystemExit", SystemExit),
        ("KeyboardInterrupt", KeyboardInterrupt),
    ):
        failing = f"def fail(*_):\n    raise {error}\n"
        failing += "def setup(app):\n    app.connect('env-updated', fail)\n"
        conf.write_text(text + failing, encoding="utf-8")
        with pytest.raises(seen):
            book.build(clean=True)
        now = (gc.get_threshold(), vars(myst)["get_default_settings"], logger.level)
        assert now == before


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
    assert listing.count("\xa0min") > 1, listing
    assert book.build("latex") == ""
    (tex,) = book.out("latex").glob("*.tex")
    assert r"\hyperref" in tex.read_text("utf-8")


def test_sphinx_own_search_finds_a_takeaway(tmp_path: Path) -> None:
    """With a theme that has Sphinx's search, the words of a part are in its index."""
    generate(tmp_path / "content", 3)
    article = tmp_path / "content" / "articles" / "a000001.md"
    lines = article.read_text("utf-8").splitlines()
    changed = [
        line if not line.startswith("takeaway") else "takeaway: Xylophone." for line in lines
    ]
    article.write_text("\n".join(changed), "utf-8")
    book = Book.make(tmp_path / "book", tmp_path / "content")
    assert book.build() == ""
    assert "xylophon" in (book.out() / "searchindex.js").read_text("utf-8")
