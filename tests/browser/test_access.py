"""Everyone can read, move and act, on every device."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browsing import ARTICLE, KINDS, NODE, Figures, Opener, Site
from covering import covering
from playwright.sync_api import Page
from pypdf import PdfReader

AXE = NODE / "node_modules/axe-core/axe.min.js"
WIDTHS = (360, 768, 1366)
RULES: dict[str, Any] = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ],
    # AAA asks that a link's words alone say where it leads; ours stand in sentences and lists.
    "rules": {"identical-links-same-purpose": {"enabled": False}},
    # Naming every node that passes takes most of the time.
    "resultTypes": ["violations"],
}  # fmt: skip


COLOURS: dict[str, Any] = {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
    },
    "resultTypes": ["violations"],
}
"""Of the rules, those whose answer differs between light and dark."""


def _violations(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    # What a phone's bar covers at the moment can be scrolled into sight.
    page.add_style_tag(content=".footbar { position: static }")
    # The policy forbids scripts of others; the checker's is evaluated outside of it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"(async () => {{ {AXE.read_text(encoding='utf-8')} }})()")
    run = "(rules) => axe.run(document, rules)"
    if not page.evaluate(run, rules | {"selectors": False})["violations"]:
        return []
    result = page.evaluate(run, rules)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in result["violations"]
        for node in one["nodes"]
    ]


PARTS = 4
"""The checks of all pages are tests of their own, which processes share."""


@pytest.fixture(scope="module")
def addresses(site: Site, large: Site, small: Site) -> list[str]:
    """The addresses of pages that have whatever element any page of the three books has."""
    pages = {
        one.url(path.relative_to(one.folder).as_posix()): path
        for one in (site, large, small)
        for path in one.folder.rglob("*.html")
    }
    assert len(pages) > 1_000
    return covering(pages)


BOXES = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((one) => one.checkVisibility() && !one.closest('p, li p, dd, dt, pre, td, figcaption, .sig'))
  .filter((one) => !one.matches('.skip, .headerlink'))
  .filter((one) => getComputedStyle(one).display !== 'inline')
  .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.9 || box.height < 43.9)
  .map(([html, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_for_everyone(
    addresses: list[str], open_page: Opener, figures: Figures, part: int
) -> None:
    """At three widths, light and dark, axe finds nothing, contrast of 7:1
    included; whatever is not a link in running text measures at least 44 by 44 pixels; at 320
    pixels, which is 400 % of 1280, the page is not wider than the window.
    """
    for address in addresses[part::PARTS]:
        page = open_page(address, width=WIDTHS[0], bypass_csp=True)
        if page.locator("main .search").count():
            page.wait_for_selector(".search:not([aria-busy])")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="light")
            assert page.evaluate(BOXES) == [], f"{address}: too small at {width}"
            assert _violations(page) == [], f"{address} at {width} in light"
            page.emulate_media(color_scheme="dark")
            assert _violations(page, COLOURS) == [], f"{address} at {width} in dark"
        page.set_viewport_size({"width": 320, "height": 256})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.context.close()
    figures.note(
        "axe",
        "no finding on pages that have every element, at 3 widths, light and dark; none is wider than 320 px",
        pages=len(addresses),
        findings=0,
        too_wide=0,
    )
    figures.note("contrast and targets", "7:1; controls of 44×44 px", low=0, small=0)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_search(
    site: Site, open_page: Opener, scheme: str, width: int
) -> None:
    """Nor with the search open."""
    page = open_page(site.url(ARTICLE), width=width, scheme=scheme, bypass_csp=True)
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog .search:not([aria-busy])")
    page.keyboard.type("fear")
    page.wait_for_selector(".search-results li")
    assert _violations(page) == []


def test_a_phones_foot_has_search_menu_and_top(
    site: Site, open_page: Opener, figures: Figures
) -> None:
    """A thumb reaches search, sections and the top, wherever the page is scrolled to."""
    page = open_page(site.url(ARTICLE), width=360, height=640, reduced_motion="reduce")
    page.mouse.wheel(0, 900)
    page.wait_for_function("scrollY > 500")
    page.click(".footbar >> text=Menu")
    page.wait_for_function(
        "document.querySelector('#refresher_menu').getBoundingClientRect().top < 640"
    )
    assert page.locator("#refresher_menu a").first.is_visible()
    page.click(".footbar >> text=Top")
    page.wait_for_function("scrollY === 0")
    page.click(".footbar >> text=Search")
    page.wait_for_selector("dialog[open] input")
    figures.note("phone", "search, menu and top at a phone's foot", works=True)


WHERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return { main: !!one.closest('main'), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.right > 0 && box.bottom > 0, html: one.outerHTML.slice(0, 80) };
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_the_text_is_a_few_keys_away(
    site: Site, open_page: Opener, figures: Figures, width: int
) -> None:
    """What stands before the text in sight stands before it for the keyboard, and nothing
    else; the skip link skips; focus is seen.
    """
    page = open_page(site.url(ARTICLE), width=width, reduced_motion="reduce")
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate(WHERE)["html"]
    stops = 0
    page.keyboard.press("Tab")
    while not (where := page.evaluate(WHERE))["main"]:
        assert where["outline"], where
        stops += 1
        page.keyboard.press("Tab")
    # The name, the mode; where there is room, six sections and the search.
    assert stops <= (2 if width < 1024 else 9)
    for _ in range(60):
        where = page.evaluate(WHERE)
        if "<body" in where["html"]:
            break
        assert where["outline"], where
        assert where["seen"], where
        page.keyboard.press("Tab")
    page = open_page(site.url(ARTICLE), width=width)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(WHERE)["main"]
    figures.note(
        "keyboard", "visible focus, a skip link, on a phone 2 stops before the text", stops=stops
    )


def test_it_reads_without_javascript(site: Site, open_page: Opener, figures: Figures) -> None:
    """Without JavaScript there are text, menu and dark mode, and no dead control."""
    page = open_page(site.url(ARTICLE), width=360, scheme="dark", java_script_enabled=False)
    assert page.is_visible("#refresher_menu a")
    assert page.locator("button:visible").count() == 0
    assert page.is_visible("text=Three circles")
    page.goto(site.url("search.html"))
    assert page.is_visible("text=Search needs JavaScript")
    assert page.is_visible("main >> text=Articles")
    shot = page.screenshot()
    light = open_page(site.url("search.html"), width=360, java_script_enabled=False).screenshot()
    assert _brightness(shot) < 80 < 200 < _brightness(light)
    figures.note(
        "no JavaScript", "reads, navigates, follows dark mode, nothing dead", dead_controls=0
    )


def _brightness(png: bytes) -> float:
    from PIL import Image, ImageStat

    return float(ImageStat.Stat(Image.open(BytesIO(png)).convert("L")).mean[0])


def test_the_mode_is_kept_without_a_flash(site: Site, open_page: Opener) -> None:
    """What the reader chose holds on the next page, from its very first paint."""
    page = open_page(site.url(ARTICLE), scheme="light")
    page.click("#refresher_mode")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("#refresher_mode", "aria-pressed") == "true"
    page.add_init_script(
        "new PerformanceObserver((list) => { window.firstPaint ??="
        " [document.documentElement.dataset.theme,"
        " getComputedStyle(document.body).backgroundColor]; })"
        ".observe({ type: 'paint', buffered: true });"
    )
    page.goto(site.url(KINDS["column"]))
    page.wait_for_timeout(500)
    theme, ground = page.evaluate("window.firstPaint")
    assert theme == "dark"
    assert ground == "rgb(22, 21, 18)"


MEASURE = """() => {
  const text = [...document.querySelectorAll('main article p')].sort((a, b) => b.textContent.length - a.textContent.length)[0];
  const style = getComputedStyle(text), range = document.createRange();
  const node = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
  let top = null, count = 0, most = 0;
  for (let i = 0; i < node.length; i++) {
    range.setStart(node, i); range.setEnd(node, i + 1);
    const box = range.getBoundingClientRect();
    if (top !== null && box.top > top + 5) { most = Math.max(most, count); count = 0; }
    top = box.top; count++;
  }
  return { size: parseFloat(style.fontSize), line: parseFloat(style.lineHeight) / parseFloat(style.fontSize), characters: Math.max(most, count) };
}"""


def test_type_is_calm(site: Site, open_page: Opener, figures: Figures) -> None:
    """18–20 px, 45–80 characters a line, line height 1.5–1.7."""
    for width in (768, 1366, 1920):
        found = open_page(site.url(ARTICLE), width=width).evaluate(MEASURE)
        assert 18 <= found["size"] <= 20
        assert 1.5 <= found["line"] <= 1.7
        assert 45 <= found["characters"] <= 80
    figures.note("measure", "18–20 px, 45–80 characters, line height 1.5–1.7", **found)


def test_the_takeaway_stands_above_the_fold(site: Site, open_page: Opener) -> None:
    """On a phone of 360×640 the thought to keep is seen at once, in every article."""
    for path in sorted((site.folder / "archive/articles").glob("*.html")):
        if path.name == "index.html":
            continue
        page = open_page(site.url(f"archive/articles/{path.name}"), width=360, height=640)
        box = page.locator(".refresher-say").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640, path.name


def test_paper_has_title_source_and_address(
    site: Site, open_page: Opener, figures: Figures
) -> None:
    """Printed, an article has its title, its source and its address, and no controls."""
    page = open_page(site.url(ARTICLE))
    reader = PdfReader(BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    for words in ("The sweet spot of corporate success", "The CEO Refresher", "2009", ARTICLE):
        assert words in text
    for words in ("Skip to content", "Copy", "Menu", "Related", "Next"):
        assert words not in text
    assert len(reader.pages) == 1
    figures.note("paper", "one page with text, questions, source and address", pages=1)


def test_a_worksheet_is_one_page(site: Site, open_page: Opener) -> None:
    """Title, takeaway and questions with room to write, without the text."""
    page = open_page(site.url(ARTICLE))
    page.evaluate("document.documentElement.classList.add('worksheet')")
    reader = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for words in ("The sweet spot", "Which of the three circles", "rights reserved", ARTICLE):
        assert words in text
    assert "A decision that stands in one circle" not in text


def test_an_articles_apparatus_is_short(site: Site, open_page: Opener, figures: Figures) -> None:
    """On a phone the whole page is at most 2.2 times as high as its text."""
    page = open_page(site.url(ARTICLE), width=360)
    text = "document.querySelector('.refresher-ask').getBoundingClientRect().bottom + scrollY"
    whole = page.evaluate("document.documentElement.scrollHeight")
    ratio = whole / page.evaluate(text)
    assert ratio <= 2.2
    goal = "all parts; the page ≤ 2.2 times as high as its text on a phone"
    figures.note("article", goal, times=ratio)


def test_everything_stands_on_one_grid(site: Site, open_page: Opener) -> None:
    """The header begins where the text begins, and the rail ends where the header ends."""
    for width in (360, 768, 1366, 1920):
        page = open_page(site.url(ARTICLE), width=width)
        edges = "(s) => { const b = document.querySelector(s).getBoundingClientRect(); return [b.left, b.right]; }"
        bar, title = page.evaluate(edges, ".bar"), page.evaluate(edges, "h1")
        rail = page.evaluate(edges, ".refresher-rail")
        assert abs(bar[0] - title[0]) < 1
        assert abs(bar[1] - rail[1]) < 1


def test_a_copied_passage_brings_its_source(site: Site, open_page: Opener) -> None:
    """A quotation that is copied from the text ends with citation and address; a few
    words stay as they are.
    """
    permissions = ["clipboard-read", "clipboard-write"]
    page = open_page(site.url(ARTICLE), permissions=permissions)
    select = """(count) => {
      const text = [...document.querySelectorAll('.refresher-text > p')].find((one) => one.textContent.length > 120);
      getSelection().setBaseAndExtent(text.firstChild, 0, count > 20 ? text : text.firstChild, count > 20 ? text.childNodes.length : count);
    }"""
    for count in (20, 100):
        page.evaluate(select, count)
        page.keyboard.press("Control+c")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert ("Wolkensperg" in copied) is (count == 100)
        assert (ARTICLE in copied) is (count == 100)


def test_questions_are_copied_with_their_source(
    site: Site, open_page: Opener, figures: Figures
) -> None:
    """One tap takes an article's questions, numbered, or all of the archive."""
    permissions = ["clipboard-read", "clipboard-write"]
    page = open_page(site.url(ARTICLE), permissions=permissions)
    page.click(".refresher-ask >> text=Copy")
    page.wait_for_selector("#refresher_copied:has-text('Copied')", state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("1. Which of the three circles")
    assert ARTICLE in copied
    page.goto(site.url("archive/questions.html"))
    page.click("text=Copy")
    page.wait_for_selector("#refresher_copied:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.count("\n3. ") == 6
    goal = "all questions on one page, copied or printed in one tap"
    figures.note("coaches", goal, questions=len(re.findall(r"(?m)^\d+\. ", copied)), taps=1)


def test_forced_colours_and_reduced_motion(site: Site, open_page: Opener) -> None:
    """With forced colours controls keep an edge; with reduced motion nothing glides."""
    page = open_page(site.url(ARTICLE), width=360, forced_colors="active", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    edge = "getComputedStyle(document.querySelector('.footbar a')).borderTopColor"
    assert page.evaluate(edge) != "rgba(0, 0, 0, 0)"


def test_focus_stays_inside_an_open_dialog(site: Site, open_page: Opener) -> None:
    """While the search is open, Tab does not lead out of it; closing it leads back."""
    page = open_page(site.url(ARTICLE), width=1366)
    page.focus("#refresher_search-link")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog .search:not([aria-busy])")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog, body').tagName") in (
            "DIALOG",
            "BODY",  # the browser's own controls
        )
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "refresher_search-link"


def test_copying_a_citation_takes_one_tap(site: Site, open_page: Opener) -> None:
    """A tap copies the citation, or one of its other styles, and says so."""
    page = open_page(
        site.url(ARTICLE), width=360, permissions=["clipboard-read", "clipboard-write"]
    )
    page.click("text=Cite and reuse")
    page.click(".refresher-cite >> text=Copy >> nth=0")
    page.wait_for_selector("#refresher_copied:has-text('Copied')")
    assert "The sweet spot" in page.evaluate("navigator.clipboard.readText()")
    page.click("text=BibTeX >> nth=0")
    for _ in range(50):
        copied = page.evaluate("navigator.clipboard.readText()")
        if copied.startswith("@"):
            break
        page.wait_for_timeout(100)
    assert copied.startswith("@misc{")
    assert Path(site.folder / ARTICLE.replace(".html", ".bib")).is_file()
