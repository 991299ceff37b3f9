"""Collections obey the laws of plain lists: whatever the chain of filters, orders and slices."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from archives import article, library_of
from hypothesis import example, given
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.library import Library

TITLES = ("apse", "Bay", "cove", "Dune")
TOPICS = ("fog", "ice", "mud")
COLUMNS = ("deep", "flat")
COUNT = 24
IDS = [f"a{number:02}" for number in range(COUNT)]
FILTERS = ("topic", "author", "column", "language", "year", "mentions")

Item = dict[str, Any]
"""An article as this file knows it: plain values by the names of keys and filters."""


def _items() -> list[Item]:
    """Articles with few titles, dates and columns, so that there are many ties."""
    chance = random.Random(7)
    places = {column: chance.sample(range(1, 40), COUNT) for column in COLUMNS}
    items = []
    for id_ in IDS:
        column = chance.choice((*COLUMNS, None))
        date = (chance.choice((2009, 2010, 2011)), chance.choice((1, 12)), chance.choice((5, 28)))
        items.append(
            {
                "id": id_,
                "aliases": [f"old-{id_}"] if chance.random() < 0.3 else [],
                "title": chance.choice(TITLES),
                "published": date[: chance.choice((1, 2, 3))],
                "topic": sorted(chance.sample(TOPICS, chance.randrange(3))),
                "author": chance.choice((["ann"], ["bob"], ["ann", "bob"])),
                "column": column,
                "position": places[column].pop() if column and chance.random() < 0.5 else None,
                "language": chance.choice(("en", "fr")),
                "mentions": sorted(chance.sample(IDS, chance.randrange(3))),
            }
        )
    return items


def _written(item: Item) -> str:
    text = "Text. " + " ".join(f"{{article}}`{id_}`" for id_ in item["mentions"])
    matter = {
        "title": item["title"],
        "published": "-".join(f"{part:02}" for part in item["published"]),
        "authors": f"[{', '.join(item['author'])}]",
        "topics": f"[{', '.join(item['topic'])}]",
        "language": item["language"],
        "aliases": f"[{', '.join(item['aliases'])}]",
    }
    for key in ("column", "position"):
        if item[key] is not None:
            matter[key] = item[key]
    return article(text, **matter)


def _values(item: Item, name: str) -> list[Any]:
    """What a filter of that name compares with."""
    value = item["published"][0] if name == "year" else item[name]
    return value if isinstance(value, list) else [] if value is None else [value]


def _in_default_order(items: Sequence[Item]) -> list[Item]:
    """Newest first, then by column and the place in it, then by id."""
    numbers: dict[str, int] = {}
    for column in COLUMNS:
        held = [item for item in items if item["column"] == column]
        held.sort(key=lambda one: one["id"])
        held.sort(key=lambda one: one["published"])
        held.sort(key=lambda one: one["position"] or 99)
        numbers |= {item["id"]: number for number, item in enumerate(held, start=1)}
    found = sorted(items, key=lambda one: one["id"])
    found.sort(key=lambda one: numbers.get(one["id"], 0))
    found.sort(key=lambda one: one["column"] or "")
    found.sort(key=lambda one: one["published"], reverse=True)
    return found


ALL = _in_default_order(_items())
KEYS: dict[str, Callable[[Item], Any]] = {
    "title": lambda one: one["title"].casefold(),
    "published": lambda one: one["published"],
    "column": lambda one: one["column"] or "",
    "position": lambda one: one["position"] or 0,
    "language": lambda one: one["language"],
    "id": lambda one: one["id"],
}


@dataclass(frozen=True)
class Step:
    """What makes a collection of another one, and what makes a list of another one."""

    name: str
    of_collection: Callable[[rc.Articles], rc.Articles]
    of_list: Callable[[list[Item]], list[Item]]

    def __repr__(self) -> str:
        return self.name


def _sliced(start: int | None, stop: int | None, step: int | None) -> Step:
    key = slice(start, stop, step)
    return Step(f"[{start}:{stop}:{step}]", lambda found: found[key], lambda items: items[key])


def _filtered(name: str, values: list[Any]) -> Step:
    given: Any = values if len(values) != 1 else values[0]
    if name == "mentions":
        given = [f"article:{value}" for value in values]
    return Step(
        f"filter({name}={values})",
        lambda found: found.filter(**{name: given}),
        lambda items: [one for one in items if set(values) & set(_values(one, name))],
    )


def _excluded(title: str) -> Step:
    return Step(
        f"filter(title != {title})",
        lambda found: found.filter(lambda one: one.title != title),
        lambda items: [one for one in items if one["title"] != title],
    )


def _ordered(keys: Sequence[str]) -> Step:
    def sort(items: list[Item]) -> list[Item]:
        found = [one for one in ALL if one in items]
        for key in reversed(keys):
            found.sort(key=KEYS[key.removeprefix("-")], reverse=key.startswith("-"))
        return found

    return Step(f"order_by{tuple(keys)}", lambda found: found.order_by(*keys), sort)


_REVERSED = Step("reverse()", lambda found: found.reverse(), lambda items: items[::-1])
_bounds = st.none() | st.integers(-COUNT - 2, COUNT + 2)
_known = {name: sorted({one for item in ALL for one in _values(item, name)}) for name in FILTERS}
steps = st.lists(
    st.one_of(
        st.builds(_sliced, _bounds, _bounds, st.sampled_from([None, 1, 2, 3, -1, -2])),
        st.sampled_from(FILTERS).flatmap(
            lambda name: st.builds(
                _filtered, st.just(name), st.lists(st.sampled_from(_known[name]), max_size=3)
            )
        ),
        st.builds(_excluded, st.sampled_from(TITLES)),
        st.builds(
            _ordered,
            st.lists(st.sampled_from([*KEYS, *(f"-{key}" for key in KEYS)]), max_size=2),
        ),
        st.just(_REVERSED),
    ),
    max_size=5,
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of the generated articles."""
    named = {f"topics/{id_}": "---\ntitle: T\nsummary: T.\n---\n" for id_ in TOPICS}
    named |= {f"columns/{id_}": "---\ntitle: C\nsummary: C.\n---\n" for id_ in COLUMNS}
    named["authors/bob"] = "---\nname: Bob\n---\n"
    articles = {item["id"]: _written(item) for item in ALL}
    return library_of(tmp_path_factory.mktemp("laws"), articles, **named)


