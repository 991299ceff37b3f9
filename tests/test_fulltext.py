"""Search finds what people mean, shows where, and never stumbles over what they type."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.library import Library

SYNTAX = [
    '"',
    "*",
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    ":",
    "^",
    "-",
    "+",
    "{",
    "}",
    "title",
    "'",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from([*SYNTAX, "rope", "mud"])).map(" ".join)))
@example('"unclosed rope')
@example("NEAR(rope mud, 2)")
@example("title:rope*")
@example("\x00")
def test_no_query_stumbles(library: Library, query: str) -> None:
    """Whatever is typed is searched for as words; each hit marks places in its snippet."""
    for hit in library.search(query):
        assert hit.score > 0
        ends = [0, *(place for match in hit.matches for place in match), len(hit.snippet)]
        assert ends == sorted(ends)
        assert hit.marked("", "") == hit.snippet
        assert "\x02" not in hit.snippet


def test_the_title_weighs_most(library: Library) -> None:
    """An article of that name comes before those that only speak of it."""
    hits = library.search("rope")
    assert hits[0].article.id == "rope"
    assert len(hits) > 1
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_hit_names_its_section(library: Library) -> None:
    """The section with the matches is given, and the words are marked in the snippet."""
    (hit,) = library.search("splices promise")
    assert hit.section is not None
    assert hit.section.anchor == "splices"
    assert hit.marked() == "A splice is a **promise**." or "**splice**" in hit.marked()


def test_a_match_in_the_summary_has_no_section(library: Library) -> None:
    """Where the text itself does not match, the summary is the snippet."""
    (hit,) = library.search("battery")
    assert hit.article.id == "lead-line"
    assert hit.section is None
    assert hit.snippet == hit.article.summary


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("MAREE", "maree"),
        ("marée", "maree"),
        ("knots", "lead-line"),
        ("knot", "lead-line"),
        ('"oldest instrument"', "lead-line"),
        ("what is the echo?", "echo"),
        ("rope and nothing-of-the-kind", "rope"),
    ],
)
def test_words_match_as_people_mean_them(library: Library, query: str, first: str) -> None:
    """Case, accents, endings and question words make no difference; phrases hold together."""
    assert library.search(query)[0].article.id == first


def test_phrases_hold_together(library: Library) -> None:
    """Words in quotes are found side by side only."""
    assert library.search('"instrument oldest"') == []


def test_the_words_of_a_filter_narrow_a_search(library: Library) -> None:
    """The filter words of articles narrow a search, and a limit ends it."""
    everywhere = library.search("rope")
    assert {hit.article.id for hit in library.search("rope", year=2009)} == {"rope"}
    assert library.search("rope", limit=1) == everywhere[:1]
    assert library.search("rope", limit=0) == []
    assert library.search("   ") == []
    with pytest.raises(rc.UnknownIdError, match="no topic 'ropes'"):
        library.search("rope", topic="ropes")


def test_a_long_text_is_shown_in_part() -> None:
    """A snippet keeps to whole words and says with an ellipsis that there is more."""
    for query in ("boss", "fear", "coach", "profit", "leader"):
        for hit in rc.search(query):
            core = hit.snippet.removeprefix("… ").removesuffix(" …")
            assert len(core) <= 220
            around = hit.section.text if hit.section else hit.article.summary
            assert core.split()[1:-1] == [
                word for word in core.split()[1:-1] if word in " ".join(around.split())
            ]


def test_a_hit_shows_itself_in_a_notebook() -> None:
    """A hit's card has its title and the matching words marked, escaped."""
    html = rc.search("boss")[0]._repr_html_()
    assert "<mark>boss</mark>" in html.casefold()
    assert "Career advice" in html
