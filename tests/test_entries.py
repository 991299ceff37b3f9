"""Entries are values: frozen, hashable, picklable, and the same after a trip through JSON."""

from __future__ import annotations

import copy
import json
import pickle
import typing
from dataclasses import FrozenInstanceError, asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from archives import article, library_of
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from strategies import dates, entries, models

import refresher_content as rc
from refresher_content.library import Library, schema
from refresher_content.model import KINDS
from refresher_content.model.fields import fields_of


@given(entries)
def test_an_entry_survives_json(entry: rc.Entry) -> None:
    """`from_dict` reads what `to_dict` wrote, through JSON, body and all."""
    read = rc.Entry.from_dict(json.loads(json.dumps(entry.to_dict())))
    assert read == entry
    assert read.body == entry.body
    assert type(entry).from_dict(entry.to_dict()) == entry


@given(entries)
def test_an_entry_survives_its_row(entry: rc.Entry) -> None:
    """The compiled file gives back each field as it was."""
    assert schema.read_entry(type(entry), schema.cells(entry)) == entry
    assert schema.read_body(schema.body_cells(entry.body)) == entry.body


@pytest.mark.parametrize("cls", [*KINDS.values(), rc.Body, rc.Section, rc.Figure, rc.Original])
def test_annotations_mean_what_they_say(cls: type) -> None:
    """A field's type is what the module `typing` takes its annotation for."""
    hints = typing.get_type_hints(cls, include_extras=True)
    for spec in fields_of(cls):
        found: Any = Literal[spec.choices] if spec.choices else spec.type
        found = dict[str, Any] if found is dict else found
        found = Annotated[found, spec.format] if spec.format else found
        found = tuple[found, ...] if spec.many else found
        assert hints[spec.name] == (found | None if spec.optional else found)


@given(entries)
def test_an_entry_survives_copying_and_pickling(entry: rc.Entry) -> None:
    """Copies are equal, and equal entries have one hash."""
    for other in (copy.copy(entry), copy.deepcopy(entry), pickle.loads(pickle.dumps(entry))):
        assert other == entry
        assert hash(other) == hash(entry)


@given(st.one_of(dates, *(models(cls) for cls in (rc.Body, rc.Figure, rc.Original))))
def test_a_part_of_an_entry_is_a_dataclass_to_others(part: Any) -> None:
    """What works with the standard library's dataclasses works with the models."""
    assert TypeAdapter(type(part)).validate_python(asdict(part)) == part
    assert typing.get_type_hints(type(part)).keys() == asdict(part).keys()


def test_entries_are_frozen(library: Library) -> None:
    """No field of an entry can be set."""
    article = library.articles["echo"]
    with pytest.raises(FrozenInstanceError):
        article.title = "Other"  # type: ignore[misc]


def test_an_entry_of_a_library_survives_pickling(library: Library) -> None:
    """A pickled entry finds its library again."""
    article = pickle.loads(pickle.dumps(library.articles["echo"]))
    assert article.column == library.columns["soundings"]
    assert article.text == library.articles["echo"].text


def test_data_of_an_entry_knows_no_library() -> None:
    """What was made from data says that it can't follow references, and has its text."""
    data = rc.articles[0].to_dict()
    article = rc.Article.from_dict(data)
    assert article.text == rc.articles[0].text
    assert article.sections == rc.articles[0].sections
    with pytest.raises(rc.DetachedEntryError, match="belongs to no library"):
        _ = article.authors


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "author"}, "of the kind 'article', found 'author'"),
        ({"tilte": "x"}, "Article has no key 'tilte'"),
        ({"figure": 3}, "Figure needs a mapping, not int"),
    ],
)
def test_data_with_a_problem_is_refused(change: dict[str, object], message: str) -> None:
    """A wrong kind, an unknown key and a wrong type are ValueErrors that name it."""
    with pytest.raises(ValueError, match=message):
        rc.Article.from_dict(rc.articles[0].to_dict() | change)


def test_data_without_a_required_key_is_refused() -> None:
    """The key that is missing is named."""
    data = rc.articles[0].to_dict()
    del data["title"]
    with pytest.raises(ValueError, match="Article lacks the key 'title'"):
        rc.Article.from_dict(data)


def test_an_article_leads_to_its_neighbourhood(library: Library) -> None:
    """Each reference of an article is followed to the entry itself."""
    article = library.articles["lead-line"]
    assert [author.name for author in article.authors] == ["Ada Quill"]
    assert article.column is not None
    assert article.column.id == "soundings"
    assert article.issue is not None
    assert article.issue.id == "spring-2011"
    assert [topic.id for topic in article.topics] == ["tools", "tides"]
    assert [one.id for one in article.references] == ["marlin-1907", "buoy-1999"]
    assert article in article.column.articles
    assert article in article.references[0].articles
    assert article.previous is None
    assert article.next is not None
    assert article.next.previous == article
    assert article.next.backlinks.ids == ("lead-line",)
    assert article.year == 2011
    assert [section.title for section in article.sections] == ["", "Knots", "Knots"]
    assert len({section.anchor for section in article.sections}) == 3
    assert "fathom" in article.text
    assert article.html.startswith("<p>")


def test_an_article_may_stand_alone(library: Library) -> None:
    """Without column and issue there are no neighbours, and reading takes a minute at least."""
    article = library.articles["rope"]
    assert (article.column, article.issue, article.previous, article.next) == (None,) * 4
    assert article.reading_time == 1


def test_a_column_has_its_own_order(tmp_path: Path) -> None:
    """Articles with a position come first, in its order, then the others, the oldest first and
    of one date by id; previous and next follow it. In the archive the newest comes first.
    """
    articles = {
        "second": article(column="deep", position=20, published=2009),
        "first": article(column="deep", position=3, published=2011),
        "newest": article(column="deep", published="2011-05"),
        "older-b": article(column="deep", published=2003),
        "older-a": article(column="deep", published=2003),
        "elsewhere": article(column="plain", published=2010),
        "alone": article(published=2012),
    }
    column = "---\ntitle: C\nsummary: C.\n---\n"
    library = library_of(tmp_path, articles, **{"columns/deep": column, "columns/plain": column})
    found = library.columns["deep"].articles
    assert found.ids == ("first", "second", "older-a", "older-b", "newest")
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert [one.previous and one.previous.id for one in found] == [None, *found.ids[:-1]]
    assert [one.next and one.next.id for one in found] == [*found.ids[1:], None]
    assert library.articles["elsewhere"].number == 1
    assert library.articles["alone"].number is None
    assert library.articles.ids == (
        "alone",
        "newest",
        "first",
        "elsewhere",
        "second",
        "older-a",
        "older-b",
    )


def test_an_organization_has_its_authors(library: Library) -> None:
    """An organisation and its authors lead to each other."""
    for author in library.authors:
        if author.organization:
            assert author in author.organization.authors


def test_a_body_is_read_from_the_library_once(library: Library) -> None:
    """The body comes with the first use and then belongs to the entry."""
    article = library.articles["rope"]
    assert article.body is article.body


def test_lists_are_stored_as_they_are_read() -> None:
    """Letters beyond ASCII are themselves in a cell of JSON, for queries in other languages."""
    assert schema.json_cell(["É", "潮"]) == '["É","潮"]'
