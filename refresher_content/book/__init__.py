"""The Sphinx extension that makes a book of a content folder. Needs the extra `book`.

`setup` is the extension's table of contents: what it adds to Sphinx, and when each
part is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.errors import MissingExtraError

try:
    import myst_parser  # noqa: F401 - asked for here, so that one message names the extra
    import sphinx  # noqa: F401
except ImportError as error:
    raise MissingExtraError("book", "building a book") from error

from refresher_content.book import build, epub, sphinx_patches
from refresher_content.book.html import context, head, navigation, stale
from refresher_content.book.markup import dependencies, fragments, locations
from refresher_content.book.markup.articles import ArticlesDirective, Card
from refresher_content.book.markup.schema_docs import CodesDirective, FrontMatterDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["setup"]

_HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Registers the extension with Sphinx."""
    sphinx_patches.collect_less(app)
    app.setup_extension("myst_parser")
    app.setup_extension("refresher_content.book.domain")
    app.setup_extension("refresher_content.book.theme")

    app.add_builder(epub.ArchiveEpubBuilder, override=True)

    app.add_config_value("refresher_content", "", "env", str)
    app.add_config_value("refresher_folder", "archive", "env", str)
    # Set by `shards`, for the builds that it starts.
    app.add_config_value("refresher_library", "", "env", str)
    app.add_config_value("refresher_shard", "", "env", str)

    app.add_directive_to_domain("refresher", "articles", ArticlesDirective)
    app.add_directive_to_domain("refresher", "card", Card)
    app.add_directive_to_domain("refresher", "front-matter", FrontMatterDirective)
    app.add_directive_to_domain("refresher", "codes", CodesDirective)
    fragments.add(app)
    app.add_css_file("refresher-build.css")

    app.connect("config-inited", build.configure)
    app.connect("config-inited", sphinx_patches.hasten)
    app.connect("builder-inited", build.prepare, priority=400)
    app.connect("source-read", build.use_short_roles)
    app.connect("env-before-read-docs", sphinx_patches.settle_to_read)
    app.connect("write-started", sphinx_patches.lighten)
    app.connect("env-before-read-docs", build.note_reading)
    app.connect("env-get-outdated", build.note_removed)
    app.connect("env-get-outdated", dependencies.outdated)
    app.connect("env-purge-doc", dependencies.purge)
    app.connect("env-merge-info", dependencies.merge)
    # After the theme, whose side navigation is replaced.
    app.connect("html-page-context", navigation.add_to_page, priority=900)
    app.connect("html-page-context", context.add_to_page, priority=910)
    app.connect("html-page-context", head.add_to_page, priority=910)
    app.connect("html-page-context", epub.make_scrollable)
    app.connect("html-page-context", epub.mark_language)
    app.connect("build-finished", stale.remove_stale_output)

    locations.install(app)
    app.config.templates_path.append(str(_HERE / "html"))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
