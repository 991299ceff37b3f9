"""The EPUB: the archive as a book, as Standard Ebooks makes them.

It holds the archive and nothing else: title page, imprint, the pieces in order, what goes
with them, colophon and rights. It is made from the library, not from the site's pages, and
is the same file for the same archive.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders import Builder

from refresher_content.book.addresses import Site
from refresher_content.book.build import build_of
from refresher_content.book.epub.book import Book
from refresher_content.book.epub.package import files_of, write_zip
from refresher_content.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Registers the builder in the place of Sphinx's own."""
    app.add_builder(ArchiveEpubBuilder, override=True)


class ArchiveEpubBuilder(Builder):
    """Writes the archive's EPUB, and its files beside it; the project's documents are read, so
    that their problems are reported, and stay out of it.
    """

    name = "epub"
    format = "epub"
    epilog = "The EPUB is in %(outdir)s."

    def init(self) -> None:
        """Fills settings that Sphinx wants for an EPUB and this one doesn't need."""
        self.config.version = self.config.version or "1"
        self.config.epub_copyright = self.config.epub_copyright or "see the rights"

    def get_outdated_docs(self) -> str:
        """What Sphinx says that it does: the package is made as a whole."""
        return "the archive"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """The address of a document on the site, to which links lead out of the book."""
        return f"{docname}{self.config.html_file_suffix or '.html'}"

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Nothing is written document by document."""

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Nothing is written document by document."""

    def write_doc(self, docname: str, doctree: object) -> None:
        """Nothing is written document by document."""

    def finish(self) -> None:
        """Writes the package."""
        build = build_of(self.env)
        assert build is not None, "the extension doesn't load without an archive"
        out = Path(self.outdir)
        for name in (build.folder, *build.changes.former):
            shutil.rmtree(out / name, ignore_errors=True)
        book = Book(Site(build.app, build))
        files = files_of(book)
        for name, data in files.items():
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        with replace_file(out / f"{self.config.epub_basename}.epub") as epub:
            write_zip(epub, files)
