"""What is shown around a generated page: breadcrumbs and kicker."""

from __future__ import annotations

from typing import Any

from refresher_content.book.build import Build
from refresher_content.book.html.page import Page
from refresher_content.book.markup.languages import attributes
from refresher_content.book.pages.facts import Description
from refresher_content.book.text import translate
from refresher_content.model import KINDS
from refresher_content.model.languages import title_language

__all__ = ["values"]


def values(page: Page) -> dict[str, Any]:
    """What a page's description says of its surroundings."""
    build, description = page.build, page.description
    assert build is not None
    always = {"generated": description is not None, "archive_folder": build.folder}
    if description is None:
        return always
    around = _Around(page, build, description)
    return always | {
        "breadcrumbs": around.breadcrumbs(),
        "kicker": around.kicker(),
    }


class _Around:
    """Turns a description into titles and links as seen from its page."""

    def __init__(self, page: Page, build: Build, description: Description) -> None:
        self._page = page
        self._build = build
        self._description = description

    def breadcrumbs(self) -> list[dict[str, str]]:
        """Home, the pages above this one, itself; nothing on the home page."""
        page, build = self._page, self._build
        root, env = page.app.config.root_doc, page.app.env
        if page.name == root:
            return []
        names = [f"{build.folder}/{path}" for path in self._description.above]
        return [
            {"title": translate("Home"), "link": page.link(root)},
            *(
                {"title": build.title(name, env), "link": page.link(name)}
                for name in names
                if name in build.pages.docnames
            ),
            {"title": build.title(page.name, env)},
        ]

    def kicker(self) -> dict[str, Any] | None:
        """What stands above a page's title: the page above it, and an article's number there."""
        crumbs = self.breadcrumbs()[1:-1]
        if not crumbs:
            return None
        here = self._description.facts.get("neighbours")
        number = translate("%(number)s of %(total)s") % here if here else ""
        return crumbs[-1] | {"number": number, "marks": self._marks(self._description.above[-1])}

    def _marks(self, path: str) -> str:
        """The attributes that mark the title of a page, if it is an entry's."""
        build = self._build
        page = build.description(f"{build.folder}/{path}")
        entry = build.entries.find(page.kind, page.id) if page and page.kind in KINDS else None
        language = title_language(entry, build.library.publication.language) if entry else ""
        return attributes(language, self._page.app.config)
