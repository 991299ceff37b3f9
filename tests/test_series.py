"""Further columns of an article: in queries, lists, feeds, linked data, exports, EPUB, the check
and moves.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from archives import article, library_of, write_archive
from books import Book
from lxml import etree, html

from refresher_content import Article, check
from refresher_content.export.tables import to_sqlite
from refresher_content.library import Library
from refresher_content.source.moving import moved

MORE = 'html_baseurl = "https://quay.example/"'
COLUMNS = {
    f"columns/{id_}": f"---\ntitle: {id_.capitalize()}\nsummary: A column.\n---\n"
    for id_ in ("knots", "tides", "weather")
}
ARTICLES = {
    "bowline": article(title="Bowline", published=2011, column="knots", position=2),
    "hitch": article(title="Hitch", published=2012, column="knots", position=1),
    "splice": article(title="Splice", published=2013, column="knots"),
    "ebb": article(title="Ebb", published=2010, column="tides", position=1, series="[knots]"),
    "squall": article(title="Squall", published=2014, series="[weather, knots]"),
}
IN_ORDER = ["hitch", "bowline", "ebb", "splice", "squall"]
"""The articles of `knots`: by position, then those without one in it by date."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Five articles: three of a column, one of another and one of none in it as a series."""
    return library_of(tmp_path_factory.mktemp("series"), ARTICLES, **COLUMNS)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The same articles as a book."""
    folder = tmp_path_factory.mktemp("book")
    files = {f"articles/{id_}": text for id_, text in ARTICLES.items()} | COLUMNS
    made = Book.make(folder / "book", write_archive(folder / "content", files), more=MORE)
    assert made.build() == ""
    return made


def test_a_column_has_its_articles_and_those_of_the_series(library: Library) -> None:
    """The filter, counts and groups of columns have both; the order is the column's own."""
    articles = library.articles
    knots = library.columns["knots"]
    assert list(knots.articles.ids) == IN_ORDER
    assert set(articles.filter(column="knots").ids) == set(IN_ORDER)
    assert articles.facets("column") == {"knots": 5, "tides": 1, "weather": 1}
    assert {id_: len(some) for id_, some in articles.group_by("column").items()} == {
        "knots": 5, "tides": 1, "weather": 1,
    }  # fmt: skip
    assert not articles.filter(column=None)
    assert articles["squall"].series == (library.columns["weather"], knots)
    assert articles["squall"].to_dict()["series"] == ["weather", "knots"]
    with pytest.raises(TypeError, match="have no filter 'series'"):
        articles.filter(series="knots")  # type: ignore[call-arg]


def test_numbers_and_neighbours_are_those_of_the_own_column(library: Library) -> None:
    """A series changes no numbers, neighbours or citations."""
    numbers = {one.id: one.number for one in library.articles}
    assert numbers == {"hitch": 1, "bowline": 2, "splice": 3, "ebb": 1, "squall": None}
    assert library.articles["bowline"].next == library.articles["splice"]
    assert library.articles["ebb"].next is None
    sections = {one.id: one.work().column for one in library.articles}
    assert (sections["hitch"], sections["ebb"], sections["squall"]) == ("Knots", "Tides", "")


def _file(book: Book, path: str) -> str:
    return (book.out() / "archive" / path).read_text(encoding="utf-8")


def _tree(book: Book, path: str) -> Any:
    return html.fromstring(book.page(f"archive/{path}"))


def test_pages_show_series(book: Book) -> None:
    """The column lists the articles in its order, with the numbers of its own; their pages lead to
    it, and linked data says that they are part of it.
    """
    (listed,) = _tree(book, "columns/knots").xpath("//ol[contains(@class, 'refresher-list')]")
    titles = [one.text_content() for one in listed.xpath(".//h3")]
    assert [one.casefold() for one in titles] == IN_ORDER
    assert [one.text_content() for one in listed.xpath("li/b")] == ["1", "2", "", "", ""]
    page = _tree(book, "articles/ebb")
    rail = page.xpath("//div[@class='refresher-rail']//a[contains(@href, 'columns/')]")
    assert [one.text_content() for one in rail] == ["Knots"]
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    whole, series = json.loads(data)["@graph"][0]["isPartOf"]
    assert whole["@type"] == "Periodical"
    address = "https://quay.example/archive/columns/knots.html"
    assert series == {"@type": "CreativeWorkSeries", "name": "Knots", "url": address}


def test_feeds_and_search_have_series(book: Book) -> None:
    """The column's feed has its articles and those of the series, newest first; the search can be
    narrowed to them.
    """
    feed = json.loads(_file(book, "columns/knots-feed.json"))
    titles = [one["title"].casefold() for one in feed["items"]]
    assert titles == ["squall", "splice", "hitch", "bowline", "ebb"]
    facets = json.loads(_file(book, "search/facets.json"))["column"]
    assert {name: len(numbers) for name, numbers in facets.items()} == {
        "Knots": 5,
        "Tides": 1,
        "Weather": 1,
    }


def test_an_epub_lists_series(book: Book) -> None:
    """The part of a column lists the articles of the series as well, a column that is nothing but
    a series has a part without chapters, and no article is there twice.
    """
    assert book.build("epub") == ""
    (path,) = book.out("epub").glob("*.epub")
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        found = {
            name: etree.fromstring(package.read(f"archive/{name}.xhtml"))
            for name in ("columns/knots", "columns/weather", "articles/squall")
        }
    assert len([one for one in names if one.endswith("/squall.xhtml")]) == 1

    def links(name: str) -> Iterator[str]:
        for one in found[name].iter("{*}a"):
            yield "".join(map(str, one.itertext())).casefold()

    assert list(links("columns/knots")) == IN_ORDER
    assert list(links("columns/weather")) == ["squall"]
    assert {"weather", "knots"} <= set(links("articles/squall"))


def test_an_export_has_a_table_of_series(library: Library, tmp_path: Path) -> None:
    """Engines join articles and further columns."""
    to_sqlite(library, tmp_path / "all.sqlite")
    with closing(sqlite3.connect(tmp_path / "all.sqlite")) as base:
        rows = base.execute('SELECT article, "column", place FROM article_series ORDER BY 1, 3')
        assert rows.fetchall() == [("ebb", "knots", 1), ("squall", "weather", 1),
                                   ("squall", "knots", 2)]  # fmt: skip


def test_the_check_knows_series(tmp_path: Path) -> None:
    """An unknown column and the article's own are reported with their places."""
    articles = {"articles/ebb": article(column="tides", series="[knotz, tides]")}
    content = write_archive(tmp_path, articles | COLUMNS)
    unknown, twice = check(content).errors
    assert (unknown.code, unknown.hint) == ("unknown-reference", "did you mean 'knots'?")
    assert (twice.code, twice.field, twice.span.line) == ("duplicate-item", "series[1]", 7)


def test_a_moved_column_keeps_its_series(tmp_path: Path) -> None:
    """`refresher mv` of a column changes the key `series`."""
    files = {f"articles/{id_}": text for id_, text in ARTICLES.items()} | COLUMNS
    content = write_archive(tmp_path, files)
    changes = {one.path: one for one in moved(content, "columns/knots.md", "columns/hitches.md")}
    assert "\nseries: [weather, hitches]\n" in changes["articles/squall.md"].after
    assert "\ncolumn: hitches\n" in changes["articles/hitch.md"].after


def test_series_have_a_schema(library: Library) -> None:
    """The JSON Schema describes the key as a list of ids."""
    from refresher_content.model.fields import json_schema

    schema = json_schema(Article)["properties"]["series"]
    assert (schema["type"], schema["items"]) == ("array", {"type": "string"})
