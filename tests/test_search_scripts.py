"""A search of the library finds words of any script, however they are written."""

from __future__ import annotations

import json

import pytest
from archives import article, library_of

import refresher_content as rc

TEXTS = {
    "zh": "我喜欢吃苹果。我们去北京大学看书。",
    "ja": "東京都に住んでいます。カタカナ、ﾊﾝｶｸ、ＡＢＣ１２３。",
    "ko": "한국어를 공부합니다. 서울에서 배를 탔다.",
    "th": "ฉันชอบเรือและน้ำ",
    "he": "הסֵּפֶר על השולחן. צה״ל.",
    "ar": "قرأتُ الكتابَ في المكتبة. كتـــاب",
    "de": "Auf der Straße; Geschwindig\u00adkeit; Müller",
    "fr": "Le cœur d'un écolier, aujourd’hui l’archive",
    "en": "The dog's bone; O'Neil's rock'n'roll; state-of-the-art naïve café",
    "tr": "İstanbul'da ışık",
    "el": "Οδυσσέας και ΛΌΓΟΣ",
    "hi": "हिन्दी में नाव चलती है",
    "pl": "Łódź płynie",
    "da": "Ærø og Øre",
}
FOUND = {
    "zh": ["苹果", "北京大学", '"大学看书"'],
    "ja": ["東京都", "カタカナ", "ハンカク", "ABC123", '"東京都に"'],
    "ko": ["한국어", "공부", "서울"],
    "th": ["เรือ", "น้ำ"],
    "he": ["הספר", "הסֵּפֶר", "שולחן", 'צה"ל', "צה״ל"],
    "ar": ["الكتاب", "كتاب", "المكتبة"],
    "de": ["straße", "STRASSE", "Geschwindigkeit", "geschwindig\u00adkeit", "muller"],
    "fr": ["coeur", "cœur", "ecolier", "aujourd'hui", "archive", "l’archive"],
    "en": ["dog", "dog's", "o'neil", "rock'n'roll", "state of the art", "naive", "cafe"],
    "tr": ["istanbul", "İSTANBUL", "isik"],
    "el": ["οδυσσεας", "λόγος"],
    "hi": ["नाव", "हिन्दी"],
    "pl": ["lodz", "łódź"],
    "da": ["aero", "ærø", "ore"],
}
NOT_FOUND = ['"京東"', '"都東"', "北京 -苹果", "dog -bone", '"bone dog"', "straße -geschwindigkeit"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> rc.Library:
    """An article in each language."""
    articles = {
        id_: article(text, title=json.dumps(f"No. {number}"), language=id_)
        for number, (id_, text) in enumerate(TEXTS.items())
    }
    return library_of(tmp_path_factory.mktemp("scripts"), articles)


@pytest.mark.parametrize("language", FOUND)
def test_words_are_found(library: rc.Library, language: str) -> None:
    """Inside a sentence without spaces, without accents, points and ligatures, in any width."""
    for query in FOUND[language]:
        assert language in [hit.article.id for hit in library.search(query)], query


@pytest.mark.parametrize("query", NOT_FOUND)
def test_phrases_and_exclusions_hold(library: rc.Library, query: str) -> None:
    """Words in another order are no phrase, and a minus excludes in every script."""
    assert list(library.search(query)) == []


@pytest.mark.parametrize("query", ['"', "-", '""', "(", "*", "😀", "\0", "…"])
def test_signs_alone_find_nothing(library: rc.Library, query: str) -> None:
    """They do no harm either."""
    assert list(library.search(query)) == []
