"""The EPUB's package: its metadata, its contents, its zip file (EPUB 3.3)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from posixpath import splitext
from typing import TYPE_CHECKING, NamedTuple

from refresher_content.book.bodies import MEDIA
from refresher_content.book.epub.documents import environment, render
from refresher_content.book.epub.media import data_of, name_of
from refresher_content.book.outputs import social_cards
from refresher_content.book.text import translate
from refresher_content.book.theme.typeface import FONTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from refresher_content.book.epub.book import Book, Document
    from refresher_content.model import Contributor

__all__ = ["files_of", "write_zip"]

_TEMPLATES = Path(__file__).with_name("templates")
_EXTENDED = re.compile(r"[\u0100-\u0130\u0132-\u0151\u0154-\u024f\u1e00-\u1eff]")
_COVER = "_static/cover.png"
_STYLE = "_static/epub.css"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the earliest that the format knows."""

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="content.opf" media-type="application/oebps-package+xml" />
</rootfiles>
</container>
"""

_RELATORS = {
    "writer": "aut",
    "editor": "edt",
    "translator": "trl",
    "reviewer": "rev",
    "illustrator": "ill",
    "photographer": "pht",
}
"""The codes of the MARC relators. Those whom a digest follows are `ant`, its bibliographic
antecedents."""

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
    ("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"),
)


class _Creator(NamedTuple):
    element: str
    id: str
    role: str
    name: str
    file_as: str


class _Item(NamedTuple):
    id: str
    name: str
    media: str
    properties: str = ""


def files_of(book: Book) -> dict[str, bytes]:
    """The package's files by their paths, in the order of the zip."""
    templates = environment(book.site.app.config)
    documents = {
        f"{one.name}.xhtml": render(book, one, templates).encode() for one in book.documents
    }
    assets = _assets(book, documents)
    manifest = [*_manifest_of(documents), *_manifest_of(assets), *_NAVIGATION]
    ids = {one.name: one.id for one in manifest}
    front = [one for one in book.documents if one.matter == "frontmatter"]
    rest = book.documents[len(front) :]
    names = [*(one.name for one in front), "nav", *(one.name for one in rest)]
    package = templates.get_template("content.opf.jinja").render(
        book=book,
        creators=list(_creators(book)),
        languages=sorted({one.language for one in book.documents} - {book.language}),
        rights=" ".join([book.publication.rights, *book.rights]),
        modified=f"{book.modified}Z",
        access=[*_access(book), *_ACCESS],
        manifest=manifest,
        cover=ids[_COVER],
        spine=[ids[f"{name}.xhtml"] for name in names],
    )
    return {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": _CONTAINER.encode(),
        "content.opf": package.encode(),
        **_contents(book, templates),
        **documents,
        **assets,
    }


def write_zip(target: Path, files: Mapping[str, bytes]) -> None:
    """Writes the zip file: the type first and plain, as the standard asks, and no clock's time."""
    with zipfile.ZipFile(target, "w") as package:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(info, data)


_NAVIGATION = (
    _Item("nav", "nav.xhtml", "application/xhtml+xml", "nav"),
    _Item("ncx", "toc.ncx", "application/x-dtbncx+xml"),
)


def _manifest_of(files: Mapping[str, bytes]) -> Iterator[_Item]:
    for name, data in files.items():
        ending = splitext(name)[1].lower()
        # Of whatever letters a path is, an id is of these.
        id_ = f"i{sha256(name.encode()).hexdigest()[:16]}"
        properties = "mathml" if ending == ".xhtml" and b"<math " in data else ""
        properties = "cover-image" if name == _COVER else properties
        yield _Item(id_, name, _OWN_MEDIA.get(ending) or MEDIA[ending], properties)


_OWN_MEDIA = {".css": "text/css", ".woff2": "font/woff2", ".xhtml": "application/xhtml+xml"}


def _assets(book: Book, documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Style, typeface, cover, and the files that the documents' texts show."""
    build = book.site.build
    names, after = (", ".join(one.name for one in some[:3]) for some in (book.writers, book.after))
    words = (names, book.title, book.publication.title)
    if book.after:
        words = (f"{translate('After')} {after}", book.title, f"{translate('Text')}: {names}")
    extended = any(_EXTENDED.search(data.decode()) for data in documents.values())
    styles = ("epub.css", "latin-extended.css")[: 1 + extended]
    found = {
        _STYLE: b"".join((_TEMPLATES / name).read_bytes() for name in styles),
        _COVER: social_cards.draw(words, social_cards.COVER, social_cards.fonts_of(book.site)),
        **{
            f"_static/fonts/{path.name}": path.read_bytes()
            for path in sorted(FONTS.glob("*.woff2"))
            if extended or "-ext" not in path.name
        },
    }
    for document in book.documents:
        for path in build.files_of(document.entry) if document.entry else ():
            if name := name_of(build.file(path)):
                found[name] = data_of(build.content / path)
    return found


def _contents(book: Book, templates: Environment) -> dict[str, bytes]:
    contents: list[tuple[Document, list[Document]]] = []
    for one in book.documents:
        if one.level == 1:
            contents.append((one, []))
        else:
            contents[-1][1].append(one)
    first: dict[str, Document] = {}
    for one in book.documents:
        first.setdefault("bodymatter" if one.matter == "bodymatter" else one.template, one)
    types = {
        "titlepage": "titlepage",
        "imprint": "imprint",
        "bodymatter": "bodymatter",
        "reading": "bibliography",
        "colophon": "colophon",
        "rights": "copyright-page",
    }
    values = {
        "book": book,
        "contents": contents,
        "depth": max(one.level for one in book.documents),
        "landmarks": [(type_, first[key]) for key, type_ in types.items() if key in first],
    }
    return {
        name: templates.get_template(f"{name}.jinja").render(values).encode()
        for name in ("nav.xhtml", "toc.ncx")
    }


def _creators(book: Book) -> Iterator[_Creator]:
    """Who made the book, with their roles: who wrote the texts first, then contributors, then
    those whom digests follow.
    """
    after = [(one, "ant") for one in book.after]
    others = [(one, _RELATORS[one.role]) for one in book.contributors]
    for number, one in enumerate(book.writers, start=1):
        yield _creator("creator", number, one, "aut")
    for number, (one, role) in enumerate([*others, *after], start=1):
        yield _creator("contributor", number, one, role)


def _creator(element: str, number: int, one: Contributor, role: str) -> _Creator:
    return _Creator(element, f"{element}-{number}", role, one.name, one.sort_name or one.name)


def _access(book: Book) -> Iterator[tuple[str, str]]:
    summary = translate(
        "Text with headings, a table of contents and descriptions of its pictures;"
        " it can be read aloud, enlarged and restyled."
    )
    yield "schema:accessibilitySummary", str(summary)
    certifier = book.edition.publisher or book.publication.publisher or book.publication.title
    yield "a11y:certifiedBy", certifier
