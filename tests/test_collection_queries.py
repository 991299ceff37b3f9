"""Queries give what pandas gives of the same data, and keep the laws of sets."""

from __future__ import annotations

import os
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from archives import article, library_of
from hypothesis import given
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.library import Library

PROGRAMS = int(os.environ.get("REFRESHER_PROGRAMS", "200"))
COUNT = 40
TITLES = ("Ebbe und Flut", "Écluse", "eclusive", "The long Tide", "tide", "Tidings, 2nd part", "ß")
TEXTS = ("One.", "Two words.", "A rope is a rope.", "The tide, the tide, the tide!")
TOPICS = ("fog", "ice", "mud")
ISSUES = {"autumn": 3, "spring": 1}
COLUMNS = ("deep", "flat")
LANGUAGES = ("en", "fr")
DATES = ("2008", "2009", "2009-01", "2009-02", "2009-02-14", "2009-02-28", "2009-12-31", "2010-02")
ASKED_DATES: tuple[Any, ...] = (*DATES, date(2009, 2, 14), rc.PartialDate(2009, 2), "2009-03")


def _row(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"a{number:02}",
        "title": chance.choice(TITLES),
        "subtitle": chance.choice(("", "A rope")),
        "questions": tuple(sorted(chance.sample(("Why?", "How so?", "Who?"), chance.randrange(3)))),
        "published": chance.choice(DATES),
        "updated": chance.choice((None, None, "2009-02", "2010")),
        "author": chance.choice((("ann",), ("bob",), ("ann", "bob"))),
        "topic": tuple(chance.sample(TOPICS, chance.randrange(4))),
        "column": chance.choice((*COLUMNS, None)),
        "issue": chance.choice((*ISSUES, None, None)),
        "language": chance.choice(LANGUAGES),
        "known_as": chance.choice((None, "x-ray", "echo")),
        "mentions": tuple(f"article:a{n:02}" for n in sorted(chance.sample(range(COUNT), 2)))[
            : chance.randrange(3)
        ],
        "text": chance.choice(TEXTS),
    }


CHANCE = random.Random(11)
ROWS = [_row(CHANCE, number) for number in range(COUNT)]


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


def _folded(texts: pd.Series) -> pd.Series:
    """Texts without case and accents."""
    plain = texts.str.casefold().str.normalize("NFKD")
    return plain.map(lambda text: "".join(c for c in text if not unicodedata.combining(c)))


# A collection as pandas has it


