"""Search finds what people mean, however they spell it, as fast as they type."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from browsing import ARTICLE, Figures, Opener, Site
from playwright.sync_api import Page
from queries import GOALS, QUERIES

GOAL = "40 queries in the top 3, but for one synonym; ≤ 50 ms a key at the 99th percentile"

CAREER = "Career advice in only 30 Seconds"
FEAR = "At times like these, exchange fear for inspiration"
READY = ".search:not([aria-busy])"
"""The search when its index is there."""


def _open(site: Site, open_page: Opener, **more: Any) -> Page:
    page = open_page(site.url(ARTICLE), **more)
    page.keyboard.press("/")
    page.wait_for_selector(f"dialog {READY}")
    return page


def _titles(page: Page) -> list[str]:
    return [one.inner_text() for one in page.locator(".search-results a").all()]


def _type(page: Page, query: str) -> None:
    page.fill(".search input", query)
    page.wait_for_timeout(60)


def _answer(page: Page, text: str) -> list[str]:
    """The paths of what a query finds."""
    page.fill(".search input", text)
    if text:
        page.wait_for_function(
            "(text) => document.querySelector('.search-results').dataset.for === text", arg=text
        )
    links = page.locator(".search-results a").all()
    return [str(one.get_attribute("href")).split("/archive/")[1] for one in links]


def test_queries_are_answered(
    site: Site, many_languages: Site, open_page: Opener, figures: Figures
) -> None:
    """Of each kind as many queries as its goal says have the article that is meant among the
    first three, as in the library.
    """
    pages = {
        "bundled": open_page(site.url("search.html")),
        "languages": open_page(many_languages.url("search.html")),
    }
    score: Counter[str] = Counter()
    missed = []
    for page in pages.values():
        page.wait_for_selector(READY)
    for query in QUERIES:
        found = _answer(pages[query.archive], query.text)
        ids = [path.removeprefix("articles/").removesuffix(".html") for path in found]
        score[query.kind] += query.is_answered(ids)
        if not query.is_answered(ids):
            missed.append((query, ids[:3]))
    assert all(score[kind] >= goal for kind, goal in GOALS.items()), missed
    figures.note("search", GOAL, **{f"{kind}_found": number for kind, number in score.items()})


def test_organisations_are_found_in_articles(site: Site, open_page: Opener) -> None:
    """A word of the archive and of the documentation finds the archive's articles first."""
    page = open_page(site.url("search.html"))
    page.wait_for_selector(READY)
    found = _answer(page, "organization")
    kinds = [path.startswith("articles/") for path in found]
    assert kinds[:2] == [True, True]
    page = open_page(site.url("tutorial.html"))
    page.keyboard.press("/")
    page.wait_for_selector(f"dialog {READY}")
    page.fill(".search input", "folder")
    page.wait_for_selector(".search-results li")
    assert not page.locator(".search-results a[href*='/archive/']").count()


def test_a_passage_shows_what_was_found(site: Site, open_page: Opener) -> None:
    """A result whose title and summary don't have the words shows a passage that does, with the
    words marked, synonyms and corrections too.
    """
    page = open_page(site.url("search.html"))
    page.wait_for_selector(READY)
    for query, marked in (("fundamentals", "fundamentals"), ("hierarchie", "hierarchy")):
        page.fill(".search input", query)
        page.wait_for_selector(f".search-results li:first-child p mark:text-is('{marked}')")


def test_enter_opens_the_first_result(site: Site, open_page: Opener) -> None:
    """Enter follows the first result, even if it is pressed before the results are there."""
    page = _open(site, open_page)
    page.keyboard.type("boss")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive/articles/career-advice**")


@pytest.mark.parametrize("where", ["page", "dialog"])
def test_the_first_result_is_above_the_keyboard(where: str, site: Site, open_page: Opener) -> None:
    """On a phone of 360 × 640 pixels, of which a keyboard takes 300, the first result's title is
    to be seen.
    """
    page = open_page(site.url("search.html" if where == "page" else ARTICLE), width=360, height=640)
    if where == "dialog":
        page.keyboard.press("/")
    page.wait_for_selector(READY)
    page.fill(".search input", "boss")
    page.wait_for_selector(".search-results a")
    box = page.locator(".search-results a").first.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= box["y"] + box["height"] <= 640 - 300


def test_facets_come_after_the_results(site: Site, open_page: Opener) -> None:
    """A facet is offered below the results, and only if it parts them."""
    page = _open(site, open_page)
    names = page.locator(".search-facets select").evaluate_all(
        "(all) => all.map((one) => one.name)"
    )
    # The archive has one author, one column, one year and one language.
    assert names == ["topic"]
    _type(page, "drucker")
    page.wait_for_selector(".search-results li")
    assert page.evaluate(
        "document.querySelector('.search-results').compareDocumentPosition("
        "document.querySelector('.search-facets')) === Node.DOCUMENT_POSITION_FOLLOWING"
    )


