"""Queries give what pandas gives of the same data, and keep the laws of sets."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from archives import article, library_of
from hypothesis import given
from hypothesis import strategies as st
from pandas_twin import COLUMNS, COUNT, ISSUES, ROWS, TOPICS, agree, condition, program

import refresher_content as rc
from refresher_content.library import Library

PROGRAMS = int(os.environ.get("REFRESHER_PROGRAMS", "200"))


def _written(row: dict[str, Any]) -> str:
    matter = {
        "title": f'"{row["title"]}"',
        "published": row["published"],
        "authors": f"[{', '.join(row['author'])}]",
        "topics": f"[{', '.join(row['topic'])}]",
        "questions": f"[{', '.join(f'{one}' for one in row['questions'])}]",
        "language": row["language"],
    }
    matter |= {
        key: row[key] for key in ("updated", "column", "issue", "known_as", "subtitle") if row[key]
    }
    links = "".join(f"\n\n{{article}}`{one[8:]}`" for one in row["mentions"])
    return article(row["text"] + links, **matter)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of the generated articles."""
    named = {f"topics/{id_}": "---\ntitle: T\nsummary: T.\n---\n" for id_ in TOPICS}
    named |= {f"columns/{id_}": "---\ntitle: C\nsummary: C.\n---\n" for id_ in COLUMNS}
    named |= {
        f"issues/{id_}": f"---\ntitle: I\npublished: 2009\nnumber: {number}\n---\n"
        for id_, number in ISSUES.items()
    }
    named["authors/bob"] = "---\nname: Bob\n---\n"
    articles = {row["id"]: _written(row) for row in ROWS}
    return library_of(tmp_path_factory.mktemp("queries"), articles, **named)


@pytest.fixture(scope="module")
def frame(library: Library) -> pd.DataFrame:
    """The same data in pandas, in the default order, which `test_collections` has tested."""
    found = pd.DataFrame(ROWS, index=[row["id"] for row in ROWS]).loc[list(library.articles.ids)]
    found["text"] = [library.articles[id_].text for id_ in found.index]
    found["word_count"] = found["text"].str.findall(r"\w+").str.len()
    found["year"] = found["published"].str[:4].astype(int)
    found["reading_time"] = 1
    return found


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_a_random_program_gives_what_pandas_gives(
    library: Library, frame: pd.DataFrame, seed: int
) -> None:
    """Filters, exclusions, unions, orders and slices in any sequence, as pandas computes them."""
    chance = random.Random(seed)
    found, mirror = program(chance, library, frame)
    agree(chance, found, mirror.frame)


# Laws

conditions = st.integers(0, 10_000).map(random.Random)


def _condition(library: Library, frame: pd.DataFrame, chance: random.Random) -> dict[str, Any]:
    return condition(chance, frame)[0]


@given(conditions)
def test_collections_keep_the_laws_of_sets_in_order(
    library: Library, frame: pd.DataFrame, chance: random.Random
) -> None:
    """`|`, `&` and `-` are those of sets, in the order of the first collection; what is excluded
    is what isn't admitted, and De Morgan's laws hold.
    """
    (a, _), (b, _) = (program(chance, library, frame, 2) for _ in range(2))
    assert (a & b).ids == tuple(id_ for id_ in a.ids if id_ in b.ids)
    assert (a - b).ids == tuple(id_ for id_ in a.ids if id_ not in b.ids)
    assert set((a | b).ids) == {*a.ids, *b.ids}
    assert tuple(id_ for id_ in (a | b).ids if id_ in a.ids) == a.ids
    assert a | a == a & a == a | (a & b) == a & (a | b) == a
    everything = library.articles
    one, other = (_condition(library, frame, chance) for _ in range(2))
    neither = everything.exclude(**one).exclude(**other)
    assert neither == everything - (everything.filter(**one) | everything.filter(**other))
    not_both = everything.exclude(**one) | everything.exclude(**other)
    assert not_both == everything - (everything.filter(**one) & everything.filter(**other))
    if not set(one) & set(other):
        assert not_both == everything.exclude(**one, **other)
    assert a.filter(**one) | a.exclude(**one) == a
    assert not a.filter(**one) & a.exclude(**one)


@given(conditions, st.integers(0, 50))
def test_a_union_of_the_parts_of_a_slice_is_the_whole(
    library: Library, frame: pd.DataFrame, chance: random.Random, at: int
) -> None:
    """A collection is its beginning and its end; a sample is a part in the collection's order."""
    found, _ = program(chance, library, frame)
    assert found[:at] | found[at:] == found
    assert not found[:at] & found[at:]
    sample = found.sample(at, seed=7)
    assert len(sample) == min(at, len(found))
    assert sample == found.sample(at, seed=7) == found & sample
    # Leaving out one that wasn't chosen changes nothing.
    for id_ in set(found.ids) - set(sample.ids):
        assert found.exclude(id=id_).sample(at, seed=7) == sample


def test_each_day_has_its_article(library: Library) -> None:
    """As many days as there are articles show each once; a day always shows the same."""
    days = [date.fromordinal(733_000 + number) for number in range(COUNT)]
    shown = [library.articles.article_of_the_day(day) for day in days]
    assert len(set(shown)) == COUNT
    assert library.articles.article_of_the_day(days[3]) == shown[3]
    assert library.articles[:0].article_of_the_day(days[0]) is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"published__gte": "2009-02"}, "after end first"),
        ({"published__gt": "2009-02"}, "after end"),
        ({"published__lte": "2009-02"}, "before early first"),
        ({"published__lt": "2009-02"}, "before early"),
        ({"published": "9999-12-31"}, "end"),
        ({"published__lte": "9999-12-31"}, "after before early end first"),
        ({"published__gt": "9999-12-31"}, ""),
        ({"year": 999}, "early"),
        ({"year": "0999"}, "early"),
        ({"year__lt": 2009}, "early"),
        ({"year__lte": "2009"}, "after before early first"),
    ],
)
def test_dates_and_years_have_exact_bounds(
    tmp_path: Path, filters: dict[str, Any], found: str
) -> None:
    """Before a month is before its first day, after it from the day after its last; the last day
    that there is has a bound too, and a year of three digits is that with a zero before it.
    """
    days = {
        "early": "0999-05-01",
        "before": "2009-01-31",
        "first": "2009-02-01",
        "after": "2009-03-01",
        "end": "9999-12-31",
    }
    articles = {id_: article(published=f'"{day}"') for id_, day in days.items()}
    library = library_of(tmp_path, articles)
    assert sorted(library.articles.filter(**filters).ids) == found.split()


