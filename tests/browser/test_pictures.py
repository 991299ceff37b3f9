"""The README's pictures of the book: REFRESHER_WRITE_FIGURES=1 takes them again."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from browsing import ARTICLE, ROOT, WRITE, Opener, Site
from PIL import Image

PICTURES = ROOT / "docs" / "images"
HEIGHT = 1500
"""How much of a page the contact sheet shows, in CSS pixels of a width of 1366."""

SHEET = (
    (("site", "index.html"), ("site", ARTICLE), ("site", "archive/questions.html")),
    (("large", "index.html"), ("large", "archive/topics/topic-001.html"), ("small", "archive/articles/madd.html")),
    (("site", "search.html?q=fear"), ("site", "archive/reading.html"), ("site", "tutorial.html")),
)  # fmt: skip
"""Pages of this project's book, of a large archive and of one in several languages."""


def _shots(
    request: pytest.FixtureRequest, open_page: Opener, which: str, path: str
) -> Iterator[Image.Image]:
    site: Site = request.getfixturevalue(which)
    for width, scheme in ((1366, "light"), (360, "light"), (360, "dark")):
        page = open_page(site.url(path), width=width, height=HEIGHT, scheme=scheme)
        page.wait_for_timeout(500)
        yield Image.open(BytesIO(page.screenshot())).convert("RGB")


def test_the_readme_shows_the_book(
    request: pytest.FixtureRequest, site: Site, open_page: Opener
) -> None:
    """The front page, and a contact sheet of page kinds at two widths, light and dark."""
    if WRITE:
        PICTURES.mkdir(exist_ok=True)
        open_page(site.url("index.html"), width=1366, height=900).screenshot(
            path=PICTURES / "book.png"
        )
        sheet = Image.new("RGB", (3 * 1084, 3 * 770), "#8a8578")
        for row, pages in enumerate(SHEET):
            for column, (which, path) in enumerate(pages):
                left = column * 1084 + 12
                for shot in _shots(request, open_page, which, path):
                    small = shot.resize(
                        (shot.width // 2, shot.height // 2), Image.Resampling.LANCZOS
                    )
                    sheet.paste(small, (left, row * 770 + 10))
                    left += small.width + 8
        sheet = sheet.resize((2032, 2032 * sheet.height // sheet.width), Image.Resampling.LANCZOS)
        sheet.save(PICTURES / "contact-sheet.jpg", quality=80, optimize=True)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("book.png", "contact-sheet.jpg"):
        assert f"docs/images/{name}" in readme
        with Image.open(PICTURES / name) as picture:
            assert picture.width > 1000
