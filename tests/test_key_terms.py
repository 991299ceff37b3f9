"""Key terms: the words of a text by tf-idf, against values worked out by hand."""

from __future__ import annotations

import pytest

from refresher_content.compiler.key_terms import key_terms


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
