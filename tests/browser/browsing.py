"""The book in a real browser: built, served and opened once for all checks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import languages
import pytest
from generate import generate
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from serve import free_port, serving

from refresher_content.files import lock

ROOT = Path(__file__).parents[2]
NODE = Path(os.environ.get("REFRESHER_NODE", "."))
FIGURES = ROOT / "docs" / "explanation" / "_reader-figures.md"
WRITE = bool(os.environ.get("REFRESHER_WRITE_FIGURES"))
CHROMIUM = os.environ.get("REFRESHER_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

ARTICLE = "archive/articles/the-sweet-spot-of-corporate-success.html"
KINDS = {
    "home": "index.html",
    "article": ARTICLE,
    "column": "archive/columns/moments-of-insight.html",
    "author": "archive/authors/michael-wolkensperg.html",
    "organisation": "archive/organizations/rushmore-judge-group.html",
    "topic": "archive/topics/leadership.html",
    "year": "archive/years/2009.html",
    "columns": "archive/columns/index.html",
    "authors": "archive/authors/index.html",
    "topics": "archive/topics/index.html",
    "years": "archive/years/index.html",
    "A–Z": "archive/articles/index.html",
    "reading": "archive/reading.html",
    "links": "archive/links.html",
    "questions": "archive/questions.html",
    "subscribe": "archive/subscribe.html",
    "colophon": "archive/colophon.html",
    "search": "search.html",
    "missing": "404.html",
    "tutorial": "tutorial.html",
    "reference": "reference/library.html",
    "articles reference": "reference/entries.html",
    "command line": "reference/cli-content.html",
}
"""A page of each kind."""

LARGE_KINDS = {
    "home": "index.html",
    "article": "archive/articles/a000500.html",
    "letter": "archive/a-z/b.html",
    "column's second page": "archive/columns/column-001/2.html",
}
"""Pages of a large archive."""

BASE = "http://127.0.0.1/"
"""What the books take for their address, wherever they are served."""


@dataclass
class Site:
    """A built and served book."""

    folder: Path
    address: str

    def url(self, path: str) -> str:
        """Where a page is served."""
        return self.address + path


SUBJECTS = (
    "whose words", "two audiences", "article", "typeface", "measure", "weight", "Lighthouse",
    "search", "languages", "axe", "keyboard", "contrast and targets", "phone", "no JavaScript",
    "console", "policy", "every page", "lists", "paper", "EPUB", "coaches", "machines",
    "subscribing", "Nu checker",
)  # fmt: skip
"""What is promised, in the order in which the figures stand."""


@dataclass
class Figures:
    """What was measured, by what is promised."""

    rows: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def note(self, subject: str, goal: str, **found: Any) -> None:
        """Adds what was found for one of the subjects."""
        assert subject in SUBJECTS, subject
        rounded = {
            key: round(one, 2) if isinstance(one, float) else one for key, one in found.items()
        }
        before = self.rows.get(subject, (goal, {}))[1]
        self.rows[subject] = (goal, before | rounded)

    def table(self) -> str:
        """The figures in Markdown; each subject must have one."""
        lines = ["| what | goal | measured |", "|---|---|---|"]
        for subject in SUBJECTS:
            goal, found = self.rows[subject]
            measured = ", ".join(f"{name.replace('_', ' ')}: {one}" for name, one in found.items())
            lines.append(f"| {subject} | {goal} | {measured} |")
        return "\n".join(lines) + "\n"


def _build(source: Path, out: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-j", "2"]
    options = ["-D", f"html_baseurl={BASE}", "-d", str(out.with_name("doctrees"))]
    done = subprocess.run([*command, *options, str(source), str(out)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-4000:]


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built books, which several processes may share: REFRESHER_BOOKS."""
    shared = os.environ.get("REFRESHER_BOOKS")
    return Path(shared) if shared else tmp_path_factory.mktemp("books")


@contextmanager
def _served(folder: Path, build: Callable[[Path], None]) -> Iterator[Site]:
    """A book in a folder, which the first who asks for it builds."""
    folder.mkdir(exist_ok=True)
    out = folder / "html"
    # Builds lock the folder itself.
    turn = folder.with_suffix(".lock")
    turn.touch()
    held = lock(turn, wait=True)
    assert held is not None
    if not out.exists():
        build(out)
    os.close(held)
    with serving(out, free_port()) as address:
        yield Site(out, address)


@contextmanager
def _book_of(
    folder: Path, title: str, write: Callable[[Path], object], more: str = ""
) -> Iterator[Site]:
    """The book of the content folder that is written, with more settings if need be."""

    def build(out: Path) -> None:
        write(folder / "content")
        conf = (
            f'project = "{title}"\nextensions = ["refresher_content.book"]\n'
            f'refresher_content = "content"\nhtml_theme = "refresher"\n{more}\n'
        )
        index = f"# {title}\n\n```{{include}} archive/_home.md\n```\n"
        (folder / "conf.py").write_text(conf, encoding="utf-8")
        (folder / "index.md").write_text(index, encoding="utf-8")
        _build(folder, out)

    with _served(folder, build) as site:
        yield site


@pytest.fixture(scope="session")
def site(books: Path) -> Iterator[Site]:
    """The book of this project."""
    with _served(books / "docs", lambda out: _build(ROOT / "docs", out)) as site:
        yield site


@pytest.fixture(scope="session")
def large(books: Path) -> Iterator[Site]:
    """The book of a thousand generated articles."""
    with _book_of(
        books / "large", "The Generated Review", lambda content: generate(content, 1_000)
    ) as site:
        yield site


@pytest.fixture(scope="session")
def small(books: Path) -> Iterator[Site]:
    """The book of the tests' small archive, which is someone else's."""
    corpus = ROOT / "tests" / "corpus"
    with _book_of(
        books / "small", "The Harbour Quarterly", lambda content: shutil.copytree(corpus, content)
    ) as site:
        yield site


@pytest.fixture(scope="session")
def many_languages(books: Path) -> Iterator[Site]:
    """The book of articles in many languages."""
    # An article has a zero-width space, which the search reads as none.
    more = 'suppress_warnings = ["refresher.hidden-character"]'
    with _book_of(books / "languages", "Words", languages.write, more) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield one
        one.close()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Opens a page in a context of its own: `open_page(url, width=360, scheme="dark")`."""
    contexts: list[BrowserContext] = []

    def opened(
        url: str, *, width: int = 1366, height: int = 800, scheme: Any = "light", **more: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(url, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    """The figures of this run; REFRESHER_WRITE_FIGURES=1 puts them into the documentation, if all
    tests ran in one process.
    """
    found = Figures()
    yield found
    if WRITE:
        FIGURES.write_text(found.table(), encoding="utf-8")
