"""The context of a page's template: one handler, which asks each of this room's functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refresher_content.book.html import around, head, layout, navigation
from refresher_content.book.html.page import Page, uses_theme

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Connects the handler, after all others: it changes what they add."""
    app.connect("html-page-context", _add_to_page, priority=990)


def _add_to_page(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    page = Page.of(app, pagename, doctree, context)
    if app.builder.format != "html":
        return
    context |= layout.body(page)
    if page.build is not None and app.builder.name in ("html", "dirhtml"):
        context |= navigation.values(page)
        context |= around.values(page)
        context |= head.values(page)
    if uses_theme(app):
        context |= layout.values(page)
