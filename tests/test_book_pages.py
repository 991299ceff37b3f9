"""What surrounds a page: metadata, previous and next, citations; and that processes share work."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from archives import article, write_archive
from books import INDEX, Book
from lxml import html

from refresher_content.book.data import parallel
from refresher_content.book.data.parallel import parallel_map

COLUMN = "---\ntitle: Deep\nsummary: Deep.\n---\n"
PAGES = ("index", "plain", "last")
BREAKING = "A </script><b> tag &amp; more"
"""A title that would end its place in HTML if it were written as it is."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book of three articles in a column and of two pages of the project, built twice."""
    folder = tmp_path_factory.mktemp("surroundings")
    original = "\n  title: Old\n  publication: The Old\n  published: 1911-05"
    articles = {
        "one": article(title=f"'{BREAKING}'", column="deep", position=1),
        "two": article(title="Two", column="deep", position=2, published="2010-03-04"),
        "three": article(column="deep", position=3, published=2011, original=original),
    }
    files = {f"articles/{id_}": text for id_, text in articles.items()}
    content = write_archive(folder / "content", files | {"columns/deep": COLUMN})
    index = f"{INDEX}\n```{{toctree}}\n:caption: Manual\n\nplain\nlast\n```\n"
    book = Book.make(folder / "book", content, more='html_theme = "refresher"', index=index)
    for name in PAGES[1:]:
        (book.folder / f"{name}.md").write_text(f"# {name}\n\nText.\n", encoding="utf-8")
    assert book.build() == ""
    assert book.build("dirhtml") == ""
    return book


def _tree(book: Book, name: str) -> Any:
    return html.fromstring(book.page(name))


def test_no_title_ends_the_linked_data_early(book: Book) -> None:
    """A title with `</script` in it stands in the page's JSON-LD, which is still whole."""
    (script,) = _tree(book, "archive/articles/one").xpath("//script[@type='application/ld+json']")
    (data, *_) = json.loads(script.text)["@graph"]
    assert data["headline"] == BREAKING


@pytest.mark.parametrize(
    ("name", "date", "journal"),
    [
        ("one", "2009", "The Test"),
        ("two", "2010/03/04", "The Test"),
        ("three", "2011", "The Test"),
    ],
)
def test_an_article_is_cited_with_its_date(book: Book, name: str, date: str, journal: str) -> None:
    """Google Scholar gets the date with slashes, as precisely as it is known; of a digest its
    own date, and for the journal the archive.
    """
    page = _tree(book, f"archive/articles/{name}")
    found = {
        one.get("name"): one.get("content")
        for one in page.xpath("//meta[starts-with(@name, 'citation_')]")
    }
    assert found["citation_publication_date"] == date
    assert found["citation_journal_title"] == journal


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_citation_files_are_where_their_links_lead(book: Book, builder: str) -> None:
    """The links to an article's citations lead to the files, whatever form addresses have."""
    name = "two.html" if builder == "html" else "two/index.html"
    path = book.out(builder) / "archive" / "articles" / name
    page: Any = html.fromstring(path.read_text(encoding="utf-8"))
    links = page.xpath("//a[@download]/@href")
    assert [link.rpartition(".")[2] for link in links] == ["bib", "ris", "json"]
    expected = book.out(builder) / "archive" / "articles"
    assert [(path.parent / link).resolve() for link in links] == [
        expected.resolve() / f"two.{ending}" for ending in ("bib", "ris", "json")
    ]
    assert (path.parent / links[0]).read_text(encoding="utf-8").startswith("@article{ann2010two,")


def _neighbours(book: Book, name: str) -> list[tuple[str, str]]:
    return [
        (one.get("rel"), one.get("href"))
        for one in _tree(book, name).xpath("//*[@rel='prev' or @rel='next']")
    ]


def test_an_articles_neighbours_are_its_columns(book: Book) -> None:
    """Previous and next of an article are those of its column."""
    assert _neighbours(book, "archive/articles/one") == [("next", "two.html")]
    assert _neighbours(book, "archive/articles/two") == [
        ("next", "three.html"),
        ("prev", "one.html"),
    ]


@pytest.mark.parametrize(
    "name", ["archive/columns/deep", "archive/authors/ann", "archive/years/2010"]
)
def test_a_generated_page_has_no_neighbours(book: Book, name: str) -> None:
    """That one generated page stands before another in the contents means nothing to readers."""
    assert _neighbours(book, name) == []


def test_a_projects_own_page_has_its_neighbours(book: Book) -> None:
    """A page of the project itself has the neighbours that Sphinx gives it."""
    assert ("next", "last.html") in _neighbours(book, "plain")
    assert {rel for rel, _ in _neighbours(book, "last")} == {"prev"}


def _with_process(numbers: Sequence[int]) -> list[tuple[int, int]]:
    return [(number * number, os.getpid()) for number in numbers]


@pytest.mark.parametrize("rounds", [1, 3])
def test_processes_share_the_work(rounds: int) -> None:
    """From 200 things on every result comes once, and from other processes; with fewer things,
    or with one job, from this one.
    """
    many = list(range(200))
    found = parallel_map(_with_process, many, 2, rounds=rounds)
    assert sorted(result for result, _ in found) == [number * number for number in many]
    assert os.getpid() not in {process for _, process in found}
    for things, jobs in ((many[1:], 2), (many, 1)):
        found = parallel_map(_with_process, things, jobs, rounds=rounds)
        assert found == [(number * number, os.getpid()) for number in things]


def test_a_book_made_by_processes_is_the_same(
    corpus_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A book whose pages were read and whose files were written by two processes is the one that
    one process makes, also after an edit.
    """
    monkeypatch.setattr(parallel, "PARALLEL_THRESHOLD", 1)
    listing = "\n```{refresher:articles}\n:topic: night\n```\n\n{refresher:article}`echo`\n"
    more = 'html_theme = "refresher"'
    book = Book.make(tmp_path / "book", corpus_copy, more=more, index=INDEX + listing)
    assert book.build(jobs=2) == ""
    echo = corpus_copy / "articles/echo.md"
    text = echo.read_text(encoding="utf-8").replace("title: Echo", "title: Reply")
    echo.write_text(text.replace("topics: [tools]", "topics: [tools, night]"), encoding="utf-8")
    assert book.build(jobs=2) == ""
    assert "Reply" in book.page("index")
    shared = book.files()
    assert book.build(jobs=1, clean=True) == ""
    assert shared == book.files()
