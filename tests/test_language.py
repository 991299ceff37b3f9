"""Words are the same in all their forms, and synonyms are an archive's own as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import article, library_of
from hypothesis import given
from hypothesis import strategies as st

import refresher_content.library.language as module
from refresher_content.library.language import LANGUAGES, forms, language, marked
from refresher_content.library.spelling import corrections, distance, tolerance
from refresher_content.library.words import words

FORMS = {
    "en": """
        prioritise prioritize prioritisation prioritization priorities priority prioritising
        delegate delegation delegating delegates
        inspire inspiration inspiring inspired
        manage manager managers management managing
        lead leader leaders leadership leading
        operate operation operational operations operator
        worry worries worried worrying
        coach coaches coaching
        boss bosses
        strategy strategic strategies strategically
        colour color colours colourful
        behaviour behavior behavioural
        centre center centres
        programme program programmes
        defence defense
        travelling traveling traveller
        analyse analyze analysis
        organise organization organisations organizational
        crisis crises
        politics political politically
        different difference differ
        responsible responsibility
        effect effective effectively effectiveness
        create creation creative creativity
        judgement judgment judgments
        plan plans planned planner
    """,
    "fr": """
        decision decisions
        motiver motivation motive
        travail travaux
        heureux heureuse heureuses
        deleguer delegation deleguez
    """,
    "de": """
        fuhren fuhrung fuhrungen
        strasse strassen
        motivieren motivation motiviert
        mitarbeiter mitarbeitern mitarbeiterin mitarbeiterinnen
        moglich moglichkeit moglichkeiten
    """,
}
"""By language, lines of words that are forms of one."""

APART = {
    "en": "thing string spring bring need seed letter let party part great gas hour four police"
    " policy state station quest question general generate experience experiment",
    "fr": "chef cheval patron patrie",
    "de": "mut mutter",
}
"""By language, words of which none is a form of another."""


@pytest.mark.parametrize("tag", LANGUAGES)
def test_forms_of_a_word_are_the_same(tag: str) -> None:
    """British and American spelling, number, person, tense and the commonest derivations make no
    difference.
    """
    spoken = language(tag)
    assert spoken is not None
    for line in FORMS[tag].strip().splitlines():
        assert len({spoken.stem(word) for word in line.split()}) == 1, line


@pytest.mark.parametrize("tag", LANGUAGES)
def test_other_words_are_others(tag: str) -> None:
    """Words that only look alike stay apart."""
    spoken = language(tag)
    assert spoken is not None
    found = [spoken.stem(word) for word in APART[tag].split()]
    assert len(set(found)) == len(found)


def test_every_language_has_a_file() -> None:
    """The languages that are named are those that have a file, and its words are folded."""
    folder = Path(module.__file__).with_name("languages")
    assert tuple(sorted(path.stem for path in folder.glob("*.toml"))) == LANGUAGES
    for tag in LANGUAGES:
        spoken = language(tag)
        assert spoken is not None
        for group in spoken.synonyms:
            members = group.split(", ")
            assert len(members) == len(set(members)) > 1
            assert [" ".join(words(one)) for one in members] == members


@given(st.text(st.sampled_from("abcdefgilmnorstuvyz"), min_size=1))
def test_a_word_keeps_a_letter(word: str) -> None:
    """No word is nothing but endings, and each form of a query's word is one of its languages'."""
    for tag in (*LANGUAGES, "pt"):
        form = marked(word, language(tag))
        assert form.partition("·")[0]
        assert form in forms((word,))


def test_tags_have_parts() -> None:
    """A region makes no other language of it; a language without a file has no endings."""
    assert language("en-GB") is language("en") is language("")
    assert language("pt-BR") is None


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("boss", "boss", 0),
        ("promotoin", "promotion", 1),
        ("feers", "fears", 1),
        ("carreer", "career", 1),
        ("priorization", "prioritization", 2),
        ("boss", "fear", float("inf")),
    ],
)
def test_known_distances(one: str, other: str, far: float) -> None:
    """A changed, an added, a dropped and a swapped letter each count one, up to the limit."""
    assert distance(one, other, 2) == distance(other, one, 2) == far


def test_the_most_similar_words_are_meant() -> None:
    """The most similar of the known words are meant, those with the same first letter first."""
    assert corrections("basebal", ["baseball", "basement", "based"]) == ["baseball"]
    assert corrections("feers", ["fears", "peers", "feels"]) == ["fears", "feels"]
    assert corrections("sea", ["tea"]) == []
    assert [tolerance(word) for word in ("sea", "rope", "halyards")] == [0, 1, 2]


def test_an_abbreviation_finds_what_it_stands_for(tmp_path: Path) -> None:
    """An abbreviation finds its words and any synonym of them, as they find it."""
    texts = {"long": "The chief executive slept.", "one": "An executive.", "none": "A captain."}
    library = library_of(tmp_path, {id_: article(text) for id_, text in texts.items()})
    assert sorted(hit.article.id for hit in library.search("CEO")) == ["long", "one"]
    assert sorted(hit.article.id for hit in library.search("executive")) == ["long", "one"]


def test_an_archive_has_synonyms_of_its_own(tmp_path: Path) -> None:
    """The publication's groups are searched beside those that the search knows, either way and in
    any form; a word that an article has comes before one that stands for it.
    """
    publication = (
        "---\ntitle: The Test\nsummary: A test.\nlanguage: en\nrights: None.\n"
        'synonyms: ["pilot, helmsman, officer of the watch"]\n---\n'
    )
    library = library_of(
        tmp_path,
        {
            "pilot": article("The pilots came aboard. Then tar, and rope, and tar again."),
            "watch": article("The officer of the watch slept."),
            "boss": article("A boss is a boss."),
            "manager": article("A manager."),
        },
        publication=publication,
    )

    def found(query: str) -> list[str]:
        return [hit.article.id for hit in library.search(query)]

    assert found("helmsmen") == []
    assert sorted(found("helmsman")) == ["pilot", "watch"]
    assert found("pilot") == ["pilot", "watch"]
    assert found("officer of the watch")[0] == "watch"
    assert found("managers") == ["manager", "boss"]
    assert found('"managers"') == ["manager"]
    assert library.search("helmsman")[0].marked().count("**") == 2


def test_what_an_article_refers_to_counts_as_its_words(tmp_path: Path) -> None:
    """Keywords, topics, authors and cited works are found; pages need not show them."""
    library = library_of(
        tmp_path,
        {"knot": article(keywords="[halyard]", topics="[tar]", references="[book]")},
        **{
            "topics/tar": "---\ntitle: Caulking\nsummary: Of tar.\n---\n",
            "references/book": "---\ntype: book\nauthors: ['Quill, Ada']\ntitle: On Oakum\n"
            "published: 1901\n---\n",
        },
    )
    for query in ("halyards", "caulking", "Ann", "ada quill", "oakum"):
        assert [hit.article.id for hit in library.search(query)] == ["knot"], query
    assert library.articles["knot"].keywords == ("halyard",)
