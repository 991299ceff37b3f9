"""The site's search finds what the library finds, in every language."""

from __future__ import annotations

import unicodedata
from typing import Any

import languages
import pytest
from browsing import Opener, Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from refresher_content import open_library
from refresher_content.library import Library
from refresher_content.library.language import LANGUAGES, forms, language, script_rules
from refresher_content.library.words import Query, parse, script_table, words
from refresher_content.opening import bundled

_ARTICLES = "archive/articles/"


@pytest.fixture(scope="module")
def library(many_languages: Site) -> Library:
    """The library that the site shows."""
    return open_library(many_languages.folder.parent / "content")


@pytest.fixture
def page(many_languages: Site, open_page: Opener) -> Page:
    """A page in which `index` is the index that the search uses."""
    page = open_page(many_languages.url("search.html"), bypass_csp=True)
    page.evaluate("""async () => {
      const { Index } = await import(new URL("_static/search_index.js", location.href));
      window.index = await new Index(new URL("archive/search/", location.href)).open();
    }""")
    return page


def _found(page: Page, query: str) -> tuple[list[str], list[str]]:
    """The ids of the articles that the script finds, and the words that it takes others for."""
    paths, meant = page.evaluate(
        """async (query) => {
          const { pages, meant } = await index.search(query, {});
          const shown = await Promise.all(pages.map((number) => index.page(number)));
          return [shown.map(([path]) => path), meant];
        }""",
        query,
    )
    articles = [path for path in paths if path.startswith(_ARTICLES)]
    return [path[len(_ARTICLES) : -len(".html")] for path in articles], meant


def test_the_site_finds_what_the_library_finds(page: Page) -> None:
    """Each query finds its article first, as it is written, and what is there in another order
    isn't found.
    """
    for query, id_ in languages.FOUND.items():
        found, meant = _found(page, query)
        assert (query, found[:1], meant) == (query, [id_], [])
    for query in languages.NOT_FOUND:
        assert (query, _found(page, query)[0]) == (query, [])


def test_every_part_is_searched(page: Page) -> None:
    """The words of title, subtitle, summary, takeaway, questions, caption and text are found."""
    for word in languages.PARTS:
        assert (word, _found(page, word)) == (word, (["parts"], []))


def test_the_index_has_whole_words(page: Page) -> None:
    """What stands in single quotes, or after an elided article, is indexed as it is."""
    indexed = set(page.evaluate("index.head.words"))
    assert {"sea", "stop", "souza", "societe", "strasse", "oeuvre", "天", "กิ"} <= indexed
    assert not {"ea", "top", "lociete", "dsouza", "straße", "天气"} & indexed


def test_the_search_box_marks_what_it_found(many_languages: Site, open_page: Opener) -> None:
    """Chinese that was typed is highlighted in the results, and so are the words of a phrase."""
    page = open_page(many_languages.url("search.html"))
    page.wait_for_selector(".search:not([aria-busy])")
    for query, marks in (("天气", ["天气"]), ('"on words"', ["On", "words"])):
        page.fill(".search input", query)
        page.wait_for_function(
            "(marks) => document.querySelector('.search-results mark')?.textContent === marks[0]",
            arg=marks,
        )
        title = page.locator(".search-results li").first.locator("a mark")
        assert title.all_inner_texts() == marks


def test_phrases_and_exclusions_hold(page: Page, library: Library) -> None:
    """A phrase is never left out, and what is excluded is never found; neither does harm."""
    for query in ('"quotes stand"', '"stand in quotes" boss', "words -sea", '-"stand in" words'):
        ids = {hit.article.id for hit in library.search(query, limit=20)}
        assert (query, set(_found(page, query)[0])) == (query, ids)
    assert _found(page, '"stand in quotes" boss')[0] == ["quotes"]
    assert "quotes" in _found(page, "words")[0]
    assert "quotes" not in _found(page, "words -sea")[0]
    for query in ("", "   ", "-sea", "***", '"', '""', "AND (", "\0"):
        assert query.startswith("AND") or _found(page, query)[0] == []


def test_no_query_does_harm(page: Page) -> None:
    """Ten thousand characters, unbalanced quotes and all operators are searched like words."""
    for query in ("rope " * 2_000, "rope" * 2_500, "天" * 10_000, '"' * 9_999, "🎉*^:(){}+-NEAR"):
        assert isinstance(_found(page, query)[0], list)


def _assigned(char: str) -> bool:
    """Whether Python knows a character; the browser may know newer ones."""
    return unicodedata.category(char) not in ("Cn", "Cs", "Co")


def _taken_apart(query: Query) -> list[Any]:
    return [
        [[list(term.words), term.quoted] for term in terms]
        for terms in (query.terms, query.excluded)
    ]


_READER = """async (table) => {
  const { Words } = await import(new URL("_static/words.js", location.href));
  window.reader = new Words(table);
}"""
_TAKE_APART = """(texts) => texts.map((text) => {
  const { terms, excluded } = reader.parse(text);
  const plain = (terms) => terms.map(({ words, quoted }) => [words, quoted]);
  return [reader.words(text), [plain(terms), plain(excluded)]];
})"""


def test_every_character_is_folded_alike(page: Page) -> None:
    """The script makes the same words of every character as Python does, given the whole table."""
    page.evaluate(_READER, script_table())
    chars = [char for char in map(chr, range(0x110000)) if _assigned(char)]
    # One text each way: lists would take a hundred times as long.
    words_of_each = "(text) => [...text].map((char) => reader.words(char).join(' ')).join('\\n')"
    found = page.evaluate(words_of_each, "".join(chars)).split("\n")
    expected = [" ".join(words(char)) for char in chars]
    assert list(zip(chars, found, strict=True)) == list(zip(chars, expected, strict=True))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(
            st.one_of(
                st.characters(exclude_categories=["Cs", "Cn", "Co"]),
                st.sampled_from("aAsSdl'’\"“”--   éßœı潮はガ゙ｶﾞ가กิน้ำकि\u200d\u00ad\u0301"),
            ),
            max_size=40,
        ),
        min_size=20,
        max_size=60,
    )
)
def test_every_query_is_taken_apart_alike(page: Page, texts: list[str]) -> None:
    """The script finds the same words, terms and exclusions in any text as Python does."""
    page.evaluate(_READER, script_table())
    found = page.evaluate(_TAKE_APART, texts)
    expected = [[words(text), _taken_apart(parse(text))] for text in texts]
    assert list(zip(texts, found, strict=True)) == list(zip(texts, expected, strict=True))


def test_every_word_has_the_same_forms(page: Page) -> None:
    """The script cuts the endings of every word of the bundled archive, and of all synonyms, as
    Python does.
    """
    page.evaluate(_READER, script_table() | {"languages": script_rules(LANGUAGES)})
    known = [word for (word,) in bundled().rows("SELECT word FROM word")]
    listed = [
        word
        for one in filter(None, map(language, LANGUAGES))
        for group in one.synonyms
        for word in words(group)
    ]
    found = page.evaluate("(all) => all.map((word) => reader.forms([word]))", [*known, *listed])
    for word, made in zip([*known, *listed], found, strict=True):
        assert tuple(dict.fromkeys(made)) == forms((word,)), word
