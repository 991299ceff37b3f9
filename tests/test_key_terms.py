"""Key terms: the words of a text by tf-idf, against values worked out by hand."""

from __future__ import annotations

import pytest

from refresher_content.compiler.key_terms import key_terms, revised_key_terms


def test_weights_are_tf_idf() -> None:
    """Of a text with two words that two of four texts have, the one that stands there twice
    weighs 1 + ln 2 times the other: 0.861 and 0.509 in a vector of length 1.
    """
    counts, terms = key_terms(["kelp kelp squid", "Kelp.", "squid", "clam"])
    assert counts == {"kelp": 2, "squid": 2, "clam": 1}
    assert terms == [("kelp", 1, 861), ("kelp", 2, 1000), ("squid", 1, 509), ("squid", 3, 1000)]


def test_a_rarer_word_weighs_more() -> None:
    """A word in two of sixteen texts weighs ln 8 and one in four of them ln 4: three to two."""
    texts = ["kelp squid", "kelp", "squid", "squid", "squid", *(f"text{n}" for n in range(11))]
    _, terms = key_terms(texts)
    assert [one for one in terms if one[1] == 1] == [("kelp", 1, 832), ("squid", 1, 555)]


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["kelp", "clam", "crab", "eels"], "in one text only"),
        (["kelp", "kelp", "kelp", "crab", "eels"], "in more than half of the texts"),
        (["eel", "eel", "ray", "ray"], "of three letters"),
    ],
)
def test_some_words_are_not_key_terms(texts: list[str], why: str) -> None:
    """A word in one text, in more than half of them, or of three letters says nothing."""
    assert key_terms(texts)[1] == [], why


def test_a_word_in_half_of_the_texts_is_a_key_term() -> None:
    """Half of the texts is not more than half."""
    assert key_terms(["kelp", "kelp", "crab", "eels"])[1] == [("kelp", 1, 1000), ("kelp", 2, 1000)]


def test_sixteen_words_represent_a_text() -> None:
    """Of seventeen equal words the first sixteen of the alphabet are key terms, each a quarter."""
    text = " ".join(f"term{letter}" for letter in "qponmlkjihgfedcba")
    _, terms = key_terms([text, text, "crab", "eels"])
    assert terms == [(f"term{letter}", n, 250) for letter in "abcdefghijklmnop" for n in (1, 2)]


def test_key_terms_are_revised_where_texts_change() -> None:
    """A word that a second text gets becomes a key term of both, one that only a text is left
    with is none any more, and words of three letters are never counted.
    """
    before = ["kelp eel", "kelp", "squid", "clam", "crab", "crab"]
    now = ["kelp eel", "clam ray", "squid", "clam", "crab", "crab"]
    crabs = [("crab", 5, 1000), ("crab", 6, 1000)]
    assert key_terms(before)[1] == [*crabs, ("kelp", 1, 1000), ("kelp", 2, 1000)]
    revised = revised_key_terms(now, before, key_terms(before))
    assert revised is not None
    assert revised[0] == {"kelp": 1, "squid": 1, "clam": 2, "crab": 2}
    assert revised[1] == [("clam", 2, 1000), ("clam", 4, 1000), *crabs]
    assert revised_key_terms(now[1:], before, key_terms(before)) is None
