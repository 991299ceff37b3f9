"""A mistake in a project's settings or templates is reported with its place and a remedy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from archives import write_archive
from books import Book
from generate import generate


def _conf(book: Book, old: str, new: str) -> None:
    path = book.folder / "conf.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_content_folder_must_be_named(corpus: Path, tmp_path: Path) -> None:
    """Without the setting nothing is built, and a typo in its name is pointed out."""
    book = Book.make(tmp_path / "book", corpus)
    _conf(book, "refresher_content = ", "refresher_contents = ")
    with pytest.raises(SystemExit, match=r"is 'refresher_contents' a typo\?"):
        book.build()


def test_a_setting_that_is_nearly_ours_is_reported(corpus: Path, tmp_path: Path) -> None:
    """A setting whose name is a typo of another one, or begins as ours do, is a warning."""
    book = Book.make(tmp_path / "book", corpus, more='refresher_foldre = "pages"')
    assert "unknown setting 'refresher_foldre'; did you mean 'refresher_folder'?" in book.build()
    _conf(book, "refresher_foldre", "refresher_x")
    assert "unknown setting 'refresher_x'; did you mean 'refresher_shard'?" in book.build()


@pytest.mark.parametrize("shard", ["x", "1", "2/2", "1/0", "-1/2", "1/2/3"])
def test_a_shard_that_cannot_be_is_reported(corpus: Path, tmp_path: Path, shard: str) -> None:
    """`refresher_shard` names one of a number of shards, counted from 0."""
    book = Book.make(tmp_path / "book", corpus, more=f"refresher_shard = {shard!r}")
    message = rf"^refresher: refresher_shard in conf\.py: expected .* as in '0/4', found '{shard}'$"
    with pytest.raises(SystemExit, match=message):
        book.build()


def test_the_bundled_archive_is_asked_for_by_name(corpus: Path, tmp_path: Path) -> None:
    """`:bundled:` builds the archive that comes with the package."""
    book = Book.make(tmp_path / "book", corpus)
    _conf(book, f'"{corpus}"', '":bundled:"')
    assert book.build() == ""
    assert "CEO Refresher" in book.page("archive/colophon")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("year.md.jinja", "one\n{% if %}\n", r"year\.md\.jinja:2: Expected an expression"),
        ("year.md.jinja", "\n\n{{ nothing.here }}\n", r"year\.md\.jinja:3: 'nothing' is undefined"),
        (
            "entries.html.jinja",
            "<p>\n{{ nope }}</p>",
            r"entries\.html\.jinja:2: 'nope' is undefined",
        ),
    ],
)
def test_an_error_in_a_template_has_a_place(
    corpus: Path, tmp_path: Path, name: str, text: str, message: str
) -> None:
    """The build stops with the template's file and line."""
    book = Book.make(tmp_path / "book", corpus)
    template = book.folder / "_templates" / "refresher" / name
    template.parent.mkdir(parents=True)
    template.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=message):
        book.build()


def test_an_error_in_another_process_has_a_place(tmp_path: Path) -> None:
    """The message is the same if another process writes the page."""
    generate(tmp_path / "content", 40)
    book = Book.make(tmp_path / "book", tmp_path / "content")
    template = book.folder / "_templates" / "refresher" / "index.html.jinja"
    template.parent.mkdir(parents=True)
    template.write_text("<p>\n{{ nope }}</p>", encoding="utf-8")
    for jobs in (1, 2):
        with pytest.raises(SystemExit, match=r"^refresher: /.*index\.html\.jinja:2: 'nope' is"):
            book.build(jobs=jobs, clean=True)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('refresher_folder = "../out"', "expected the name of a folder beside the documents"),
        ('refresher_folder = ""', "expected the name of a folder beside the documents"),
        ("import refresher_content", "expected the name of a folder, found a module"),
    ],
)
def test_a_setting_without_sense_stops_the_build(
    corpus: Path, tmp_path: Path, setting: str, message: str
) -> None:
    """A folder outside the project, and a module in the place of a name, are refused."""
    book = Book.make(tmp_path / "book", corpus, more=setting)
    with pytest.raises(SystemExit, match=message):
        book.build()
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_a_template_without_effect_is_reported(corpus: Path, tmp_path: Path) -> None:
    """A template that replaces none of the package's is a warning that suggests one."""
    book = Book.make(tmp_path / "book", corpus)
    template = book.folder / "_templates" / "refresher" / "yaer.md.jinja"
    template.parent.mkdir(parents=True)
    template.write_text("x", encoding="utf-8")
    message = "no template is called 'yaer.md.jinja'; did you mean 'year.md.jinja'?"
    assert f"{template}:1: WARNING: {message}" in re.sub(r"\x1b\[[\d;]*m", "", book.build())


def test_a_problem_ends_the_process_with_the_report_alone(
    corpus_copy: Path, tmp_path: Path
) -> None:
    """`sphinx-build` shows the problem and one line, without Sphinx's own error or a traceback."""
    article = corpus_copy / "articles/echo.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("title:", "titel:", 1), encoding="utf-8")
    book = Book.make(tmp_path / "book", corpus_copy)
    command = [sys.executable, "-m", "sphinx", "-q", str(book.folder), str(book.out())]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "echo.md:2:1" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("refresher: the content has 2 errors;")
    assert "Traceback" not in done.stderr
    assert "xtension error" not in done.stderr


def test_a_document_without_a_text_is_no_error(tmp_path: Path) -> None:
    """A project's own page may be empty, or hold a front matter only."""
    book = Book.make(tmp_path / "book", write_archive(tmp_path / "content", {}))
    (book.folder / "empty.md").write_text("---\norphan: true\n---\n", encoding="utf-8")
    assert book.build() == ""
    assert (book.out() / "empty.html").is_file()
