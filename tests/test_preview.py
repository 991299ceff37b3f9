"""`refresher serve`: each save is a build, and what is wrong appears in the page."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from books import Book
from click.testing import CliRunner

from refresher_content.book.preview import Preview, project_for
from refresher_content.cli.commands import refresher

PATIENCE = 120
"""Seconds after which a test gives up; what takes that long has stopped."""


@dataclass
class Site:
    """A preview that is running."""

    preview: Preview
    address: str
    content: Path
    lines: list[str]

    def get(self, path: str) -> str:
        """A page, as the browser gets it."""
        with urlopen(self.address + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def events(self) -> Iterator[Any]:
        """The states that a page that is open gets."""
        started = time.monotonic()
        with urlopen(self.address + "_refresher/events", timeout=PATIENCE) as answer:
            for line in answer:
                # The server sends something every few seconds, also where nothing happens.
                assert time.monotonic() - started < PATIENCE, "nothing has happened"
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    def edit(self, old: str, new: str) -> None:
        """Saves the article `echo` with a change."""
        path = self.content / "articles/echo.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def site(corpus: Path, tmp_path: Path) -> Iterator[Site]:
    """A preview of the small archive, which waits for changes."""
    content = Path(shutil.copytree(corpus, tmp_path / "project/content"))
    Book.make(tmp_path / "project", content)
    lines: list[str] = []
    preview = Preview(tmp_path / "project", tmp_path / "project/_build/preview", lines.append)
    preview.build()
    stopped = threading.Event()
    watching = threading.Thread(target=preview.watch, args=[stopped])
    with preview.server(0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        watching.start()
        yield Site(preview, f"http://127.0.0.1:{server.server_address[1]}/", content, lines)
        stopped.set()
        watching.join()
        server.shutdown()


def test_a_save_is_on_the_screen_and_a_problem_in_the_page(site: Site) -> None:
    """A change makes a new version of the page; a problem keeps the last one and is shown with
    its place; when it is solved, the page is loaded again and the problem is gone.
    """
    page = "archive/articles/echo.html"
    assert "EventSource" in site.get(page)
    events = site.events()
    first = next(events)
    assert (first["failed"], first["problems"]) == (False, "")
    site.edit("---\n\n", "---\n\nA new sentence. ")
    state = next(one for one in events if one["version"] > first["version"])
    assert not state["failed"]
    assert "A new sentence." in site.get(page)
    site.edit("A new sentence. ", "{article}`nobody` ")
    failed = next(one for one in events if one["failed"])
    assert failed["version"] == state["version"]
    assert "articles/echo.md" in failed["problems"]
    assert "no article 'nobody'" in failed["problems"]
    assert "A new sentence." in site.get(page)
    site.edit("{article}`nobody` ", "Solved. ")
    solved = next(one for one in events if one["version"] > failed["version"])
    assert (solved["failed"], solved["problems"]) == (False, "")
    assert "Solved." in site.get(page)
    assert any("no article 'nobody'" in line for line in site.lines)


def test_several_builds_in_a_row_equal_one(site: Site) -> None:
    """After builds in one process the pages are those of a build on its own."""
    site.preview.build()
    built = site.preview.version
    site.preview.build()
    assert site.preview.version == built + 1
    source = site.preview.source
    clean = Preview(source, source.parent / "clean", print)
    clean.build()
    pages = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in (clean.target,)
        for path in folder.rglob("*.html")
    }
    assert len(pages) > 20
    assert {name: (site.preview.target / name).read_bytes() for name in pages} == pages


def test_a_save_during_a_build_isnt_lost(corpus: Path, tmp_path: Path) -> None:
    """What was saved since the last build began is built as soon as files are watched."""
    content = Path(shutil.copytree(corpus, tmp_path / "project/content"))
    Book.make(tmp_path / "project", content)
    preview = Preview(tmp_path / "project", tmp_path / "project/_build/preview", print)
    preview.build()
    path = content / "articles/echo.md"
    path.write_text(f"{path.read_text('utf-8')}\nSaved meanwhile.\n", encoding="utf-8")
    stopped = threading.Event()
    watching = threading.Thread(target=preview.watch, args=[stopped])
    watching.start()
    preview.next_event(preview.event(), PATIENCE)
    stopped.set()
    watching.join()
    assert preview.version == 2
    page = preview.target / "archive/articles/echo.html"
    assert "Saved meanwhile." in page.read_text("utf-8")


def test_other_files_are_served_and_what_is_missing_isnt(site: Site) -> None:
    """Styles and folders are served as on a host; a missing page is the book's 404 page."""
    assert "<title>" in site.get("")
    assert "EventSource" not in site.get("_static/refresher-archive.css")
    with pytest.raises(HTTPError) as missing:
        site.get("nowhere.html")
    assert missing.value.code == 404
    missing.value.close()


def test_a_mistake_in_the_settings_is_a_problem(site: Site) -> None:
    """What ends a build is shown; the pages stay."""
    (site.preview.source / "conf.py").write_text("project = (", encoding="utf-8")
    site.preview.build()
    assert site.preview.failed
    assert "conf" in site.preview.problems
    assert "EventSource" in site.get("index.html")


def test_a_content_folder_is_shown_without_a_project(corpus: Path, tmp_path: Path) -> None:
    """The smallest project is made for it, beside nothing of the writer's."""
    project_for(corpus, tmp_path)
    preview = Preview(tmp_path, tmp_path / "_build/preview", print)
    preview.build()
    assert not preview.failed
    assert (preview.target / "archive/articles/echo.html").is_file()


def test_a_folder_of_something_else_is_one_line(tmp_path: Path) -> None:
    """A folder that is neither a project nor content is a usage error."""
    result = CliRunner().invoke(refresher, ["serve", str(tmp_path)])
    assert result.exit_code == 2
    assert "has neither conf.py, as a project has, nor publication.md" in result.stderr
