"""What is shown around a generated page: its kicker, the line above the title."""

from __future__ import annotations

from typing import Any

from refresher_content.book.build import Build
from refresher_content.book.html.page import Page
from refresher_content.book.markup.languages import attributes
from refresher_content.book.pages.facts import Description
from refresher_content.book.text import translate
from refresher_content.model.languages import title_language

__all__ = ["values"]


def values(page: Page) -> dict[str, Any]:
    """What a page's description says of its surroundings."""
    build, description = page.build, page.description
    assert build is not None
    if description is None:
        return {"generated": False}
    return {"generated": True, "kicker": _kicker(page, build, description)}


def _kicker(page: Page, build: Build, description: Description) -> dict[str, Any] | None:
    """The page above this one, and an article's number there; None on the home page."""
    names = [f"{build.folder}/{path}" for path in description.above]
    present = [name for name in names if name in build.pages.docnames]
    if page.name == page.app.config.root_doc or not present:
        return None
    above = present[-1]
    here = description.facts.get("neighbours")
    return {
        "title": build.title(above, page.app.env),
        "link": page.link(above),
        "number": translate("%(number)s of %(total)s") % here if here else "",
        "marks": _marks(above, page, build),
    }


def _marks(name: str, page: Page, build: Build) -> str:
    """The attributes that mark the title of a page, if it is an entry's."""
    found = build.description(name)
    kinds = build.library.kinds
    entry = build.entries.find(found.kind, found.id) if found and found.kind in kinds else None
    language = title_language(entry, build.library.publication.language) if entry else ""
    return attributes(language, page.app.config)
