"""The theme `refresher`: a light frame for any Sphinx project, made for the archive's pages.

It inherits from sphinx_book_theme, and so its options and the look of its content, but
has its own layout, one small stylesheet and one small script. Registered as an entry
point: `html_theme = "refresher"` is all that a project needs.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from sphinx.locale import _ as sphinx_says
from sphinx.locale import get_translation

from refresher_content.book import translations
from refresher_content.book.build import build_of
from refresher_content.book.html import navigation
from refresher_content.book.outputs import write_without_archive
from refresher_content.book.theme import stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["NAME", "setup"]

NAME = "refresher"
"""The theme's name, and its tag: pages can ask for it with the directive `only`."""

_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
_SCROLLABLE = '<pre tabindex="0">'
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
_PARENTS_STYLES = ("_static/styles/", "_static/basic.css", "_static/pygments.css")
_BUNDLED_STYLES = ("_static/refresher-archive.css", "_static/refresher.css")
_PARENTS_PARTS = (
    "theme_article_",
    "theme_content_footer_",
    "theme_footer_",
    "theme_navbar_",
    "theme_primary_sidebar_",
    "theme_secondary_sidebar_",
)
_PLAIN_ROOT = "_static"
_UNUSED_SCRIPTS = (
    "_static/documentation_options.js",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
    "_static/scripts/",
)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Registers the theme with Sphinx."""
    translations.refresh()
    app.add_message_catalog(NAME, str(translations.LOCALE))
    app.add_html_theme(NAME, str(Path(__file__).with_name("refresher")))
    app.connect("config-inited", _prepare)
    app.connect("builder-inited", _tag)
    app.connect("html-page-context", _spare, priority=100)
    # After everything that adds styles, scripts and neighbours to a page.
    app.connect("html-page-context", _frame, priority=990)
    app.connect("html-collect-pages", _pages)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def direction(language: str) -> str:
    """The direction of a language's script: "ltr" or "rtl"."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def _used(app: Sphinx) -> bool:
    """Whether the pages of this build wear the theme: an EPUB's have one of their own."""
    return app.config.html_theme == NAME and app.builder.name in ("html", "dirhtml")


def _prepare(app: Sphinx, config: Config) -> None:
    if config.html_theme != NAME:
        return
    stylesheet.refresh()
    # No page leads to the sources; its twin in Markdown stands beside each.
    config.html_copy_source = False
    # A book is called by its name, not "… documentation" as Sphinx would have it.
    if config.html_title == sphinx_says("%s %s documentation") % (config.project, config.release):
        config.html_title = config.project


def _tag(app: Sphinx) -> None:
    if _used(app):
        app.tags.add(NAME)
        builder = cast("StandaloneHTMLBuilder", app.builder)
        # The theme has an index of its own: Sphinx need not make one, only the page.
        builder.search = False
        _leave_parents_files(builder)


def _leave_parents_files(builder: StandaloneHTMLBuilder) -> None:
    """Keeps the parents' scripts, fonts and styles from being copied: no page loads them."""
    theme, copy = builder.theme, builder.copy_theme_static_files
    # The first is this theme, the last Sphinx's own, whose files other extensions load.
    folders = theme.get_theme_dirs()
    own = [folders[0], folders[-1]]

    def copy_own(context: dict[str, Any]) -> None:
        theme.get_theme_dirs = lambda: own  # type: ignore[method-assign]
        try:
            copy(context)
        finally:
            del theme.get_theme_dirs

    builder.copy_theme_static_files = copy_own  # type: ignore[method-assign]


def _spare(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Keeps the parent from making what this layout doesn't show: it renders every part of
    every bar, the whole tree of documents among them, to see whether it is empty.
    """
    if _used(app):
        parts = [name for name in context if name.startswith(_PARENTS_PARTS)]
        context.update(dict.fromkeys(parts, ()), sidebars=[])


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page for searching, and the one that a server shows for an address that isn't there."""
    if not _used(app):
        return
    build = build_of(app.env)
    for name, context in (
        ("search", {}),
        ("404", {"page_base": urlsplit(app.config.html_baseurl).path or "/"}),
    ):
        there = Path(app.builder.get_outfilename(name)).is_file()  # type: ignore[attr-defined]
        if build is None or not build.unchanged or not there:
            yield name, context, f"{name}.html"


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Writes the search index of a project that has no archive; the archive's has its own."""
    if not _used(app) or exception:
        return
    if build_of(app.env) is None:
        write_without_archive(app, f"{_PLAIN_ROOT}/search")


def _frame(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Gives the layout what it shows, and takes from the page what it doesn't use."""
    if not _used(app):
        return
    # A block of code may be wider than its place: the keyboard can then scroll it.
    body = context["body"] = (context.get("body") or "").replace("<pre>", _SCROLLABLE)
    context["css_files"] = [
        css
        for css in context["css_files"]
        if not _name(css).startswith((*_PARENTS_STYLES, *_BUNDLED_STYLES))
    ]
    context["script_files"] = [
        js
        for js in context["script_files"]
        if _name(js) and not _name(js).startswith(_UNUSED_SCRIPTS)
    ]
    context["theme_stylesheets"] = ["refresher.css"]
    if 'class="highlight' in body:
        context["theme_stylesheets"].append("highlight.css")
    # The layout has one of its own, for pages without a document as well.
    context["metatags"] = _VIEWPORT.sub("", context.get("metatags", ""))
    nav = navigation.contents(app, pagename)
    language = app.config.language or "en"
    own_language = context.get("page_language") or language
    context |= {
        "t": get_translation(NAME),
        "search_words": _search_words(),
        "search_root": f"{context.get('archive_folder', _PLAIN_ROOT)}/search",
        "book_nav": nav,
        "footer_links": nav[0]["items"] if nav else [],
        "page_direction": direction(language),
        "page_text_direction": direction(own_language),
        "page_language": own_language,
    }
    if "crumbs" not in context:
        title = context.get("title", "")
        home = {"title": context["docstitle"], "link": context["pathto"](app.config.root_doc)}
        above = [{"title": _plain(one["title"]), "link": one["link"]} for one in context["parents"]]
        alone = pagename == app.config.root_doc or not title
        context["crumbs"] = [] if alone else [home, *above, {"title": _plain(title)}]


def _search_words() -> str:
    """What the search says, for its script."""
    say = get_translation(NAME)
    words = {
        "label": say("What are you looking for?"),
        "all": say("All"),
        "author": say("Author"),
        "column": say("Column"),
        "topic": say("Topic"),
        "year": say("Year"),
        "none": say("Nothing found for “%s”."),
        "one": say("1 result"),
        "many": say("%s results"),
        "meant": say("Did you mean:"),
        "try": say("Browse instead:"),
        "more": say("More results"),
        "spelling": say("Showing results for %s"),
        "loading": say("Loading the index …"),
    }
    return json.dumps({key: str(word) for key, word in words.items()}, ensure_ascii=False)


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def _name(asset: object) -> str:
    return str(getattr(asset, "filename", asset) or "")
