"""The published lists of hostile texts on pages that a browser shows: nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from books import Book
from playwright.sync_api import Browser, Dialog, Page
from serve import POLICY, free_port, serving
from test_vectors import accepted, vectors

GLOBALS = "() => Object.keys(window)"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The book of an archive with every text that the check accepts in a field or a body."""
    folder = tmp_path_factory.mktemp("hostile")
    accepted(folder / "content", vectors())
    book = Book.make(folder / "book", folder / "content", more='html_theme = "refresher"')
    book.build()
    return book


@dataclass
class Seen:
    """What pages do."""

    page: Page
    address: str
    happened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda one: self._note("error", str(one)))
        self.page.on("popup", lambda one: self._note("window", one.url))
        self.page.on("console", lambda one: self._note_console(one.type, one.text))
        self.page.on("request", lambda one: self._note_request(one.url))

    def _note(self, what: str, detail: str) -> None:
        self.happened.append(f"{what}: {detail}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self._note("dialog", dialog.message)
        dialog.dismiss()

    def _note_console(self, kind: str, text: str) -> None:
        if kind == "error":
            self._note("console", text)

    def _note_request(self, address: str) -> None:
        if not address.startswith(self.address) and urlsplit(address).scheme != "data":
            self._note("request", address)


@pytest.fixture(params=[POLICY, "default-src * 'unsafe-inline' 'unsafe-eval' data:"])
def served(hostile: Book, request: pytest.FixtureRequest) -> Iterator[str]:
    """The book, served under the strict policy and under one that allows everything."""
    with serving(hostile.out(), free_port(), request.param) as address:
        yield address


def test_no_page_runs_or_fetches_anything(hostile: Book, served: str, browser: Browser) -> None:
    """No page opens a dialog or a window, sets a global, logs an error or asks another site."""
    context = browser.new_context()
    try:
        seen = Seen(context.new_page(), served)
        names: dict[str, set[str]] = {}
        pages = sorted((hostile.out() / "archive/articles").glob("a*.html"))
        assert len(pages) > 40
        for path in [hostile.out() / "archive/articles/plain.html", *pages]:
            address = f"{served}{Path(path).relative_to(hostile.out()).as_posix()}"
            seen.page.goto(address, wait_until="load")
            assert seen.page.url == address
            names[path.stem] = set(seen.page.evaluate(GLOBALS))
            # Handlers that wait for a pointer, a focus or a picture that can't be loaded.
            seen.page.evaluate(
                "() => document.querySelectorAll('article *').forEach(one => {"
                " for (const name of ['mouseover', 'focus', 'error', 'load', 'toggle'])"
                " one.dispatchEvent(new Event(name)) })"
            )
            assert seen.happened == [], path.stem
        assert {id_ for id_, found in names.items() if found - names["plain"]} == set()
    finally:
        context.close()
