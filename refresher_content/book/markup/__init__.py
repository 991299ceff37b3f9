"""What a page's text may hold beyond MyST, and how it is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refresher_content.book.markup import (
    articles,
    bodies,
    dependencies,
    examples,
    fragments,
    languages,
    schema_docs,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Registers directives and nodes, and what documents depend on."""
    articles.setup(app)
    schema_docs.setup(app)
    fragments.setup(app)
    languages.setup(app)
    dependencies.setup(app)
    bodies.setup(app)
    examples.setup(app)
