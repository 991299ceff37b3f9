"""The EPUB's documents as XHTML."""

from __future__ import annotations

from html import escape
from pathlib import Path
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from refresher_content.book.bodies import MEDIA, Addresses, finished
from refresher_content.book.epub.media import name_of, without_foreign
from refresher_content.book.pages import templating
from refresher_content.book.text import (
    deed,
    direction,
    display,
    typeset,
    with_deeds,
)
from refresher_content.model import Article, PartialDate
from refresher_content.model.html import Element, candidates, write
from refresher_content.model.licenses import license_name, license_url

if TYPE_CHECKING:
    from sphinx.config import Config

    from refresher_content.book.epub.book import Book, Document
    from refresher_content.book.text import Part
    from refresher_content.model import Entry

__all__ = ["environment", "render"]

_NOWHERE = "nowhere:"
"""The address of what neither the book nor a site has."""

_KEPT = frozenset({"class", "dir", "id", "lang"})
"""The attributes that a link keeps if it leads nowhere in the book."""


def environment(config: Config) -> Environment:
    """The templates' environment: texts are escaped and get typographic quotation marks."""
    folder = Path(__file__).with_name("templates")
    made = templating.environment([folder], templating.typesetting(config), html=True)
    made.filters |= {
        "date": lambda date: display(PartialDate.parse(str(date)), config.language),
        "deed": deed,
        "direction": direction,
        # Addresses, which quotation marks and dashes would break.
        "url": lambda address: Markup(escape(str(address))),  # noqa: S704 - escaped
        "path": lambda name: Markup(escape(quote(name))),  # noqa: S704 - escaped
        "license_name": license_name,
        "license_url": license_url,
        "with_deeds": with_deeds,
    }
    return made


def render(book: Book, document: Document, templates: Environment) -> str:
    """A document as XHTML."""
    return templates.get_template(f"{document.template}.xhtml.jinja").render(
        book=book,
        document=document,
        view=_View(book, document),
        entry=document.entry,
        ui_language=book.site.app.config.language or "en",
        **document.values,
    )


class _View:
    """What templates ask of the document that they make."""

    def __init__(self, book: Book, document: Document) -> None:
        self._book = book
        self._document = document

    def href(self, name: str) -> Markup:
        """The address of a file of the package, as seen from the document."""
        here = dirname(self._document.name)
        return Markup(escape(quote(relpath(name, here or "."))))  # noqa: S704 - escaped

    def link(self, entry: Entry, words: str = "") -> Markup:
        """A link to an entry's document, or its words if the book doesn't have it."""
        config = self._book.site.app.config
        path, _, anchor = entry.path.partition("#")
        shown = escape(typeset(words or entry.label, config), quote=False)
        address = self._page(path)
        if address == _NOWHERE:
            return Markup(shown)  # noqa: S704 - escaped
        href = f"{address}#{anchor}" if anchor else address
        return Markup(f'<a href="{escape(href)}">{shown}</a>')  # noqa: S704 - escaped

    def part(self, part: Part) -> Markup | str:
        """A part of a credit: a link if the book has its entry."""
        if part.role == "date":
            return display(PartialDate.parse(part.text), self._book.site.app.config.language)
        if part.role == "title":
            return f"“{part.text}”"
        entry = self._book.entries.find(part.kind, part.id) if part.id else None
        return self.link(entry, part.text) if entry else part.text

    def body(self, entry: Entry) -> Markup:
        """An entry's text, whose links lead to documents of the book, to the site, or nowhere."""
        book = self._book
        tree = finished(
            book.entries.html(entry),
            Addresses(self._page, self._file, linked=self._linked_file),
            book.site.build.content,
            book.site.app.config,
            entry.language if isinstance(entry, Article) else book.language,
        )
        without_foreign(tree)
        _unlink(tree)
        _give_types(tree)
        return Markup(write(tree, xhtml=True))  # noqa: S704 - cleaned when it was compiled

    def works_of(self, reference: Any) -> list[Article]:
        """The articles that name a reference, in the order of the book."""
        named = set(reference.articles.ids)
        articles = self._book.entries.of(Article)
        return [articles[id_] for id_ in self._book.works if id_ in named]

    def _page(self, path: str) -> str:
        """The address of a page of the archive: in the book, or on the site if that is known."""
        name = self._book.name(path)
        if name in self._book.names:
            return str(self.href(f"{name}.xhtml"))
        site = self._book.site
        return site.page(f"{site.build.folder}/{path}") if site.base else _NOWHERE

    def _file(self, path: str) -> str:
        """The address of a file: what a text shows is in the book, other files on the site."""
        name = name_of(self._book.site.build.file(path))
        return str(self.href(name)) if name else self._linked_file(path)

    def _linked_file(self, path: str) -> str:
        """The address of a file for a link: on the site, as links lead to documents of a book
        only, though it may have the file to show it.
        """
        return self._book.site.file(path) if self._book.site.base else _NOWHERE


def _give_types(tree: Element) -> None:
    """Says of what type the sources of pictures are, as an EPUB must."""
    for source in tree.iter("source"):
        for address, _ in candidates(source.get("srcset", "")):
            if type_ := MEDIA.get(Path(address).suffix.lower()):
                source.attrib.setdefault("type", type_)


def _unlink(tree: Element) -> None:
    """Makes plain text of links that lead nowhere."""
    for link in tree.iter("a"):
        if link.get("href", "").startswith(_NOWHERE):
            link.tag = "span"
            for name in [name for name in link.attrib if name not in _KEPT]:
                del link.attrib[name]
