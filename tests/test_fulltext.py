"""Search finds what people mean, shows where, and never stumbles over what they type."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from archives import article, library_of
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


def test_a_words_weight_depends_on_its_field(tmp_path: Path) -> None:
    """Articles of the same length with the same word once score by BM25 with the field's weight:
    10 in the title, 6 in the subtitle, 4 in takeaway and summary, 1 in the text.
    """
    weights = {"title": 10, "subtitle": 6, "takeaway": 4, "summary": 4, "text": 1}
    fields = dict.fromkeys(weights, "tar")
    # In the default order, the newest first, the text would come first and the title last.
    articles = {
        f"by-{name}": article(**fields | {name: "quay"}, published=2001 + number)
        for number, name in enumerate(weights)
    }
    articles |= {f"other-{number}": article(**fields) for number in range(7)}
    hits = library_of(tmp_path, articles).search("quay")
    assert [hit.article.id for hit in hits] == [
        "by-title",
        "by-subtitle",
        "by-summary",
        "by-takeaway",
        "by-text",
    ]
    # SQLite's formula with k1 = 1.2; all lengths are the average, so that b has no effect.
    rarity = math.log((12 - 5 + 0.5) / (5 + 0.5))
    expected = [rarity * weight * 2.2 / (weight + 1.2) for weight in (10, 6, 4, 4, 1)]
    assert [hit.score for hit in hits] == pytest.approx(expected)


def test_all_words_come_before_some(tmp_path: Path) -> None:
    """An article with both words somewhere in its text comes before one that has one of them in
    the title, although that one's score is higher.
    """
    articles = {
        "both": article(f"An oar and a keel. {'Some tar. ' * 50}"),
        "title": article("Oar, oar, oar.", title="Oar"),
        "neither": article(),
    }
    library = library_of(tmp_path, articles)
    hits = library.search("oar keel")
    assert [hit.article.id for hit in hits] == ["both", "title"]
    assert library.search("oar")[0].article.id == "title"
    assert library.search("oar keel", limit=1) == hits[:1]


def test_a_hit_names_its_section(library: Library) -> None:
    """The section with the matches is given, and its matching words are marked in the snippet."""
    (hit,) = library.search("splices promise")
    assert hit.section is not None
    assert hit.section.anchor == "splices"
    assert hit.marked() == "A **splice** is a **promise**."


def test_the_section_with_the_most_matches_is_shown(tmp_path: Path) -> None:
    """Of the sections the one with the most matches is given, of equals the first; a match in
    its title alone shows the title.
    """
    text = "One oar.\n\n## Keel\n\nAn oar, an oar.\n\n## Hull\n\nTwo: an oar, an oar."
    library = library_of(tmp_path, {"boat": article(text)})
    assert [
        (hit.section and hit.section.title, hit.marked())
        for query in ("oar", "keel", "two")
        for hit in library.search(query)
    ] == [
        ("Keel", "An **oar**, an **oar**."),
        ("Keel", "**Keel**  An oar, an oar."),
        ("Hull", "**Two**: an oar, an oar."),
    ]


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


def test_a_long_text_is_shown_in_part(tmp_path: Path) -> None:
    """A snippet begins up to 40 characters before the match, ends 160 characters later, both
    widened to whole words, and says with an ellipsis where there is more.
    """
    numbers = [f"n{number:03}" for number in range(200)]
    library = library_of(
        tmp_path,
        {
            "start": article(" ".join(["oar", *numbers])),
            "middle": article(" ".join([*numbers[:100], "keel", *numbers[100:]])),
            "end": article(" ".join([*numbers, "hull"])),
        },
    )
    shown = [hit.marked() for query in ("oar", "keel", "hull") for hit in library.search(query)]
    assert shown == [
        f"**oar** {' '.join(numbers[:32])} …",
        f"… {' '.join(numbers[92:100])} **keel** {' '.join(numbers[100:124])} …",
        f"… {' '.join(numbers[192:])} **hull**",
    ]


def test_a_hit_shows_itself_in_a_notebook() -> None:
    """A hit's card has its title and the matching words marked, escaped."""
    html = rc.search("boss")[0]._repr_html_()
    assert "<mark>boss</mark>" in html.casefold()
    assert "Career advice" in html
