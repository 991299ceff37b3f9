"""A collection as pandas has it, and random programs of queries for both."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

import refresher_content as rc
from refresher_content.library import Library

__all__ = ["COLUMNS", "COUNT", "ISSUES", "ROWS", "TOPICS", "agree", "condition", "program"]

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


def condition(chance: random.Random, frame: pd.DataFrame) -> tuple[dict[str, Any], pd.Series]:
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
        asked, mask = condition(chance, mirror.whole)
        if chance.random() < 0.4:
            more, other = condition(chance, mirror.whole)
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
    other, others = program(chance, library, mirror.whole, depth + 1)
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


def program(chance: random.Random, library: Library, frame: pd.DataFrame, depth: int = 0) -> Pair:
    pair: Pair = (library.articles, Mirror(frame, frame))
    for _ in range(chance.randrange(1, 6)):
        pair = _step(chance, pair, library, depth)
    return pair


def agree(chance: random.Random, found: rc.Articles, frame: pd.DataFrame) -> None:
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
