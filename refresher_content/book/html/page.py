"""One page of HTML on its way to its template, as the functions of this room see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refresher_content.book.build import Build, build_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from refresher_content.book.pages.facts import Description

__all__ = ["THEME", "Page", "uses_theme"]

THEME = "refresher"
"""The theme's name, and its tag: pages can ask for it with the directive `only`."""


def uses_theme(app: Sphinx) -> bool:
    """Whether the pages of a build use our theme: an EPUB's have one of their own."""
    return app.config.html_theme == THEME and app.builder.name in ("html", "dirhtml")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, with the context that Sphinx, the theme's parents and extensions gave it."""

    app: Sphinx
    name: str
    """Its docname, or the name of a page without a document."""
    doctree: nodes.document | None
    """Its document; None for a page without one."""
    context: dict[str, Any]
    """The template's context so far."""
    build: Build | None
    """The build of an archive; None if the project has none."""
    description: Description | None
    """What the page is, if it is one of the archive's."""

    @classmethod
    def of(
        cls, app: Sphinx, name: str, doctree: nodes.document | None, context: dict[str, Any]
    ) -> Page:
        """The page of that name."""
        build = build_of(app.env)
        return cls(app, name, doctree, context, build, build.description(name) if build else None)

    def link(self, docname: str) -> str:
        """The address of a document as seen from this page."""
        return str(self.app.builder.get_relative_uri(self.name, docname))
