"""A date may have a time of day: in queries, feeds, linked data, citations and exports."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from archives import article, library_of
from books import Book
from lxml import etree, html

from refresher_content import Article
from refresher_content.library import Library

MORNING = "2024-03-05T09:30+01:00"
NIGHT = "2024-03-05T23:30-05:00"
DATES = {
    "day": "2024-03-05",
    "month": "2024-03",
    "morning": MORNING,
    "next": "2024-03-06",
    "night": NIGHT,
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Five articles of two days, as precisely as each is known."""
    folder = tmp_path_factory.mktemp("times")
    articles = {id_: article(published=when) for id_, when in DATES.items()}
    articles["night"] = article(published=NIGHT, updated="2024-03-07T10:00:30Z")
    return library_of(folder, articles)


def test_times_are_in_order(library: Library) -> None:
    """The newest comes first, by the calendar and the clock of the place; a day alone stands
    before its times.
    """
    assert [one.id for one in library.articles] == ["next", "night", "morning", "day", "month"]
    assert library.articles.order_by("-published").ids == library.articles.ids
    assert sorted(library.articles, key=lambda one: one.published) == [*library.articles][::-1]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"published": "2024-03-05"}, {"day", "morning", "night"}),
        ({"published": "2024-03"}, set(DATES)),
        ({"published": MORNING}, {"morning"}),
        ({"published": datetime(2024, 3, 5, 8, 30)}, {"morning"}),
        ({"published__gte": datetime(2024, 3, 5, 8, 30, tzinfo=UTC)}, {"morning", "night", "next"}),
        ({"published__gt": datetime(2024, 3, 5, 8, 30, tzinfo=UTC)}, {"night", "next"}),
        ({"published__lt": datetime(2024, 3, 6, 5, tzinfo=UTC)}, {"day", "morning", "night"}),
        ({"published__lt": datetime(2024, 3, 6, 4, tzinfo=UTC)}, {"day", "morning"}),
        ({"published__lte": datetime(2024, 3, 5, 8, 30, tzinfo=UTC)}, {"morning"}),
        ({"published__lt": MORNING}, set()),
        ({"published__lt": "2024-03-06"}, {"day", "morning", "night"}),
        ({"updated": "2024-03-07T11:00:30+01:00"}, {"night"}),
    ],
)
def test_moments_are_compared_wherever_their_clocks_are(
    library: Library, filters: dict[str, Any], ids: set[str]
) -> None:
    """A moment is the same in each zone; a day is that of the calendar where it was printed, and
    isn't over before its last moment.
    """
    assert set(library.articles.filter(**filters).ids) == ids


def test_an_article_with_a_time_is_read_back(library: Library) -> None:
    """Data has the time as it was written; an article made of it is the same."""
    found = library.articles["night"]
    data = json.loads(json.dumps(found.to_dict()))
    assert (data["published"], data["updated"]) == (NIGHT, "2024-03-07T10:00:30+00:00")
    assert Article.from_dict(data) == found
    assert found.published.first_moment == datetime(
        2024, 3, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5))
    )


def test_citations_have_the_day(library: Library) -> None:
    """Nobody cites a minute."""
    for style in ("plain", "bibtex", "ris", "csl-json"):
        cited = library.articles["night"].cite(style)
        assert "23:30" not in cited, style
        assert "2024" in cited, style


def test_a_book_says_when(tmp_path: Path) -> None:
    """Feeds have the moment in UTC; pages show the day, and linked data and the element `time`
    have the moment as it was written.
    """
    articles = {"night": article(published=NIGHT), "morning": article(published=MORNING)}
    library_of(tmp_path, articles)
    more = 'html_baseurl = "https://quay.example/"\nhtml_theme = "refresher"'
    book = Book.make(tmp_path / "book", tmp_path / "content", more=more)
    assert book.build() == ""
    feed: Any = etree.parse(book.out() / "archive/feed.atom")
    atom = {"a": "http://www.w3.org/2005/Atom"}
    expected = ["2024-03-06T04:30:00Z", "2024-03-05T08:30:00Z"]
    assert feed.xpath("//a:entry/a:published/text()", namespaces=atom) == expected
    assert feed.xpath("/a:feed/a:updated/text()", namespaces=atom) == expected[:1]
    items = json.loads((book.out() / "archive/feed.json").read_text(encoding="utf-8"))["items"]
    assert [one["date_published"] for one in items] == expected
    page: Any = html.fromstring(book.page("archive/articles/night"))
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["@graph"][0]["datePublished"] == NIGHT
    assert page.xpath("//meta[@name='citation_publication_date']/@content") == ["2024/03/05"]
    assert page.xpath("//main//time/@datetime") == [NIGHT]
    assert page.xpath("//main//time/text()") == ["March 5, 2024"]
    sitemap = (book.out() / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<lastmod>{NIGHT}</lastmod>" in sitemap
