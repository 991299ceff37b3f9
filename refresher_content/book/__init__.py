"""The Sphinx extension that makes a book of a content folder. Needs the extra `book`.

`setup` is the extension's table of contents; each room registers its own part.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.errors import MissingExtraError

try:
    import myst_parser  # noqa: F401 - asked for here, so that one message names the extra
    import sphinx  # noqa: F401 - as above
except ImportError as error:
    raise MissingExtraError("book", "building a book") from error

from refresher_content.book import build, epub, markup, sphinx_patches

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Registers the extension with Sphinx."""
    app.setup_extension("myst_parser")
    app.setup_extension("refresher_content.book.domain")
    app.setup_extension("refresher_content.book.theme")
    build.setup(app)
    markup.setup(app)
    epub.setup(app)
    sphinx_patches.setup(app)
    app.add_css_file("refresher-archive.css")
    # Not into the list itself: the default is one for all builds of a process.
    own = str(Path(__file__).with_name("html"))
    app.config.templates_path = [*app.config.templates_path, own]
    return {
        "version": version("refresher-content"),
        # What the environment holds of ours: the navigation, answers of the library, nodes.
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
