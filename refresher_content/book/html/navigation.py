"""The side navigation: the parts of the book, at a cost that doesn't grow with the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sphinx import addnodes

from refresher_content.book.build import build_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["add_to_page", "contents"]

_THEMES_OWN = ("sbt-sidebar-nav.html", "sidebar-nav-bs.html")


@dataclass(frozen=True, slots=True)
class Part:
    """A group of the root document's table of contents."""

    caption: str
    docnames: tuple[str, ...]


_PARTS: WeakKeyDictionary[BuildEnvironment, tuple[Part, ...]] = WeakKeyDictionary()


def add_to_page(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Puts the book's own navigation in the place of the theme's.

    The theme renders the whole tree of documents again for every page. Here a page
    shows the root's entries, and below the one that it belongs to, that one's.
    Generated pages have no neighbours by Sphinx's order: an article's stand in its text.
    """
    build = build_of(app.env)
    if build is None or app.builder.format != "html":
        return
    if build.generated(pagename):
        context["prev"] = context["next"] = None
        context["parents"] = []
        # Each is (page, title, access key, words); N and P are the neighbours' keys.
        links = context.get("rellinks", [])
        context["rellinks"] = [link for link in links if link[2] not in ("N", "P")]
    sidebars = context.get("sidebars") or []
    if not any(name in _THEMES_OWN for name in sidebars):
        return
    context["sidebars"] = [
        "refresher-nav.html" if name in _THEMES_OWN else name for name in sidebars
    ]
    context["refresher_nav"] = contents(app, pagename)


def contents(app: Sphinx, pagename: str) -> list[dict[str, Any]]:
    """The parts of the root's contents as seen from a page: captions and items, each with
    title, link, whether it is the page or holds it, and the items below it if it does.
    """
    return [
        {"caption": part.caption, "items": [_item(app, pagename, name) for name in part.docnames]}
        for part in _parts(app.env, app.config.root_doc)
    ]


def _item(app: Sphinx, pagename: str, docname: str) -> dict[str, Any]:
    build = build_of(app.env)
    inside = _within(app.env, pagename, docname)
    children: tuple[str, ...] = ()
    if inside and not (build and build.generated(docname)):
        children = tuple(app.env.toctree_includes.get(docname, ()))
    return {
        "title": app.env.titles[docname].astext(),
        "link": app.builder.get_relative_uri(pagename, docname),
        "current": pagename == docname,
        "inside": inside,
        "items": [_item(app, pagename, child) for child in children if child in app.env.titles],
    }


def _within(env: BuildEnvironment, pagename: str, docname: str) -> bool:
    """Whether a page belongs to a part: by its folder, if the part is a folder's index."""
    if pagename == docname or pagename in env.toctree_includes.get(docname, ()):
        return True
    return docname.endswith("/index") and pagename.startswith(docname.removesuffix("index"))


def _parts(env: BuildEnvironment, root: str) -> tuple[Part, ...]:
    if env not in _PARTS:
        trees = env.tocs[root].findall(addnodes.toctree)
        _PARTS[env] = tuple(
            Part(
                tree.get("caption") or "",
                tuple(name for _, name in tree["entries"] if name in env.titles),
            )
            for tree in trees
        )
    return _PARTS[env]
