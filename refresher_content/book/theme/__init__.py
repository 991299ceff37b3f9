"""The theme `refresher`: a light frame for any Sphinx project, made for the archive's pages.

It inherits from sphinx_book_theme, and so its options and the look of its content, but
has its own layout, one small stylesheet and one small script. Registered as an entry
point: `html_theme = "refresher"` is all that a project needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from sphinx.locale import _ as sphinx_says
from sphinx.util import logging

from refresher_content.book import translations
from refresher_content.book.build import build_of
from refresher_content.book.html.page import THEME, uses_theme
from refresher_content.book.outputs import write_without_archive
from refresher_content.book.outputs.search_index import DOCUMENTS_PAGE
from refresher_content.book.stopping import exiting
from refresher_content.book.theme import look, stylesheet
from refresher_content.files import write_changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["setup"]

_LOGGER = logging.getLogger(__name__)


_PARENTS_PARTS = (
    "article_footer_items",
    "article_header_end",
    "article_header_start",
    "content_footer_items",
    "footer_center",
    "footer_content_items",
    "footer_end",
    "footer_start",
    "navbar_center",
    "navbar_end",
    "navbar_persistent",
    "navbar_start",
    "primary_sidebar_end",
    "secondary_sidebar_items",
)
"""The parents' options that list what is shown in each of their bars."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Registers the theme with Sphinx."""
    app.setup_extension("refresher_content.book.html")
    translations.refresh()
    app.add_message_catalog(THEME, str(translations.LOCALE))
    app.add_html_theme(THEME, str(Path(__file__).with_name("refresher")))
    app.connect("config-inited", _prepare)
    app.connect("builder-inited", _tag)
    app.connect("html-collect-pages", _pages)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@exiting()
def _prepare(app: Sphinx, config: Config) -> None:
    if config.html_theme != THEME:
        return
    stylesheet.refresh()
    for message in look.check(config.html_theme_options):
        _LOGGER.warning("%s", message, type="refresher", subtype="theme-option")
    # The parent would make buttons of it, and refuses the addresses of unknown hosts.
    options = dict(config.html_theme_options)
    config.html_context["repository_url"] = options.pop("repository_url", "")
    config.html_theme_options = options
    # The layout shows none of the parents' parts; they would be rendered all the same.
    config.html_theme_options |= {name: [] for name in _PARENTS_PARTS}
    config.html_sidebars = {"**": []}
    # Indices of names are pages of a size that nobody reads; the search finds names.
    config.html_use_index = False
    config.html_domain_indices = False
    # No page links to its source; each has a Markdown version beside it.
    config.html_copy_source = False
    # A book is called by its name, not "… documentation" as Sphinx would have it.
    if config.html_title == sphinx_says("%s %s documentation") % (config.project, config.release):
        config.html_title = config.project


def _tag(app: Sphinx) -> None:
    if uses_theme(app):
        app.tags.add(THEME)
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
        theme.get_theme_dirs = lambda: own  # type: ignore[method-assign] # undone below
        try:
            copy(context)
        finally:
            del theme.get_theme_dirs

    builder.copy_theme_static_files = copy_own  # type: ignore[method-assign] # Sphinx has no hook


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages for searching, and the one that a server shows for an address that isn't there."""
    if not uses_theme(app):
        return
    build = build_of(app.env)
    builder: Any = app.builder  # the method is that of builders of HTML
    for name, context, template in (
        ("search", {}, "search.html"),
        *([(DOCUMENTS_PAGE, {}, "search.html")] if build and build.has_documents else ()),
        ("404", {"page_base": urlsplit(app.config.html_baseurl).path or "/"}, "404.html"),
    ):
        there = Path(builder.get_outfilename(name)).is_file()
        if build is None or build.changes or not there:
            yield name, context, template


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Writes the project's own look, and the search index of a project that has no archive; the
    archive's has its own.
    """
    if not uses_theme(app) or exception:
        return
    if css := look.stylesheet(app.config.html_theme_options):
        write_changed(Path(app.outdir, "_static", look.LOOK), css)
    if build_of(app.env) is None:
        write_without_archive(app)
