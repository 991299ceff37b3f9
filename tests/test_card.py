"""What a notebook shows of entries and collections."""

from __future__ import annotations

from lxml import html

import refresher_content as rc
from refresher_content.library import Library


def _text(fragment: str) -> str:
    return " ".join(str(part) for part in html.fromstring(fragment).itertext())


def test_a_card_says_who_when_and_how_long(library: Library) -> None:
    """An article's card has its byline, date and minutes, all escaped."""
    card = library.articles["mud"]._repr_html_()
    assert "The Watch · 2011-06 · 1 min" in card
    assert "Mud, `mud` &amp; &lt;mud&gt;" in card


def test_a_card_of_data_names_the_authors_by_id() -> None:
    """Without a library, ids stand for names."""
    article = rc.Article.from_dict(rc.articles[0].to_dict())
    assert "michael-wolkensperg · 2009" in article._repr_html_()


def test_other_kinds_have_cards(library: Library) -> None:
    """Every kind has a card with its name and summary."""
    for entry in (library.authors[0], library.columns[0], library.topics[0], library.links[0]):
        text = _text(entry._repr_html_())
        assert entry.label in text


def test_a_table_shows_the_first_entries(library: Library) -> None:
    """A collection is a table of ids and labels with the number of entries."""
    table = html.fromstring(library.articles._repr_html_())
    assert len(table.findall(".//td/code")) == 9
    text = _text(library.articles._repr_html_())
    assert "9 entries" in text
    assert "more" not in text
