"""The navigation: the sections of the archive and the tree of its documentation, at a cost
that doesn't grow with the archive.

The project's first page lists them. What it has below a caption of its own is a manual, such
as a documentation for developers; everything else belongs to the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx import addnodes

from refresher_content.book.build import build_of
from refresher_content.book.html.page import Page
from refresher_content.book.outputs.search_index import DOCUMENTS_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["contents", "frame", "setup", "values"]

_SECTIONS = 6
"""How many sections a header has room for; the footer has them all."""

_PARENTS_SIDEBARS = ("sbt-sidebar-nav.html", "sidebar-nav-bs.html")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the root document's table of contents."""

    caption: str
    entries: tuple[tuple[str, str], ...]
    """The title that the table of contents gives to each document, or none, and its docname."""


_GROUPS: WeakKeyDictionary[BuildEnvironment, tuple[Group, ...]] = WeakKeyDictionary()


def setup(app: Sphinx) -> None:
    """Connects the look at what all pages show of the others."""
    app.connect("env-updated", _pages_to_write)


def _pages_to_write(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """All pages, if the navigation has changed that each of them shows."""
    build = build_of(env)
    if build is None:
        return []
    titles = {name: env.titles[name].astext() for name in env.titles if not build.generated(name)}
    groups = [
        (
            group.caption,
            [(title, name, env.titles[name].astext()) for title, name in group.entries],
        )
        for group in _groups(env, app.config.root_doc)
    ]
    below = {name: env.toctree_includes.get(name, []) for name in titles}
    shown = (titles, groups, below)
    before = getattr(env, "refresher_navigation", None)
    env.refresher_navigation = shown  # type: ignore[attr-defined] # Sphinx pickles what it holds
    if before in (None, shown):
        return []
    build.changes.note()
    return env.found_docs


def values(page: Page) -> dict[str, Any]:
    """The book's own navigation in the place of the theme's.

    The theme renders the whole tree of documents again for every page. Here a page
    shows the root's entries, and below the one that it belongs to, that one's.
    Generated pages have no neighbours by Sphinx's order: an article's are in its text.
    """
    context, found = page.context, dict[str, Any]()
    if page.build is not None and page.build.generated(page.name):
        # Each link is (page, title, access key, text); N and P are the neighbours' keys.
        links = [link for link in context.get("rellinks", []) if link[2] not in ("N", "P")]
        found = {"prev": None, "next": None, "parents": [], "rellinks": links}
    elif page.build is not None:
        # A manual begins and ends with its own documents.
        beside = getattr(page.app.builder, "relations", {}).get(page.name, [None] * 3)
        for name, docname in (("prev", beside[1]), ("next", beside[2])):
            if docname and not page.build.is_document(docname):
                found[name] = None
    sidebars = context.get("sidebars") or []
    if any(name in _PARENTS_SIDEBARS for name in sidebars):
        found |= {
            "sidebars": [
                "refresher-nav.html" if name in _PARENTS_SIDEBARS else name for name in sidebars
            ],
            "refresher_nav": contents(page),
        }
    return found


def contents(page: Page) -> list[dict[str, Any]]:
    """The groups of the root's contents as seen from a page: captions and items, each with
    title, link, whether it is the page or holds it, and the items below it if it does.
    """
    return [
        {
            "caption": group.caption,
            "docnames": [name for _, name in group.entries],
            "items": [_item(page, *entry[::-1]) for entry in group.entries],
        }
        for group in _groups(page.app.env, page.app.config.root_doc)
    ]


def frame(page: Page) -> dict[str, Any]:
    """What the theme's frame shows: the archive's `sections` in footer and header, and the
    documentation as `manuals`, groups of its documents; `manual` is the group of this page.
    """
    build = page.build
    sections: list[dict[str, Any]] = []
    manuals: list[dict[str, Any]] = []
    for group in contents(page):
        if build is None or any(build.is_document(name) for name in group["docnames"]):
            manuals.append(group)
        else:
            sections += group["items"]
    manual = None
    if (
        build is None
        or page.name == DOCUMENTS_PAGE
        or (page.doctree and build.is_document(page.name))
    ):
        inside = [group for group in manuals if any(item["inside"] for item in group["items"])]
        manual = [*inside, *manuals, {"caption": "", "items": []}][0]
    return {
        "home": page.build is not None and page.name == page.app.config.root_doc,
        "sections": sections,
        # The last says whose archive it is.
        "main_sections": sections
        if len(sections) <= _SECTIONS
        else [*sections[: _SECTIONS - 1], sections[-1]],
        "manuals": [group for group in manuals if group["items"]],
        "manual": manual,
    }


def _item(page: Page, docname: str, title: str = "") -> dict[str, Any]:
    env = page.app.env
    inside = _within(env, page.name, docname)
    children: tuple[str, ...] = ()
    if inside and not (page.build and page.build.generated(docname)):
        children = tuple(env.toctree_includes.get(docname, ()))
    return {
        "title": title or env.titles[docname].astext(),
        "link": page.link(docname),
        "current": page.name == docname,
        "inside": inside,
        "items": [_item(page, child) for child in children if child in env.titles],
    }


def _within(env: BuildEnvironment, pagename: str, docname: str) -> bool:
    """Whether a page belongs to an item: by its folder, if the item is a folder's index."""
    if pagename == docname or pagename in env.toctree_includes.get(docname, ()):
        return True
    return docname.endswith("/index") and pagename.startswith(docname.removesuffix("index"))


def _groups(env: BuildEnvironment, root: str) -> tuple[Group, ...]:
    if env not in _GROUPS:
        trees = env.tocs[root].findall(addnodes.toctree)
        _GROUPS[env] = tuple(
            Group(
                tree.get("caption") or "",
                tuple((title or "", name) for title, name in tree["entries"] if name in env.titles),
            )
            for tree in trees
        )
    return _GROUPS[env]