def test_an_order_may_ask_entries(library: Library) -> None:
    """Properties and functions give an order; None comes first, and last where it descends."""
    articles = library.articles
    titles = articles.order_by("label")
    assert titles == articles.order_by("title")
    assert articles.order_by("-label").ids == articles.order_by("-title").ids
    lengths = [len(one.html) for one in articles.order_by(lambda one: len(one.html))]
    assert lengths == sorted(lengths)
    for found in (articles.order_by("updated"), articles.order_by(lambda one: one.updated)):
        dates = [one.updated for one in found]
        known = [one for one in dates if one]
        assert dates == [None] * (len(dates) - len(known)) + sorted(known)
    assert articles.order_by("-updated").last().updated is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda found: found.filter(publishd__gte="2009"), TypeError, "mean 'published__gte'"),
        (lambda found: found.filter(topic__contains="fog"), TypeError, "no filter"),
        (lambda found: found.filter(topic__in=["fog"]), TypeError, "did you mean 'topic"),
        (lambda found: found.filter(published__gte=2009), TypeError, "takes a date, or text such"),
        (lambda found: found.filter(published="2009-13"), ValueError, "there is no month 13"),
        (lambda found: found.filter(published__lt="soon"), ValueError, "not of the form YYYY"),
        (lambda found: found.filter(word_count__lt="9"), TypeError, "takes a number, not '9'"),
        (lambda found: found.filter(word_count=True), TypeError, "takes a number, not True"),
        (lambda found: found.filter(word_count=None), TypeError, "takes a number, not None"),
        (lambda found: found.filter(title__contains=1), TypeError, "takes texts, not 1"),
        (lambda found: found.filter(figure="a.png"), TypeError, "takes None only"),
        (lambda found: found.filter(topic__all=["fog", "fgo"]), rc.UnknownIdError, "'fog'"),
        (lambda found: found.filter(year__gte="20x1"), ValueError, "is not a year"),
        (lambda found: found.exclude(topics="fog"), TypeError, "did you mean 'topic'"),
        (lambda found: found.exclude("a01"), TypeError, "expected a function"),
        (lambda found: found.values("titel"), ValueError, "did you mean 'title'"),
        (lambda found: found.facets("figure"), TypeError, "can't be counted by 'figure'"),
        (lambda found: found.facets("year__gte"), TypeError, "no filter 'year__gte'"),
        (lambda found: found.order_by("reading_tim"), ValueError, "mean 'reading_time'"),
        (lambda found: found.sample(-1, seed=1), ValueError, "number of entries .* found -1"),
        (lambda found: found | found[0].authors, TypeError, "unsupported operand"),
        (lambda found: found | rc.authors, TypeError, "articles and authors can't be in one"),
        (lambda found: found - rc.articles, ValueError, "different libraries"),
        (lambda found: found.search("x", fields=["titel"]), ValueError, "did you mean 'title'"),
        (lambda found: found.search("x", fields=[]), ValueError, "names of fields, found none"),
        (lambda found: found.search("x", offset="1"), TypeError, "offset as an integer"),
    ],
)
def test_a_mistake_is_reported_with_a_remedy(
    library: Library, attempt: Callable[[Any], Any], error: type[Exception], message: str
) -> None:
    """Unknown names suggest the one that was meant; wrong values say what is expected."""
    with pytest.raises(error, match=message):
        attempt(library.articles)


# Search


@given(conditions)
def test_a_search_within_a_collection_finds_what_is_in_it(
    library: Library, frame: pd.DataFrame, chance: random.Random
) -> None:
    """The hits of a collection are those of the whole library that are in it, in the same order;
    `offset` and `limit` cut them, and `total` counts them all.
    """
    found, _ = program(chance, library, frame, 2)
    for query in ("tide", "rope tide", '"the tide" -long'):
        everywhere = library.search(query, 100)
        expected = [hit.article.id for hit in everywhere if hit.article in found]
        hits = found.search(query, 100)
        assert sorted(hit.article.id for hit in hits) == sorted(expected)
        assert hits.total == len(hits)
        page = found.search(query, 3, offset=2)
        assert [one.article for one in page] == [one.article for one in hits][2:5]
        assert (page.offset, page.total) == (2, len(hits))


def test_a_search_may_look_into_some_fields_only(library: Library) -> None:
    """Words are found in the named fields, and a hit outside the text has no section."""
    titles = {one.id for one in library.articles if "tid" in one.title.casefold()}
    hits = library.search("tide", 100, fields=["title"])
    assert {hit.article.id for hit in hits} <= titles
    assert {hit.section for hit in hits} == {None}
    texts = library.search("tide", 100, fields="text")
    assert {hit.article.id for hit in texts} == set(
        library.articles.filter(text__icontains="tide").ids
    )
    hit = texts[0].to_dict()
    assert (hit["id"], hit["section"], hit["path"]) == (
        texts[0].article.id,
        "",
        f"articles/{texts[0].article.id}",
    )
