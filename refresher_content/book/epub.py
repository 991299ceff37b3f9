"""The EPUB: Sphinx's own builder, with what EPUB Accessibility 1.1 and good readers ask.

The package gets a stable identifier, accessibility metadata, a cover and the dates of
its articles instead of the clock's; its zip file is the same for the same book.
"""

from __future__ import annotations

import shutil
import zipfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as Xml

from sphinx.builders.epub3 import Epub3Builder

from refresher_content.book.addresses import Site
from refresher_content.book.build import build_of
from refresher_content.book.outputs import social_cards
from refresher_content.book.text import translate

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from refresher_content.book.build import Build
    from refresher_content.model import PartialDate

__all__ = ["setup"]

_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
_COVER = "_static/cover.png"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the earliest that the format knows."""

_MEDIA = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg; codecs=opus",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
"""The types of what bodies show (EPUB 3.3, section 3.2, and IANA's registry)."""

_ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "visual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityHazard", "none"),
)


def setup(app: Sphinx) -> None:
    """Registers the builder in the place of Sphinx's own."""
    app.add_builder(ArchiveEpubBuilder, override=True)


class ArchiveEpubBuilder(Epub3Builder):
    """Sphinx's EPUB 3 builder, completed from the archive if the project has one."""

    media_types = Epub3Builder.media_types | _MEDIA

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Gives every page the book's language; `html.layout` those of another their own."""
        build = build_of(self.env)
        # Unless the project says otherwise, the book's language is that of its texts.
        if build is not None and self.config.epub_language == self.config.language:
            self.config.epub_language = build.library.publication.language
        super().prepare_writing(docnames)
        language = self.config.epub_language or "en"
        tag = self.html_tag.replace("<html ", f'<html lang="{language}" xml:lang="{language}" ')
        self.globalcontext["html_tag"] = tag

    def handle_finish(self) -> None:
        """Completes the configuration from the archive, then makes the package."""
        build = build_of(self.env)
        if build is not None:
            self._configure(build)
            self._copy_files(build)
        inside = Path(self.doctreedir)
        if inside.is_relative_to(self.outdir):
            kept = [path.relative_to(self.outdir).as_posix() for path in inside.rglob("*")]
            self.config.epub_exclude_files = [*self.config.epub_exclude_files, *kept]
        super().handle_finish()

    def _configure(self, build: Build) -> None:
        """Takes from the archive what the project's settings leave open."""
        config, publication = self.config, build.library.publication
        site = Site(build.app, build)
        if config.epub_identifier == "unknown":
            config.epub_identifier = site.identity("book", site.title)
            config.epub_scheme = "URN"
        if config.epub_uid == "unknown":
            config.epub_uid = "publication-id"
        if config.epub_description == "unknown":
            config.epub_description = publication.edition.summary
        if not config.epub_cover:
            authors = [author.name for author in build.library.authors[:3]]
            cover = Path(self.outdir, _COVER)
            cover.parent.mkdir(parents=True, exist_ok=True)
            words = (", ".join(authors), str(config.epub_title), publication.title)
            cover.write_bytes(social_cards.draw(words, social_cards.COVER))
            config.epub_cover = (_COVER, "")

    def _copy_files(self, build: Build) -> None:
        """Copies what the texts show; files to download stay on the site."""
        shown = (path for path in build.entries.used_files if Path(path).suffix.lower() in _MEDIA)
        for path in shown:
            target = Path(self.outdir, build.file(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(build.content / path, target)

    def make_id(self, name: str) -> str:
        """An item's id: the same for a name and for its address, which Sphinx mixes."""
        return super().make_id(unquote(name))

    def content_metadata(self) -> dict[str, Any]:
        """The package's metadata, with the newest article's date for the clock's."""
        metadata = super().content_metadata()
        if newest := self._newest():
            metadata["date"] = f"{newest.first_day.isoformat()}T00:00:00Z"
        return metadata

    def _newest(self) -> PartialDate | None:
        build = build_of(self.env)
        articles = build.library.articles if build else ()
        return max((article.updated or article.published for article in articles), default=None)

    def build_content(self) -> None:
        """Writes the package's file list, then adds what Sphinx leaves out."""
        super().build_content()
        Xml.register_namespace("", _OPF)
        Xml.register_namespace("dc", _DC)
        path = Path(self.outdir, "content.opf")
        tree = Xml.parse(path)  # noqa: S314 - Sphinx has just written it
        metadata = tree.find(f"{{{_OPF}}}metadata")
        assert metadata is not None
        summary = translate(
            "Text with headings, a table of contents and descriptions of its pictures;"
            " it can be read aloud, enlarged and restyled."
        )
        conforms = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
        pairs = [
            *_ACCESS,
            ("schema:accessibilitySummary", str(summary)),
            ("dcterms:conformsTo", conforms),
            ("a11y:certifiedBy", str(self.config.epub_author)),
        ]
        for name, value in pairs:
            Xml.SubElement(metadata, f"{{{_OPF}}}meta", {"property": name}).text = value
        _drop(metadata, "unknown")
        date = metadata.find(f"{{{_DC}}}date")
        if date is not None and (newest := self._newest()):
            date.text = str(newest)  # as precise as it is known; the time above must be one
        _drop_repeated(tree)
        names = (self.get_outfilename(docname) for docname in self.env.found_docs)
        documents = {path.relative_to(self.outdir).as_posix(): path for path in map(Path, names)}
        for item in tree.iter(f"{{{_OPF}}}item"):
            name = unquote(item.get("href", ""))
            if name == _COVER:
                item.set("properties", "cover-image")
            elif name in documents and "<math " in documents[name].read_text("utf-8"):
                item.set("properties", "mathml")
        tree.write(path, encoding="utf-8", xml_declaration=True)

    def build_navigation_doc(self) -> None:
        """Writes the contents, with roles, language and landmarks."""
        super().build_navigation_doc()
        path = Path(self.outdir, "nav.xhtml")
        text = path.read_text(encoding="utf-8")
        text = text.replace('<nav epub:type="toc">', '<nav epub:type="toc" role="doc-toc">')
        start = f"{self.config.root_doc}{self.out_suffix}"
        title = escape(str(self.config.epub_title))
        landmarks = (
            '<nav epub:type="landmarks" hidden="hidden"><ol>'
            f'<li><a epub:type="bodymatter" href="{start}">{title}</a></li>'
            "</ol></nav>"
        )
        path.write_text(text.replace("</body>", f"{landmarks}</body>"), encoding="utf-8")

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """The older table of contents names the book as the package does."""
        metadata = super().toc_metadata(level, navpoints)
        return metadata | {"uid": escape(self.config.epub_identifier)}

    def build_epub(self) -> None:
        """Writes the zip file: the type first, as the standard asks, and no clock's time."""
        names = ["META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        target = Path(self.outdir, f"{self.config.epub_basename}.epub")
        with zipfile.ZipFile(target, "w") as package:
            kind = zipfile.ZipInfo("mimetype", _EARLIEST)
            package.writestr(kind, Path(self.outdir, "mimetype").read_bytes())
            for name in dict.fromkeys(names):
                info = zipfile.ZipInfo(name, _EARLIEST)
                info.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(info, Path(self.outdir, name).read_bytes())


def _drop_repeated(tree: Any) -> None:
    """Removes what is in the reading order twice: Sphinx adds a page again whose address isn't
    its name, as it is with letters beyond ASCII.
    """
    spine = tree.find(f"{{{_OPF}}}spine")
    seen: set[str] = set()
    for item in list(spine):
        if item.get("idref") in seen:
            spine.remove(item)
        seen.add(item.get("idref"))


def _drop(metadata: Xml.Element, value: str) -> None:
    """Removes what Sphinx writes where it knows nothing, such as an unknown contributor."""
    for element in list(metadata):
        if (element.text or "").strip() in ("", value) and not element.get("content"):
            metadata.remove(element)
