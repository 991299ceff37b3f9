"""What surrounds a page's text in HTML; an extension of its own, which archive and theme share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refresher_content.book.html import context, navigation, stale

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Registers what a page's context gets, and what happens to files that are left over."""
    context.setup(app)
    navigation.setup(app)
    stale.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
