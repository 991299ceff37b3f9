"""Search finds what people mean, shows where, and never stumbles over what they type."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import languages
import pytest
from archives import article, library_of
from hypothesis import example, given
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.compiler.compile import compile_folder
from refresher_content.library import Library
from refresher_content.library.words import located, words

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


def test_a_page_of_hits_begins_at_its_offset(tmp_path: Path) -> None:
    """Pages continue from articles with all words to those with some, in one order without gap
    or repetition; before the first hit is the first page, and after the last there is none.
    """
    texts = {"both": "Oar and keel.", "one": "Oar.", "other": "Keel.", "none": "Tar."}
    articles = {f"{name}{n}": article(text) for name, text in texts.items() for n in range(3)}
    library = library_of(tmp_path, articles)
    every = [hit.article.id for hit in library.search("oar keel", 100)]
    assert sorted(every[:3]) == ["both0", "both1", "both2"]
    assert sorted(every[3:]) == [f"{name}{n}" for name in ("one", "other") for n in range(3)]
    for limit in (1, 2, 4):
        for offset in range(11):
            page = library.search("oar keel", limit, offset=offset)
            assert [hit.article.id for hit in page] == every[offset : offset + limit]
            assert (page.offset, page.total) == (offset, 9)
    page = library.search("oar keel", 2, offset=-1)
    assert ([hit.article.id for hit in page], page.offset) == (every[:2], 0)
    assert library.search("oar", -1) == []


@pytest.mark.parametrize(
    ("query", "found"), [("oarkeel", ["a"]), ("keeloar", ["a"]), ("oarmud", [])]
)
def test_words_written_together_have_three_letters_or_more(
    tmp_path: Path, query: str, found: list[str]
) -> None:
    """Two words that stand together in articles are found when they are written as one, the
    short one first or last.
    """
    library = library_of(tmp_path, {"a": article("An oar keel, a keel oar."), "b": article("Mud.")})
    assert [hit.article.id for hit in library.search(query)] == found


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


@pytest.fixture(scope="module")
def languages_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of articles in many languages."""
    folder = tmp_path_factory.mktemp("languages")
    compile_folder(languages.write(folder / "content"), folder / "library.sqlite")
    return Library(folder / "library.sqlite")


def _ids(library: Library, query: str, **more: Any) -> list[str]:
    return [hit.article.id for hit in library.search(query, **more)]


@pytest.mark.parametrize("query", languages.FOUND)
def test_every_language_is_found(languages_library: Library, query: str) -> None:
    """A word as written finds its article and no other, in every script, inside sentences too;
    what matched is marked.
    """
    (hit,) = languages_library.search(query)
    assert hit.article.id == languages.FOUND[query]
    if words(query)[-1] in words(hit.article.text):
        marked = " ".join(hit.snippet[start:stop] for start, stop in hit.matches)
        assert words(query)[-1] in words(marked)


@pytest.mark.parametrize("query", languages.NOT_FOUND)
def test_another_order_is_not_found(languages_library: Library, query: str) -> None:
    """A phrase, or what is written without spaces, is found in its order only."""
    assert _ids(languages_library, query) == []


@pytest.mark.parametrize("word", languages.PARTS)
def test_every_part_is_searched(languages_library: Library, word: str) -> None:
    """The words of title, subtitle, summary, takeaway, questions, caption and text are found."""
    assert _ids(languages_library, word) == ["parts"]


@given(data=st.data())
def test_a_word_as_written_is_always_found(languages_library: Library, data: st.DataObject) -> None:
    """Any stretch of words of any text finds its article, as words and as a phrase."""
    article = data.draw(st.sampled_from(list(languages_library.articles)))
    found = list(located(article.text))
    start = data.draw(st.integers(0, len(found) - 1))
    stop = data.draw(st.integers(start, min(len(found), start + 6) - 1))
    stretch = article.text[found[start][1] : found[stop][2]].replace("\n", " ")
    for query in (stretch, f'"{stretch}"'.replace("-", " ")):
        assert article.id in _ids(languages_library, query, limit=20)


def test_english_endings_are_cut_in_english_only(languages_library: Library) -> None:
    """An English word finds its other forms; a French one isn't taken for English."""
    assert _ids(languages_library, "runs") == ["width"]
    assert _ids(languages_library, "portes") == ["oeuvre"]
    assert _ids(languages_library, "porting") == []


def test_a_minus_excludes(library: Library) -> None:
    """Neither an excluded word nor an excluded phrase is in what is found; alone they find
    nothing.
    """
    everywhere = _ids(library, "rope")
    without = _ids(library, "rope -splices")
    assert "rope" in everywhere
    assert set(without) < set(everywhere)
    assert "rope" not in without
    assert _ids(library, 'lead -"oldest instrument"') == [
        id_ for id_ in _ids(library, "lead") if id_ not in _ids(library, '"oldest instrument"')
    ]
    assert _ids(library, "-rope") == []


def test_a_phrase_is_never_left_out(library: Library) -> None:
    """What is found has the phrase, whatever other words the query has."""
    assert _ids(library, '"oldest instrument" rope mud') == ["lead-line"]
    assert _ids(library, '"instrument oldest" rope') == []


@pytest.mark.parametrize(
    "query",
    ["rope " * 2_000, "rope" * 2_500, "天" * 10_000, '"' * 10_000, '"a" ' * 2_500, "-a " * 3_000],
)
def test_long_queries_do_no_harm(library: Library, query: str) -> None:
    """Ten thousand characters are searched like few."""
    assert len(library.search(query)) <= 10


def test_a_snippet_of_a_script_without_spaces_is_short(tmp_path: Path) -> None:
    """A long paragraph of Chinese is cut though it has no space, and what matched is in it."""
    content = languages.write(tmp_path / "content")
    text = "今天" * 400 + "东京" + "明天" * 400
    matter = "title: 长\nsummary: 长。\npublished: 2020\nauthors: [mo]\nlanguage: zh"
    (content / "articles" / "long.md").write_text(f"---\n{matter}\n---\n\n{text}\n", "utf-8")
    compile_folder(content, tmp_path / "library.sqlite")
    hits = Library(tmp_path / "library.sqlite").search("东京")
    (hit,) = (one for one in hits if one.article.id == "long")
    assert len(hit.snippet) < 260
    assert "**东京**" in hit.marked()
