"""What is shown around a generated page: breadcrumbs, pagination, citations."""

from __future__ import annotations

from typing import Any

from refresher_content.book.build import Build
from refresher_content.book.html.page import Page
from refresher_content.book.outputs.citations import CITATION_FILES, cited_of
from refresher_content.book.pages.facts import Description
from refresher_content.book.text import translate

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
        "page_language": description.language,
        "breadcrumbs": around.breadcrumbs(),
        "pagination": around.pagination(),
        "citations": around.citations(),
        "permalink": page.context.get("pageurl") or page.link(page.name),
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

    def pagination(self) -> dict[str, Any] | None:
        """An article's number in its column, with the previous and the next one."""
        here = self._description.facts.get("neighbours")
        if here is None:
            return None
        column = self._description.facts["column"]
        return {
            "label": translate("In this column"),
            "number": translate("%(number)s of %(total)s") % here,
            "column": {
                "title": column["title"],
                "link": self._entry_link("column", column["id"]),
            },
            "links": [
                {
                    "rel": rel,
                    "label": label,
                    "title": one["title"],
                    "link": self._entry_link("article", one["id"]),
                }
                for rel, label, one in (
                    ("prev", translate("Previous"), here["previous"]),
                    ("next", translate("Next"), here["next"]),
                )
                if one
            ],
        }

    def citations(self) -> list[dict[str, Any]]:
        """An article's citation and, for a digest, the original's: label, text, files."""
        if self._description.kind != "article":
            return []
        article = self._build.library.articles[self._description.id]
        base = self._page.link(self._page.name).rpartition("/")[0]
        up = "../" if self._page.app.builder.name == "dirhtml" else ""
        stem = f"{base}{'/' if base else ''}{up}{article.id}"
        digest = article.original is not None
        labels = {
            "text": translate("Cite the digest") if digest else translate("Cite"),
            "original": translate("Cite the original"),
        }
        address = self._page.context.get("pageurl") or ""
        return [
            {
                "label": labels[of],
                "text": article.cite("plain", of, address),
                "files": [
                    {"label": label, "link": f"{stem}{infix}.{ending}"}
                    for label, ending in CITATION_FILES.values()
                ],
            }
            for of, infix in cited_of(article).items()
        ]

    def _entry_link(self, kind: str, id_: str) -> str:
        entry = self._build.entries.find(kind, id_)
        assert entry is not None
        return self._page.link(self._build.address(entry)[0])