def test_nothing_is_loaded_before_it_is_asked_for(site: Site, open_page: Opener) -> None:
    """The index comes with the first use, by key or by click."""
    page = open_page(site.url(ARTICLE))
    before = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not [name for name in before if "search" in name]
    page.keyboard.press("Control+k")
    page.wait_for_selector(f"dialog {READY}")
    after = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [name for name in after if "words.json" in name]


TIMED = """async (query) => {
  const input = document.querySelector('.search input'), results = document.querySelector('.search-results');
  const times = [];
  for (let end = 1; end <= query.length; end++) {
    const start = performance.now();
    const changed = new Promise((done) => new MutationObserver((_, one) => { one.disconnect(); done(); }).observe(results, { attributes: true }));
    input.value = query.slice(0, end);
    input.dispatchEvent(new Event('input'));
    await Promise.race([changed, new Promise((done) => setTimeout(done, 1000))]);
    times.push(performance.now() - start);
  }
  return times;
}"""
LIMIT = 50
"""Milliseconds within which a key is answered."""


@pytest.mark.alone
@pytest.mark.parametrize("which", ["site", "large"])
def test_results_come_as_one_types(
    which: str, request: pytest.FixtureRequest, open_page: Opener, figures: Figures
) -> None:
    """Of a hundred keys and more, 99 % are answered within 50 ms, in an archive of a thousand too,
    once the files that hold their words are there.
    """
    found: Site = request.getfixturevalue(which)
    page = open_page(found.url("search.html"), bypass_csp=True)
    page.wait_for_selector(READY)
    texts = [query.text for query in QUERIES if query.archive == "bundled" and query.text]
    times = []
    for text in texts[::3]:
        # The first time files are loaded.
        page.evaluate(TIMED, text)
        keys = page.evaluate(TIMED, text)
        if max(keys) > LIMIT:
            # Each at its best of three, so that what else the machine does has no part in it.
            runs = [page.evaluate(TIMED, text) for _ in range(2)]
            keys = [min(key) for key in zip(keys, *runs, strict=True)]
        times += keys
    times.sort()
    assert len(times) >= 100
    slowest = times[math.ceil(0.99 * len(times)) - 1]
    assert slowest <= LIMIT
    figures.note("search", GOAL, **{f"ms_a_key_{which}": round(slowest)})


def test_facets_narrow_and_count(site: Site, open_page: Opener) -> None:
    """A facet narrows the results, and its values say how many there are."""
    page = _open(site, open_page)
    _type(page, "lead")
    page.wait_for_selector(".search-results li")
    options = page.locator("select[name=topic] option").all_inner_texts()
    name, count = options[1].rsplit(" (", 1)
    page.select_option("select[name=topic]", name)
    page.wait_for_function(
        "(count) => document.querySelectorAll('.search-results a').length === count",
        arg=int(count.rstrip(")")),
    )


def test_it_works_by_keyboard_alone(site: Site, open_page: Opener) -> None:
    """`/` opens it, arrows lead through the results, Enter follows one, Escape closes."""
    page = _open(site, open_page)
    page.keyboard.type("boss")
    page.wait_for_selector(".search-results li")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == _titles(page)[0]
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive/articles/career-advice**")


def test_results_that_change_keep_the_focus(site: Site, open_page: Opener) -> None:
    """Whoever went down to the results isn't thrown out when late ones replace them."""
    page = _open(site, open_page)
    page.keyboard.type("lead")
    page.wait_for_selector(".search-results li")
    page.keyboard.press("ArrowDown")
    page.evaluate("""() => {
      const input = document.querySelector('.search input');
      input.value = 'boss';
      input.dispatchEvent(new Event('input'));
    }""")
    page.wait_for_selector(f".search-results a:focus:has-text('{CAREER}')")


def test_an_empty_result_suggests(site: Site, open_page: Opener) -> None:
    """What finds nothing offers similar words and topics, and they work."""
    page = _open(site, open_page)
    _type(page, "xylophones")
    page.wait_for_selector(".search-status button")
    assert "Nothing found" in page.inner_text(".search-status")
    page.locator(".search-status button").last.click()
    page.wait_for_selector(".search-results li")


def test_the_page_for_search_keeps_its_query(site: Site, open_page: Opener) -> None:
    """The search page works without the dialog, and its address holds the query."""
    page = open_page(site.url("search.html?q=fear"))
    page.wait_for_selector(".search-results li")
    assert _titles(page)[0] == FEAR
    page.fill(".search input", "boss")
    page.wait_for_selector(f"text={CAREER}")
    assert page.url.endswith("?q=boss")
