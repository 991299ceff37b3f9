"""The site's search index: what it holds, and for which pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from books import INDEX, Book
from lxml import html

MORE = 'html_theme = "refresher"'
MANUAL = "# Halyard\n\nHow to splice a rope.\n"
ABOUT = "# About us\n\nA quarterly of mooring and towage.\n"


def _index(book: Book, name: str) -> dict[str, Any]:
    """The whole index in a folder of the output."""
    folder = book.out() / name
    found: dict[str, Any] = json.loads((folder / "words.json").read_text("utf-8"))
    found["shown"] = [
        one
        for path in sorted(folder.glob("pages-*.json"))
        for one in json.loads(path.read_text("utf-8"))
    ]
    return found


def _search_of(book: Book, page: str) -> tuple[str, str]:
    """The page and the index, from the root, to which a page's search leads."""
    tree: Any = html.fromstring(book.page(page))
    (link,) = tree.xpath("//a[@id='refresher_search-link']")
    here = f"/{page}.html"
    there, index = (urljoin(here, link.get(name)) for name in ("href", "data-index"))
    return there.strip("/#"), index.strip("/")


@pytest.fixture(scope="module")
def book(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The small archive's book with a manual beside it."""
    folder = tmp_path_factory.mktemp("search")
    index = (
        f"{INDEX}\n```{{toctree}}\nabout\n```\n"
        "\n```{toctree}\n:caption: Manual\n\nmanual/index\n```\n"
    )
    book = Book.make(folder / "book", corpus, more=MORE, index=index)
    (book.folder / "manual").mkdir()
    (book.folder / "manual" / "index.md").write_text(MANUAL, encoding="utf-8")
    (book.folder / "about.md").write_text(ABOUT, encoding="utf-8")
    assert book.build() == ""
    return book


def test_archive_and_documents_have_each_their_index(book: Book) -> None:
    """The archive's index has its entries and the project's page about it, and none of the
    manual; that of the manual has nothing else.
    """
    archive, documents = _index(book, "archive/search"), _index(book, "_static/search")
    assert [one[:2] for one in documents["shown"]] == [["manual/index.html", "Halyard"]]
    assert "halyard" not in archive["words"]
    assert "towage" in archive["words"]
    assert "towage" not in documents["words"]
    *entries, about = archive["shown"]
    assert all(path.startswith("archive/") for path, *_ in entries)
    assert about[:3] == ["about.html", "About us", "A quarterly of mooring and towage."]


@pytest.mark.parametrize(
    "page", ["index", "about", "search", "404", "archive/articles/rope", "archive/topics/index"]
)
def test_the_archives_pages_search_the_archive(book: Book, page: str) -> None:
    """Every page of the archive, and the first, leads to the archive's search."""
    assert _search_of(book, page) == ("search.html", "archive/search")


@pytest.mark.parametrize("page", ["manual/index", "search-documents"])
def test_documents_search_the_documents(book: Book, page: str) -> None:
    """A document's search is that of the documents, and so is the page made for it."""
    assert _search_of(book, page) == ("search-documents.html", "_static/search")


def test_an_archive_without_documents_has_no_trace_of_them(
    corpus_copy: Path, tmp_path: Path
) -> None:
    """Without documents there is neither their index nor their page, in a build after the last
    of them was removed as in a first one.
    """
    book = Book.make(tmp_path / "book", corpus_copy, more=MORE)
    manual = book.folder / "manual.md"
    manual.write_text(f"---\norphan: true\n---\n\n{MANUAL}", encoding="utf-8")
    assert book.build() == ""
    assert {"search-documents.html", "_static/search/words.json"} <= set(book.files())
    manual.unlink()
    assert book.build() == ""
    assert not [
        name for name in book.files() if "search-doc" in name or name.startswith("_static/search/")
    ]


def test_what_the_404_page_suggests_has_its_language(book: Book) -> None:
    """Titles in another language than the frame's have their language and direction; others
    have none.
    """
    pages = json.loads((book.out() / "_static/pages.json").read_text("utf-8"))
    found = {path: marks for path, _, *marks in pages}
    assert found["archive/articles/madd.html"] == ["ar", "rtl"]
    assert found["archive/articles/rope.html"] == found["about.html"] == []
