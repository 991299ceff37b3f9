"""What the theme shows around a generated page: the way to it, its neighbours, its citations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from refresher_content.book.build import Build, build_of
from refresher_content.book.outputs.citations import CITATION_FILES
from refresher_content.book.pages.facts import Description
from refresher_content.book.pages.writer import CATALOG

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

__all__ = ["add_to_page"]


def add_to_page(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Puts into a page's context what its description says."""
    build = build_of(app.env)
    if build is None or app.builder.format != "html":
        return
    page = build.description(pagename)
    context["generated"] = page is not None
    context["archive_folder"] = build.folder
    if page is None:
        return
    frame = _Frame(app, build, pagename, page)
    context |= {
        "page_language": page.language,
        "crumbs": frame.crumbs(),
        "neighbours": frame.neighbours(),
        "citations": frame.citations(),
        "permalink": context.get("pageurl") or frame.link(pagename),
    }


class _Frame:
    """Turns a description into titles and links as seen from its page."""

    def __init__(self, app: Sphinx, build: Build, pagename: str, page: Description) -> None:
        self._app = app
        self._archive = build
        self._pagename = pagename
        self._page = page
        self._say = get_translation(CATALOG)

    def link(self, docname: str) -> str:
        """The address of a page as seen from this one."""
        return self._app.builder.get_relative_uri(self._pagename, docname)

    def crumbs(self) -> list[dict[str, str]]:
        """The way to the page: home, the pages above it, itself."""
        if self._pagename == self._app.config.root_doc:
            return []
        env, build, say = self._app.env, self._archive, self._say
        names = [f"{self._archive.folder}/{path}" for path in self._page.above]
        return [
            {"title": say("Home"), "link": self.link(self._app.config.root_doc)},
            *(
                {"title": build.title(name, env), "link": self.link(name)}
                for name in names
                if name in build.pages.docnames
            ),
            {"title": build.title(self._pagename, env)},
        ]

    def neighbours(self) -> dict[str, Any] | None:
        """An article's place in its column, with the ways on and back."""
        here, say = self._page.facts.get("neighbours"), self._say
        if here is None:
            return None
        column = self._page.facts["column"]
        return {
            "label": say("In this column"),
            "place": say("%(number)s of %(total)s") % here,
            "column": {
                "title": column["title"],
                "link": self._entry_link("column", column["id"]),
            },
            "ways": [
                {
                    "rel": rel,
                    "label": label,
                    "title": one["title"],
                    "link": self._entry_link("article", one["id"]),
                }
                for rel, label, one in (
                    ("prev", say("Previous"), here["previous"]),
                    ("next", say("Next"), here["next"]),
                )
                if one
            ],
        }

    def citations(self) -> dict[str, Any] | None:
        """An article's citation, and the files with it in other styles."""
        if self._page.kind != "article":
            return None
        article = self._archive.library.articles[self._page.id]
        base = self.link(self._pagename).rpartition("/")[0]
        up = "../" if self._app.builder.name == "dirhtml" else ""
        files = [
            {"label": label, "link": f"{base}{'/' if base else ''}{up}{self._page.id}.{ending}"}
            for label, ending in CITATION_FILES.values()
        ]
        return {"plain": article.cite("plain"), "files": files}

    def _entry_link(self, kind: str, id_: str) -> str:
        entry = self._archive.entries.find(kind, id_)
        assert entry is not None
        return self.link(self._archive.address(entry)[0])