def _apply(library: Library, chain: Sequence[Step]) -> tuple[rc.Articles, list[Item]]:
    found, items = library.articles, ALL
    for step in chain:
        found, items = step.of_collection(found), step.of_list(items)
    return found, items


@given(steps)
def test_a_chain_selects_what_it_selects_of_a_list(library: Library, chain: list[Step]) -> None:
    """Filters, predicates, orders, slices and reversals in any sequence give the articles that
    they give of a list, in its order; forwards, backwards, by index and as a count.
    """
    found, items = _apply(library, chain)
    ids = [item["id"] for item in items]
    assert [one.id for one in found] == ids
    assert [one.id for one in reversed(found)] == ids[::-1]
    assert found.ids == tuple(ids)
    assert len(found) == len(ids)
    assert bool(found) == bool(ids)
    assert [found[place].id for place in range(-len(ids), len(ids))] == ids + ids
    for outside in (len(ids), -len(ids) - 1):
        with pytest.raises(IndexError):
            found[outside]
    first = found.first()
    assert (first and first.id) == (ids[0] if ids else None)
    if len(ids) == 1:
        assert found.one().id == ids[0]
    else:
        with pytest.raises(rc.NotOneError):
            found.one()


@given(steps)
def test_a_collection_holds_what_was_selected(library: Library, chain: list[Step]) -> None:
    """Ids, aliases and entries are in a collection, and found in it, if they were selected."""
    found, items = _apply(library, chain)
    ids = [item["id"] for item in items]
    for item, entry in zip(ALL, library.articles, strict=True):
        names = [item["id"], *item["aliases"]]
        held = item["id"] in ids
        assert [name in found for name in (*names, entry)] == [held] * (len(names) + 1)
        for name in names:
            assert found.get(name) == (entry if held else None)
        if held:
            assert [found.index(name) for name in names] == [ids.index(item["id"])] * len(names)
            assert found[names[-1]] == found[item["id"]] == entry
        else:
            with pytest.raises(ValueError, match="is not in"):
                found.index(entry)
            with pytest.raises(rc.UnknownIdError):
                found[item["id"]]


@given(steps, st.sampled_from(ALL), st.integers(-30, 30), st.none() | st.integers(-30, 30))
@example([], ALL[0], -1, None)
@example([], ALL[3], 0, -1)
def test_an_index_between_bounds_is_that_of_a_list(
    library: Library, chain: list[Step], item: Item, start: int, stop: int | None
) -> None:
    """`index` with bounds, also negative ones, finds and refuses what `list.index` does."""
    found, items = _apply(library, chain)
    bounds = (start,) if stop is None else (start, stop)
    try:
        expected = items.index(item, *bounds)
    except ValueError:
        with pytest.raises(ValueError, match="is not in"):
            found.index(item["id"], *bounds)
    else:
        assert found.index(item["id"], *bounds) == expected


@given(steps)
def test_groups_are_the_articles_with_a_value(library: Library, chain: list[Step]) -> None:
    """`facets` counts the articles of each value, the most frequent first, and `group_by` gives
    them in the collection's order.
    """
    found, items = _apply(library, chain)
    for name in FILTERS[:-1]:
        counts = Counter(value for item in items for value in _values(item, name))
        facets: dict[Any, int] = found.facets(name)
        assert facets == counts
        assert list(facets.values()) == sorted(counts.values(), reverse=True)
        groups: dict[Any, rc.Articles] = found.group_by(name)
        assert {value: list(group.ids) for value, group in groups.items()} == {
            value: [one["id"] for one in items if value in _values(one, name)] for value in counts
        }


@given(steps, steps)
def test_equality_is_that_of_lists(library: Library, one: list[Step], other: list[Step]) -> None:
    """Two chains give equal collections, of the same hash, if they select the same articles in the
    same order; both of them stay as they are.
    """
    (first, items), (second, others) = _apply(library, one), _apply(library, other)
    assert (first == second) == (items == others)
    assert (hash(first) == hash(second)) == (items == others)
    assert list(first.ids) == [item["id"] for item in items]
    again = first.filter(lambda _: True)
    assert (again, hash(again)) == (first, hash(first))
