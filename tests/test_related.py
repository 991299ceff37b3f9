"""What is near to an article, and why."""

from __future__ import annotations

import pytest

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
    """An article and the one that it mentions are near, each for its own reason."""
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


def test_what_shares_nothing_is_not_related(library: Library) -> None:
    """An article without link, reference, topic or words in common is not among them."""
    found = {one.article.id for one in library.articles["shio"].related(9)}
    for one in library.articles["shio"].related(9):
        assert one.reasons
    assert len(found) < len(library.articles)
