"""The side navigation: the sections of the book, at a cost that doesn't grow with the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx import addnodes

from refresher_content.book.build import build_of
from refresher_content.book.html.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["contents", "setup", "values"]

_PARENTS_SIDEBARS = ("sbt-sidebar-nav.html", "sidebar-nav-bs.html")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the root document's table of contents."""

    caption: str
    docnames: tuple[str, ...]


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
        (group.caption, [(name, env.titles[name].astext()) for name in group.docnames])
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
    context, found = page.context, {}
    if page.build is not None and page.build.generated(page.name):
        # Each link is (page, title, access key, text); N and P are the neighbours' keys.
        links = [link for link in context.get("rellinks", []) if link[2] not in ("N", "P")]
        found = {"prev": None, "next": None, "parents": [], "rellinks": links}
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
        {"caption": group.caption, "items": [_item(page, name) for name in group.docnames]}
        for group in _groups(page.app.env, page.app.config.root_doc)
    ]


def _item(page: Page, docname: str) -> dict[str, Any]:
    env = page.app.env
    inside = _within(env, page.name, docname)
    children: tuple[str, ...] = ()
    if inside and not (page.build and page.build.generated(docname)):
        children = tuple(env.toctree_includes.get(docname, ()))
    return {
        "title": env.titles[docname].astext(),
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
                tuple(name for _, name in tree["entries"] if name in env.titles),
            )
            for tree in trees
        )
    return _GROUPS[env]