@dataclass
class Mirror:
    """A collection as pandas has it."""

    frame: pd.DataFrame
    whole: pd.DataFrame
    order: list[tuple[str, bool]] = field(default_factory=list)
    backwards: bool = False

    def of(self, frame: pd.DataFrame) -> Mirror:
        """The same with other rows."""
        return Mirror(frame, self.whole, self.order, self.backwards)

    def masked(self, mask: pd.Series) -> Mirror:
        """The rows for which a mask of the whole is true."""
        return self.of(self.frame[mask.reindex(self.frame.index)])

    def sorted(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows in the order of the collection."""
        found = self.whole.loc[self.whole.index.isin(frame.index)]
        found = found.iloc[::-1] if self.backwards else found
        for key, ascending in reversed(self.order):
            found = found.sort_values(
                key,
                kind="stable",
                ascending=ascending,
                na_position="first" if ascending else "last",
                key=lambda one: _folded(one) if one.name in ("title", "subtitle") else one,
            )
        return found


Pair = tuple[rc.Articles, Mirror]


def _has(column: pd.Series, values: Sequence[Any]) -> pd.Series:
    """Where a column is one of some values, or has one of them; None where it has none."""
    if isinstance(column.iloc[0], tuple):
        return column.map(
            lambda held: bool(set(held) & set(values)) or (not held and None in values)
        )
    return column.isin([one for one in values if one is not None]) | (
        column.isna() if None in values else False
    )


def _compared(column: pd.Series, operator: str, value: Any) -> pd.Series:
    """What a comparison says of a column of dates or numbers."""
    if column.name in ("published", "updated"):
        asked = pd.Period(value, freq="D") if isinstance(value, date) else pd.Period(str(value))
        start, end = asked.start_time, asked.end_time
        first = column.map(
            lambda text: pd.Period(text).start_time if isinstance(text, str) else pd.NaT
        )
        last = column.map(
            lambda text: pd.Period(text).end_time if isinstance(text, str) else pd.NaT
        )
        return {
            "": (first >= start) & (last <= end),
            "gte": first >= start,
            "gt": first > end,
            "lte": last <= end,
            "lt": last < start,
        }[operator]
    return {
        "": column == value,
        "gte": column >= value,
        "gt": column > value,
        "lte": column <= value,
        "lt": column < value,
    }[operator]


def _filter(chance: random.Random, frame: pd.DataFrame) -> tuple[dict[str, Any], pd.Series]:
    """A filter, and the rows of the whole that it admits."""
    kind = chance.choice(("has", "has", "compare", "compare", "text", "all", "none"))
    if kind == "has":
        name = chance.choice(
            (
                "author",
                "topic",
                "column",
                "issue",
                "language",
                "mentions",
                "year",
                "title",
                "questions",
                "known_as",
                "id",
                "word_count",
            )
        )
        held = frame[name].explode().dropna().unique().tolist()
        values = chance.sample(held, chance.randrange(min(3, len(held)) + 1))
        if (
            name in ("topic", "column", "issue", "questions", "known_as", "subtitle")
            and chance.random() < 0.3
        ):
            values.append(None)
        given: Any = values[0] if len(values) == 1 and chance.random() < 0.5 else values
        return {name: given}, _has(frame[name], values)
    if kind == "compare":
        operator = chance.choice(("", "gt", "gte", "lt", "lte"))
        name = chance.choice(("published", "published", "updated", "year", "word_count"))
        value = {"year": chance.choice((2008, 2009, 2010)), "word_count": chance.randrange(1, 9)}
        asked = value.get(name) or chance.choice(ASKED_DATES)
        key = f"{name}__{operator}" if operator else name
        return {key: asked}, _compared(frame[name], operator, asked)
    if kind == "text":
        name = chance.choice(("title", "text", "questions"))
        part = chance.choice(("tide", "Tid", "e", "écl", "Wh", "rope", "T", "ECLUS", ""))
        operator = chance.choice(("contains", "icontains", "startswith"))
        test: Callable[[str], bool] = {
            "contains": lambda text: part in text,
            "icontains": lambda text: _plain(part) in _plain(text),
            "startswith": lambda text: text.startswith(part),
        }[operator]
        many = name == "questions"
        mask = frame[name].map(lambda held: any(map(test, held if many else (held,))))
        return {f"{name}__{operator}": part}, mask
    if kind == "all":
        name = chance.choice(("topic", "author", "mentions"))
        held = frame[name].explode().dropna().unique().tolist()
        values = chance.sample(held, chance.randrange(3))
        return {f"{name}__all": values}, frame[name].map(lambda one: set(values) <= set(one))
    name = chance.choice(("column", "issue", "known_as", "updated", "topic", "mentions"))
    return {name: None}, _has(frame[name], [None])


def _plain(text: str) -> str:
    return str(_folded(pd.Series([text])).iloc[0])


def _step(chance: random.Random, pair: Pair, library: Library, depth: int) -> Pair:
    found, mirror = pair
    kind = chance.choice(
        ("filter", "filter", "exclude", "order", "slice", "reverse", "set", "test")
    )
    if kind in ("filter", "exclude"):
        asked, mask = _filter(chance, mirror.whole)
        if chance.random() < 0.4:
            more, other = _filter(chance, mirror.whole)
            mask = mask & (other if not set(more) & set(asked) else True)
            asked = more | asked
        if kind == "filter":
            return found.filter(**asked), mirror.masked(mask)
        return found.exclude(**asked), mirror.masked(~mask.astype(bool))
    if kind == "test":
        mask = mirror.whole["word_count"] % 2 == 0
        if chance.random() < 0.5:
            return found.filter(lambda one: one.word_count % 2 == 0), mirror.masked(mask)
        return found.exclude(lambda one: one.word_count % 2 == 0), mirror.masked(~mask)
    if kind == "order":
        return _ordered(chance, pair)
    if kind == "slice":
        start, stop = (chance.choice((None, *range(-12, 30))) for _ in range(2))
        key = slice(start, stop, chance.choice((None, None, 1, 2, -1, -3)))
        step = key.step or 1
        order = [(name, up == (step > 0)) for name, up in mirror.order]
        turned = Mirror(mirror.frame.iloc[key], mirror.whole, order, mirror.backwards == (step > 0))
        return found[key], turned
    if kind == "reverse":
        order = [(name, not up) for name, up in mirror.order]
        return found.reverse(), Mirror(
            mirror.frame.iloc[::-1], mirror.whole, order, not mirror.backwards
        )
    if depth > 1:
        return pair
    other, others = _program(chance, library, mirror.whole, depth + 1)
    here, there = set(mirror.frame.index), set(others.frame.index)
    match chance.choice("|&-"):
        case "|":
            both = mirror.whole.loc[mirror.whole.index.isin(here | there)]
            return found | other, mirror.of(mirror.sorted(both))
        case "&":
            return found & other, mirror.of(mirror.frame[mirror.frame.index.isin(there)])
        case _:
            return found - other, mirror.of(mirror.frame[~mirror.frame.index.isin(there)])


def _ordered(chance: random.Random, pair: Pair) -> Pair:
    found, mirror = pair
    keys = chance.sample(
        ("title", "published", "updated", "column", "word_count", "id", "year", "subtitle"),
        chance.randrange(3),
    )
    order = [(key, chance.random() < 0.5) for key in keys]
    names: list[Any] = [key if up else f"-{key}" for key, up in order]
    for number, (key, up) in enumerate(order):
        if up and key in ("word_count", "year") and chance.random() < 0.5:
            names[number] = lambda one, key=key: getattr(one, key)
    sorted_ = Mirror(mirror.frame, mirror.whole, order)
    return found.order_by(*names), sorted_.of(sorted_.sorted(mirror.frame))


def _program(chance: random.Random, library: Library, frame: pd.DataFrame, depth: int = 0) -> Pair:
    pair: Pair = (library.articles, Mirror(frame, frame))
    for _ in range(chance.randrange(1, 6)):
        pair = _step(chance, pair, library, depth)
    return pair


def _check(chance: random.Random, found: rc.Articles, frame: pd.DataFrame) -> None:
    """What a collection answers is what pandas answers."""
    ids = frame.index.tolist()
    assert list(found.ids) == ids
    assert found.count() == len(found) == len(ids)
    assert found.exists() == bool(ids)
    assert [one and one.id for one in (found.first(), found.last())] == (
        [ids[0], ids[-1]] if ids else [None, None]
    )
    assert found.values("title", "word_count") == frame[["title", "word_count"]].to_dict("records")
    name = chance.choice(("topic", "language", "year", "title", "published", "word_count", "issue"))
    counts = frame[name].explode().dropna().value_counts().to_dict()
    facets = {str(key) if name == "published" else key: n for key, n in found.facets(name).items()}
    assert facets == counts
    assert list(facets) == sorted(facets, key=lambda one: (-facets[one], one))
    groups = {str(value): list(group.ids) for value, group in found.group_by(name).items()}
    exploded = frame[name].explode().dropna()
    assert groups == {str(one): exploded[exploded == one].index.tolist() for one in counts}
    if ids:
        one = chance.choice(ids)
        assert found.index(one) == ids.index(one)
        assert found.count(one) == 1


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_a_random_program_gives_what_pandas_gives(
    library: Library, frame: pd.DataFrame, seed: int
) -> None:
    """Filters, exclusions, unions, orders and slices in any sequence, as pandas computes them."""
    chance = random.Random(seed)
    found, mirror = _program(chance, library, frame)
    _check(chance, found, mirror.frame)


# Laws

conditions = st.integers(0, 10_000).map(random.Random)


def _condition(library: Library, frame: pd.DataFrame, chance: random.Random) -> dict[str, Any]:
    return _filter(chance, frame)[0]


@given(conditions)
def test_collections_keep_the_laws_of_sets_in_order(
    library: Library, frame: pd.DataFrame, chance: random.Random
) -> None:
    """`|`, `&` and `-` are those of sets, in the order of the first collection; what is excluded
    is what isn't admitted, and De Morgan's laws hold.
    """
    (a, _), (b, _) = (_program(chance, library, frame, 2) for _ in range(2))
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
    found, _ = _program(chance, library, frame)
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
    found, _ = _program(chance, library, frame, 2)
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
