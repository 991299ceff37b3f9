"""What the layout of the theme `refresher` shows, and what all pages' texts get."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from refresher_content.book.html import navigation
from refresher_content.book.html.page import Page
from refresher_content.book.outputs.search_index import DOCUMENTS, DOCUMENTS_PAGE
from refresher_content.book.text import translate
from refresher_content.model.languages import direction

__all__ = ["body", "values"]

_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
_PARENTS_STYLES = ("_static/styles/", "_static/basic.css", "_static/pygments.css")
_BUNDLED_STYLES = ("_static/refresher-archive.css", "_static/refresher.css")
_UNUSED_SCRIPTS = (
    "_static/documentation_options.js",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
    "_static/scripts/",
    # It calls `doctools.js`.
    "_static/translations.js",
)


def body(page: Page) -> dict[str, Any]:
    """The page's text: the keyboard can scroll code that is wider than its place."""
    html = page.context.get("body")
    if not html:
        return {}
    # Pygments has no way to say so; in a text, "<" is always written as "&lt;".
    return {"body": html.replace("<pre>", '<pre tabindex="0">')}


def values(page: Page) -> dict[str, Any]:
    """What the layout shows, without the parents' styles and scripts, which it doesn't use."""
    context, config = page.context, page.app.config
    styles = ["refresher.css"]
    if 'class="highlight' in (context.get("body") or ""):
        styles.append("highlight.css")
    frame = navigation.frame(page)
    in_manual = frame["manual"] is not None
    language = config.language or "en"
    return {
        "css_files": _without(context["css_files"], (*_PARENTS_STYLES, *_BUNDLED_STYLES)),
        "script_files": _without(context["script_files"], _UNUSED_SCRIPTS),
        "theme_stylesheets": styles,
        "typefaces": [] if in_manual else _typefaces(context.get("body") or ""),
        # The layout has a viewport of its own, for pages without a document as well.
        "metatags": _VIEWPORT.sub("", context.get("metatags", "")),
        "t": translate,
        "search_words": _search_words(),
        **_search(page, in_manual=in_manual),
        **frame,
        "browse": frame["sections"] or [one for part in frame["manuals"] for one in part["items"]],
        "page_direction": direction(language),
        "breadcrumbs": _breadcrumbs(page),
    }


def _typefaces(body: str) -> list[str]:
    """What is loaded beside the styles, so that the first view has the typeface: a face that
    comes late is shown from the next page on.
    """
    return ["serif.woff2", *(["serif-italic.woff2"] if 'class="refresher-say"' in body else [])]


def _without(assets: list[Any], unused: tuple[str, ...]) -> list[Any]:
    """The styles or scripts that are files, and not among the unused ones."""
    names = [str(getattr(one, "filename", one) or "") for one in assets]
    return [
        one for one, name in zip(assets, names, strict=True) if name and not name.startswith(unused)
    ]


def _breadcrumbs(page: Page) -> list[dict[str, str]]:
    """Those of a document: the project, the documents above it, itself."""
    context, root = page.context, page.app.config.root_doc
    title = context.get("title", "")
    if page.name == root or not title:
        return []
    home = {"title": context["docstitle"], "link": context["pathto"](root)}
    above = [{"title": _plain(one["title"]), "link": one["link"]} for one in context["parents"]]
    return [home, *above, {"title": _plain(title)}]


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def _search(page: Page, *, in_manual: bool) -> dict[str, Any]:
    """The page that searches the part of the project that this page belongs to, the archive or
    the documents, and where that part's index is.
    """
    if page.build is None:
        return {"search_page": "search", "search_root": DOCUMENTS}
    if in_manual:
        return {"search_page": DOCUMENTS_PAGE, "search_root": DOCUMENTS}
    return {"search_page": "search", "search_root": f"{page.build.folder}/search"}


def _search_words() -> str:
    """What the search says, for its script."""
    words = {
        "label": translate("What are you looking for?"),
        "all": translate("All"),
        "author": translate("Author"),
        "column": translate("Column"),
        "topic": translate("Topic"),
        "year": translate("Year"),
        "language": translate("Language"),
        "none": translate("Nothing found for “%s”."),
        "one": translate("1 result"),
        "many": translate("%s results"),
        "meant": translate("Did you mean:"),
        "try": translate("Browse instead:"),
        "more": translate("More results"),
        "enter": translate("Enter opens the first"),
        "spelling": translate("Showing results for %s"),
        "loading": translate("Loading the index …"),
    }
    return json.dumps({key: str(word) for key, word in words.items()}, ensure_ascii=False)
