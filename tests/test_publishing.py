"""`refresher build --publish-check`: what readers of the published book would miss."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from books import Book
from click.testing import CliRunner, Result

from refresher_content.book.publishing import findings
from refresher_content.cli.commands import refresher

MORE = 'html_theme = "refresher"\nhtml_baseurl = "https://harbour.example/log/"'


@pytest.fixture(scope="session")
def built(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of the small archive, built by the command."""
    book = Book.make(tmp_path_factory.mktemp("publishing"), corpus, more=MORE)
    result = run(book.folder, book.out())
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("ready to be published: no problems\n")
    return book.out()


def run(source: Path, target: Path) -> Result:
    """Runs `refresher build --publish-check`."""
    args = ["build", str(source), str(target), "--shards", "1", "--publish-check"]
    return CliRunner().invoke(refresher, args)


def damaged(built: Path, name: str, old: str, new: str) -> list[tuple[str, str]]:
    """What is found if a file of the book has another text; the file is as it was afterwards."""
    path = built / name
    text = path.read_text("utf-8")
    assert old in text
    try:
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [(one.path, one.message) for one in findings(built)]
    finally:
        path.write_text(text, encoding="utf-8")


PAGE = "archive/articles/echo.html"


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ('<a href="gone.html">x</a>', "the link 'gone.html' leads to nothing"),
        ('<a href="lead-line.html#gone">x</a>', "leads to a place that archive/articles/lead-line"),
        ('<a href="../../../up.html">x</a>', "leads out of the book"),
        ('<a href="https://harbour.example/log/gone/">x</a>', "leads to nothing"),
        ('<a href="/log/gone.html">x</a>', "leads to nothing"),
        ('<img src="gone.png" alt="x">', "the picture 'gone.png' leads to nothing"),
        ('<meta http-equiv="refresh" content="0; url=no.html">', "the redirect 'no.html' leads"),
        ('<script src="gone.js"></script>', "the script 'gone.js' leads to nothing"),
    ],
)
def test_what_leads_to_nothing_is_found(built: Path, new: str, message: str) -> None:
    """Links, places, pictures, redirects and scripts are looked up in the folder."""
    ((path, found),) = damaged(built, PAGE, "</main>", f"{new}</main>")
    assert path == PAGE
    assert message in found


@pytest.mark.parametrize(
    "new",
    [
        '<a href="https://elsewhere.example/">x</a>',
        '<a href="mailto:a@b.example">x</a>',
        '<a href="#top">x</a>',
        '<a href="/log/archive/articles/">x</a>',
        '<a href="https://harbour.example/log/archive/articles/lead-line.html">x</a>',
    ],
)
def test_what_is_there_or_elsewhere_is_no_problem(built: Path, new: str) -> None:
    """Addresses of other sites are not opened, those of the book are found in all forms."""
    assert damaged(built, PAGE, "</main>", f"{new}</main>") == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (".nojekyll", "GitHub Pages would leave out folders that begin with '_'"),
        ("404.html", "there is no page for addresses that don't exist"),
        ("archive/articles/echo.html", "leads to nothing"),
    ],
)
def test_missing_files_are_found(built: Path, name: str, message: str) -> None:
    """What hosts look for, and pages that others and the sitemap name."""
    path = built / name
    kept = path.read_bytes()
    path.unlink()
    try:
        assert any(message in one.message for one in findings(built))
    finally:
        path.write_bytes(kept)


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("", "the book's address isn't known"),
        ("http://localhost:8000/", "expected one of https that others can open"),
    ],
)
def test_an_address_is_needed(corpus: Path, tmp_path: Path, base: str, message: str) -> None:
    """A book without an address, or with one that only its author can open, isn't ready."""
    more = f'html_theme = "refresher"\nhtml_baseurl = "{base}"'
    book = Book.make(tmp_path / "book", corpus, more=more)
    result = run(book.folder, book.out())
    assert result.exit_code == 1
    assert message in result.stdout


def test_what_sphinx_keeps_is_reported(built: Path) -> None:
    """`refresher build` leaves none of Sphinx's own files in the book; those that a plain
    `sphinx-build` puts there are reported.
    """
    assert not list(built.rglob("*.doctree"))
    kept = built / ".doctrees"
    kept.mkdir()
    (kept / "environment.pickle").write_bytes(b"")
    try:
        (found,) = findings(built)
    finally:
        shutil.rmtree(kept)
    assert (found.path, found.message.startswith("what Sphinx keeps")) == (".doctrees", True)


@pytest.mark.parametrize(
    "file", ["noxfile.py", "refresher_content/cli/project/dot.github/workflows/publish.yml"]
)
def test_our_own_builds_keep_doctrees_elsewhere(file: str) -> None:
    """Whatever calls `sphinx-build` for a folder that is published says where Sphinx is to keep
    its own files.
    """
    text = (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
    builds = [
        line for line in text.splitlines() if re.search(r"run: sphinx-build|run\(\*build,", line)
    ]
    assert builds
    assert [one for one in builds if not re.search(r'-d |"-d"|\*epub', one)] == []
