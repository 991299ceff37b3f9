"""Which articles are similar, and why."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from archives import article, library_of

import refresher_content as rc
from refresher_content.library import Library


@pytest.mark.parametrize("id_", [article.id for article in rc.articles])
def test_every_article_has_neighbours_with_reasons(id_: str) -> None:
    """Each has three others, best first, never itself, each for at least one reason."""
    article = rc.articles[id_]
    found = article.related()
    assert len(found) == 3
    assert article not in [one.article for one in found]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.reasons and one.score > 0 for one in found)
    assert found == article.related()
    assert article.related(limit=5)[:3] == found
    assert article.related(limit=0) == ()


def test_a_link_counts_from_both_sides(library: Library) -> None:
    """An article and the one that it mentions are similar, each for its own reason."""
    lead, echo = library.articles["lead-line"], library.articles["echo"]
    reasons = {one.article.id: one.reasons for one in lead.related(9)}
    assert rc.Reason(kind="link", value="to") in reasons["echo"]
    assert rc.Reason(kind="reference", value="buoy-1999") in reasons["echo"]
    assert rc.Reason(kind="topic", value="tools") in reasons["echo"]
    back = {one.article.id: one.reasons for one in echo.related(9)}
    assert rc.Reason(kind="link", value="from") in back["lead-line"]


def test_the_weightiest_reason_comes_first(library: Library) -> None:
    """A reference that only the two share says most, then a link, then a common topic."""
    (first, *_) = library.articles["lead-line"].related()
    assert first.article.id == "echo"
    assert [reason.kind for reason in first.reasons] == [
        "reference",
        "link",
        "topic",
        "words",
    ]


# Four articles of which each other word is in one only, so that nothing else is in common.
CLAM, CRAB = article("Clam."), article("Crab.")
RARE = math.log(4 / 2) + 0.1
"""What two of four articles have, as it counts."""


def _related(library: Library, id_: str) -> list[tuple[str, Any, list[tuple[str, str]]]]:
    return [
        (one.article.id, one.score, [(reason.kind, reason.value) for reason in one.reasons])
        for one in library.articles[id_].related(9)
    ]


def test_the_same_words_count_by_the_cosine_of_their_weights(tmp_path: Path) -> None:
    """Two words that two of four articles have, one of them twice in the first, give it the
    weights 0.861 and 0.509; the cosine with an article of one of them alone is that, six times.
    """
    articles = {
        "both": article("Kelp, kelp, squid."),
        "kelp": article("Kelp."),
        "squid": article("Squid."),
        "clam": CLAM,
    }
    library = library_of(tmp_path, articles)
    assert _related(library, "both") == [
        ("kelp", pytest.approx(6 * 0.861), [("words", "kelp")]),
        ("squid", pytest.approx(6 * 0.509), [("words", "squid")]),
    ]
    assert _related(library, "kelp") == [("both", pytest.approx(6 * 0.861), [("words", "kelp")])]


def test_a_link_each_way_counts_twice(tmp_path: Path) -> None:
    """A link in one direction is worth 3, links in both are worth 6, and a second link in the
    same direction nothing.
    """
    articles = {
        "a": article("{article}`b`, {article}`c`, {article}`c`."),
        "b": article("{article}`a`."),
        "c": CRAB,
        "d": CLAM,
    }
    library = library_of(tmp_path, articles)
    assert _related(library, "a") == [
        ("b", 6.0, [("link", "from"), ("link", "to")]),
        ("c", 3.0, [("link", "to")]),
    ]
    assert _related(library, "c") == [("a", 3.0, [("link", "from")])]
    assert _related(library, "d") == []


def test_what_few_share_counts_by_its_rarity(tmp_path: Path) -> None:
    """A shared topic is worth the logarithm of all articles over those that have it, and a tenth;
    a shared reference twice that. What all have is still worth a tenth.
    """
    topic = "---\ntitle: T\nsummary: T.\n---\n"
    articles = {
        "a": article("Kelp.", topics="[all, few]", references="[book]"),
        "b": article("Squid.", topics="[all, few]"),
        "c": article("Crab.", topics="[all]", references="[book]"),
        "d": article("Clam.", topics="[all]"),
    }
    library = library_of(
        tmp_path,
        articles,
        **{
            "topics/all": topic,
            "topics/few": topic,
            "references/book": "---\ntype: book\ntitle: B\nauthors: [Fox]\npublished: 1999\n---\n",
        },
    )
    assert _related(library, "a") == [
        ("c", pytest.approx(2 * RARE + 0.1, abs=2e-6), [("reference", "book"), ("topic", "all")]),
        ("b", pytest.approx(RARE + 0.1, abs=2e-6), [("topic", "few"), ("topic", "all")]),
        ("d", pytest.approx(0.1), [("topic", "all")]),
    ]


def test_equals_stay_in_the_default_order(tmp_path: Path) -> None:
    """Of equally similar articles the newest comes first, whatever its id."""
    years = {"a": 2003, "b": 2001, "c": 2004, "d": 2002}
    articles = {id_: article("Crab.", published=year) for id_, year in years.items()}
    articles["hub"] = article("".join(f"{{article}}`{id_}` " for id_ in years), published=1999)
    library = library_of(tmp_path, articles)
    found = [one.article.id for one in library.articles["hub"].related(9)]
    assert found == ["c", "a", "d", "b"]
    assert [one.article.id for one in library.articles["hub"].related(2)] == ["c", "a"]


def test_what_shares_nothing_is_not_related(tmp_path: Path) -> None:
    """An article without link, reference, topic or words in common has no related ones."""
    articles = {"a": article("Kelp."), "b": article("Squid."), "c": CRAB, "d": CLAM}
    assert library_of(tmp_path, articles).articles["a"].related(9) == ()


def test_as_many_are_given_as_are_asked_for(tmp_path: Path) -> None:
    """Neither the article itself nor its translation, which share most with it, take the places
    of others, be they found by their topic or, more than a hundred, by links.
    """
    many = [f"n{number:03}" for number in range(105)]
    files = {id_: article("Crab.") for id_ in many}
    links = "".join(f"{{article}}`{id_}` " for id_ in many)
    files["hub"] = article(links, published=2010)
    files["text"] = article("Clam.", published=2012, topics="[sea]")
    files["french"] = article(
        "Palourde.", published=2011, topics="[sea]", language="fr", translation_of="text"
    )
    files |= {f"sea{n}": article("Kelp.", published=2000 - n, topics="[sea]") for n in range(5)}
    library = library_of(tmp_path, files, **{"topics/sea": "---\ntitle: S\nsummary: S.\n---\n"})
    assert [one.article.id for one in library.articles["hub"].related(105)] == many
    for number in (3, 5):
        found = library.articles["text"].related(number)
        assert [one.article.id for one in found] == [f"sea{n}" for n in range(number)]
    assert library.articles["text"].related(-1) == ()
