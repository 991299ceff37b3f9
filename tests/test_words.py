"""Words are the same however they are written, and queries are taken apart without harm."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refresher_content.library.words import (
    MAX_TERM_LENGTH,
    MAX_TERMS,
    Term,
    fold,
    located,
    parse,
    script_table,
    words,
)

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("aAsS'’\"-  éßœı潮はガ゙ｶﾞ가ᅡᆨกิน้ำकि\u200d\u00ad\u0301"),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße ẞ STRASSE", "strasse ss strasse"),
        ("Œuvre œuvre Ægir Łódź ÉLÉGIE", "oeuvre oeuvre aegir lodz elegie"),
        ("İstanbul ISPARTA ısı", "istanbul isparta isi"),
        ("ἄνθρωπος ΑΝΘΡΩΠΟΣ", "ανθρωποσ ανθρωποσ"),
        ("Ёлка МОЙ Київ", "елка мой київ"),
        ("שָׁלוֹם مُحَمَّد أحمد كتـــاب", "שלום محمد أحمد كتاب"),
        ("हिन्दी किताब", "हिन्दी किताब"),
        ("น้ำกิน", "น้ํ า กิ น"),
        ("ＡＢＣ１２ ﬁn", "abc12 fin"),
        ("co\u00adop zero\u200bwidth می\u200cخواهم", "coop zerowidth میخواهم"),
        ("'sea' ‘stop’ l'société d’souza", "sea stop l societe d souza"),
        ("the boss's, the boss’s; boss's-eye 's", "the boss the boss boss eye s"),
        ("天气iPhone手机 학교에서", "天 气 iphone 手 机 학 교 에 서"),
        ("ｶﾞﾗｽ ガラス ガラス", "ガ ラ ス ガ ラ ス ガ ラ ス"),
        ("snake_case 3.14 🎉 ---", "snake case 3 14"),
    ],
)
def test_words_are_folded(text: str, expected: str) -> None:
    """Case, accents, ligatures, points and width make no difference; 's is only an ending."""
    assert words(text) == expected.split()


@given(TEXTS)
@example("İ'ſ")
def test_folding_again_changes_nothing(text: str) -> None:
    """A folded text is folded already, and its words are those of the text."""
    assert fold(fold(text)) == fold(text)
    assert [word for one in words(text) for word in words(one)] == words(text)


@given(TEXTS)
def test_case_and_composition_make_no_difference(text: str) -> None:
    """A text has the same words in capitals, and in every form of normalisation."""
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words(unicodedata.normalize(form, text)) == words(text)
    # A letter without a capital of its own, such as the long s, becomes another's.
    if text.upper().casefold() == text.casefold():
        assert words(text.upper()) == words(text)


@given(TEXTS)
def test_words_have_places(text: str) -> None:
    """Where a word is located, its letters stand; places are in order."""
    found = list(located(text))
    assert [word for word, _, _ in found] == words(text)
    assert all(word in "".join(words(text[start:stop])) for word, start, stop in found)
    assert found == sorted(found, key=lambda one: one[1:])


@given(TEXTS)
@example('"unclosed')
@example("-")
@example("AND (" * 2_000)
@example('"' + "天" * 10_000 + '"')
def test_a_query_has_the_words_of_its_text(text: str) -> None:
    """Whatever a query is, its terms are words of it, side by side and in order; its signs
    are gone; there are not too many.
    """
    query = parse(text)
    spaced = f" {' '.join(words(text))} "
    assert max(len(query.terms), len(query.excluded)) <= MAX_TERMS
    for term in (*query.terms, *query.excluded):
        assert 0 < len(term.words) <= MAX_TERM_LENGTH
        assert f" {' '.join(term.words)} " in spaced
        assert not set("".join(term.words)) & set(" \"'()*:^+-\0")
    assert bool(query.terms or query.excluded) == bool(words(text))


WORDS = st.lists(st.sampled_from(["rope", "mud", "sea", "straße"]), min_size=1, max_size=4)


@given(plain=WORDS, phrase=WORDS, excluded=WORDS)
def test_phrases_and_exclusions_are_distinguished(
    plain: list[str], phrase: list[str], excluded: list[str]
) -> None:
    """Words, a phrase and excluded words are what they are, in straight or curly quotes."""
    for before, after in ('""', "“”", "«»", "„“"):
        query = parse(f"{' '.join(plain)} {before}{' '.join(phrase)}{after} -{' -'.join(excluded)}")
        folded = [Term((fold(word),)) for word in plain]
        quoted = Term(tuple(map(fold, phrase)), quoted=True)
        assert query.terms == tuple(dict.fromkeys([*folded, quoted]))
        assert query.excluded == tuple(dict.fromkeys(Term((fold(word),)) for word in excluded))


@pytest.mark.parametrize(
    ("query", "terms", "excluded"),
    [
        ("nothing-of-the-kind", ["nothing", "of", "the", "kind"], []),
        ('-"not this" rope', ["rope"], ["not this"]),
        ("-well-known", [], ["well known"]),
        ("rope - mud", ["rope", "mud"], []),
        ('"unclosed rope', ["unclosed", "rope"], []),
        ("天气 iPhone手机 -天", ["天 气", "iphone 手 机"], ["天"]),
        (
            "l’œuvre d'Yves qu'il o'clock d' rock 'n' roll",
            ["oeuvre", "yves", "il", "o", "clock", "d", "rock", "n", "roll"],
            [],
        ),
        ("“l’œuvre”", ["l oeuvre"], []),
        ("AND ( * NEAR(", ["and", "near"], []),
        ("", [], []),
    ],
)
def test_a_query_is_taken_apart(query: str, terms: list[str], excluded: list[str]) -> None:
    """A minus excludes at the beginning of a word only; what has no spaces is one term."""
    found = parse(query)
    assert [" ".join(term.words) for term in found.terms] == terms
    assert [" ".join(term.words) for term in found.excluded] == excluded


def test_the_scripts_table_folds_every_character() -> None:
    """What the table says of a character is what `fold` does, for each character in NFKC."""
    table = script_table()
    mapping = dict(zip(str(table["from"]), str(table["to"]), strict=True))
    more = table["more"]
    assert isinstance(more, dict)
    mapping |= more
    kept, ignored = (
        {
            code
            for start, stop in re.findall(r"(\w+)-(\w+)", str(table[name]))
            for code in range(int(start, 16), int(stop, 16) + 1)
        }
        for name in ("kept", "ignored")
    )
    for code in range(0x110000):
        char = chr(code)
        if unicodedata.category(char) == "Cs" or unicodedata.normalize("NFKC", char) != char:
            continue
        listed = char if code in kept else "" if code in ignored else " "
        assert mapping.get(char, listed) == fold(char), hex(code)
