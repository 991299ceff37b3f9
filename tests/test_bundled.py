"""The archive that comes with the package is what it says it is."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import refresher_content as rc

CONTENT = Path(rc.__file__).with_name("content")
ORDER = (
    "leading-or-managing-whats-the-difference",
    "getting-a-handle-on-prioritization",
    "career-advice-in-only-30-seconds",
    "a-batting-coach-for-executives",
    "at-times-like-these-exchange-fear-for-inspiration",
    "the-sweet-spot-of-corporate-success",
)


def test_it_has_six_articles_in_the_columns_order() -> None:
    """The column holds the six articles, numbered from 1."""
    column = rc.columns["moments-of-insight"]
    assert column.articles.ids == ORDER
    assert [article.number for article in column.articles] == [1, 2, 3, 4, 5, 6]
    assert len(rc.articles) == 6


@pytest.mark.parametrize("id_", ORDER)
def test_each_field_has_its_measure(id_: str) -> None:
    """Summary, takeaway, questions and body keep to the lengths that readers are promised."""
    article = rc.articles[id_]
    assert len(article.summary) <= 160
    assert 0 < len(article.takeaway.split()) <= 30
    assert 2 <= len(article.questions) <= 3
    assert 130 <= article.word_count <= 260
    assert str(article.published) == "2009"
    assert article.original is not None
    assert article.original.rights == "© 2009 Michael Wolkensperg, all rights reserved"
    assert article.references
    assert "coaching" in article.topic_ids


@pytest.mark.parametrize("id_", ORDER)
def test_a_digest_ends_on_its_thought(id_: str) -> None:
    """The last paragraph leads nowhere else, and the spelling is British but in titles."""
    article = rc.articles[id_]
    last = article.markdown.strip().split("\n\n")[-1].split(". ")[-1]
    assert "`" not in last
    words = " ".join([article.text, article.summary, article.takeaway, *article.questions])
    american = r"\w{3,}(iz(e|ed|es|ing|ation)|yz(e|ed|ing))\b|\b(lab|fav|hon|behavi)or|\bcenter\b"
    assert re.findall(american, words) == []
    assert "inspiration" in rc.articles[ORDER[4]].text


def test_articles_lead_to_one_another() -> None:
    """At least three articles mention another in their text."""
    mentioned = [article for article in rc.articles if "{article}" in article.markdown]
    assert len(mentioned) >= 3


def test_searching_for_boss_finds_the_career_article_first() -> None:
    """The word that one article turns on finds it."""
    assert rc.search("boss")[0].article.id == "career-advice-in-only-30-seconds"
    assert rc.search("what worries my boss", limit=5)[0].article.id == ORDER[2]


def test_an_unknown_id_suggests_the_right_one() -> None:
    """A part of an id is enough to get the whole suggested."""
    with pytest.raises(rc.UnknownIdError, match="did you mean 'career-advice-in-only-30-seconds'"):
        rc.articles["career-advice"]


def test_neighbours_walk_the_column() -> None:
    """`next` leads through the column and ends; `previous` leads back."""
    walked = [rc.articles[ORDER[0]]]
    while (following := walked[-1].next) is not None:
        walked.append(following)
    assert tuple(article.id for article in walked) == ORDER
    last = walked[-1].previous
    assert last is not None
    assert last.id == ORDER[-2]


def test_an_article_survives_pickling() -> None:
    """An article that was pickled is equal and still knows its neighbours."""
    article = rc.articles[ORDER[0]]
    copy = pickle.loads(pickle.dumps(article))
    assert copy == article
    assert copy.next.id == ORDER[1]


def test_only_the_sources_topic_is_the_sources() -> None:
    """Coaching is the periodical's own subject, all other topics are the editors'."""
    assert rc.topics.filter(origin="source").ids == ("coaching",)
    assert len(rc.topics) == 5
    assert {reference.origin for reference in rc.references} == {"editors"}
    assert len(rc.references) == 10
    assert len(rc.links) == 4


def test_the_markdown_beside_it_is_sound() -> None:
    """The content that the library was made of has no problem."""
    pytest.importorskip("pydantic")
    assert rc.check(CONTENT).ok
