"""A built site: where its pages stand, by name and by address."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from refresher_content.book.bodies import Addresses, finished, picture_size
from refresher_content.book.data import fingerprint
from refresher_content.book.pages.markdown import joined
from refresher_content.book.text import Credit, credit_of, frame_language
from refresher_content.model import Article, Reference
from refresher_content.model.html import Element, write
from refresher_content.model.languages import marks, title_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from refresher_content.book.build import Build
    from refresher_content.model import Entry
    from refresher_content.model.works import Work

__all__ = ["Site"]


@dataclass(frozen=True)
class Site:
    """The output of an HTML build, as seen from its root."""

    app: Sphinx
    build: Build
    up: str = ""
    """The relative path from a file to the root, for a site whose address isn't known."""

    def seen_from(self, name: str) -> Site:
        """The site with addresses as a file of that name needs them: absolute if that is known."""
        return self if self.base else replace(self, up="../" * name.count("/"))

    @cached_property
    def key(self) -> str:
        """A fingerprint of what every file of the output depends on: settings and publication."""
        publication = self.build.library.publication
        parts = (
            fingerprint.package(),
            self.app.builder.name,
            repr(fingerprint.settings(self.app.config)),
            self.build.entries.fingerprint(publication),
        )
        return sha256("\n".join(parts).encode()).hexdigest()[:16]

    def page_key(self, entry: Entry) -> str:
        """A fingerprint of an entry's page, of its text, and of what both link to."""
        entries = self.build.entries
        page = self.build.pages.fingerprints.get(self.docname(entry), "")
        references = [entries.of(Reference)[id_] for id_ in getattr(entry, "reference_ids", ())]
        linked = [entries.find(*mention) for mention in self._mentions.get(entry.source, ())]
        values = (
            page,
            self.text_key(entry),
            *(entries.fingerprint(reference) for reference in references),
            *(self.entry(one) for one in (*references, *linked) if one),
        )
        return sha256("\n".join(values).encode()).hexdigest()[:24]

    def text_key(self, entry: Entry) -> str:
        """A fingerprint of an entry's text and of the sizes of its pictures."""
        files = self.build.files_of(entry)
        sizes = [picture_size(self.build.content / path) for path in files]
        return f"{self.build.entries.fingerprint(entry)} {sizes if files else ''}"

    def work(self, article: Article) -> Work:
        """An article's text as it is credited and cited."""
        return self.build.entries.work(article, self.entry(article) if self.base else "")

    def credit(self, article: Article) -> Credit:
        """Who made an article and where it appeared."""
        return credit_of(article, self.work(article))

    @cached_property
    def _mentions(self) -> dict[str, list[tuple[str, str]]]:
        """The kinds and ids of the entries that each content file mentions, by its path."""
        rows = self.build.library.rows("SELECT path, mentions FROM file WHERE mentions != '[]'")
        return {
            path: [(one["kind"], one["id"]) for one in json.loads(mentions)]
            for path, mentions in rows
        }

    @property
    def base(self) -> str:
        """The address of the root, with a slash at the end; empty if none is configured."""
        base: str = self.app.config.html_baseurl
        return base and base.rstrip("/") + "/"

    @cached_property
    def docnames(self) -> list[str]:
        """Every document of the site."""
        return sorted(self.app.env.found_docs | self.build.pages.docnames)

    @cached_property
    def main(self) -> bool:
        """Whether this build makes what the whole site has in common."""
        return self.build.pages.project.shard.main

    def writes(self, docname: str) -> bool:
        """Whether this build writes a document, and not another shard."""
        generated = docname in self.build.pages.docnames
        return docname in self.build.pages.own if generated else self.main

    @property
    def language(self) -> str:
        """The language of the frame: of all that isn't content."""
        return frame_language(self.app.config)

    def marks(self, entry: Entry) -> tuple[str, ...]:
        """The language and the direction of an entry's title, if they aren't the frame's."""
        language = title_language(entry, self.build.library.publication.language)
        return tuple(marks(language, self.language).values())

    @property
    def title(self) -> str:
        """The site's title."""
        return str(self.app.config.html_title or self.app.config.project)

    def path(self, docname: str) -> str:
        """The address of a document's page, from the root."""
        return str(self.app.builder.get_target_uri(docname))

    def url(self, path: str) -> str:
        """An address from the root made absolute; without a base, as the file at hand sees it."""
        return (self.base or self.up) + path

    def page(self, docname: str) -> str:
        """The absolute address of a document's page."""
        return self.url(self.path(docname))

    def docname(self, entry: Entry) -> str:
        """The document that shows an entry."""
        return self.build.address(entry)[0]

    def entry(self, entry: Entry) -> str:
        """The absolute address at which an entry stands."""
        docname, anchor = self.build.address(entry)
        return self.page(docname) + (f"#{anchor}" if anchor else "")

    def identity(self, *parts: str) -> str:
        """An identifier (URN) that stays the same wherever the site is put."""
        publication = self.build.library.publication
        # An address that changes from http to https is the same publication.
        url = publication.url.partition("://")[2].rstrip("/").lower()
        name = "/".join((url or publication.title, *parts))
        return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"

    def file(self, path: str) -> str:
        """The absolute address of a file of the content folder."""
        return self.url(quote(self.build.file(path)))

    def picture_path(self, article: Article) -> str:
        """The path, quoted, of the picture by which others show an article; empty for none."""
        if article.picture is None:
            return ""
        folder = PurePosixPath(article.source).parent.as_posix()
        return quote(self.build.file(joined(folder, article.picture.image)))

    def body(self, entry: Entry, version: str = "") -> Element:
        """The tree of an entry's text, with absolute addresses: of pages, or of other versions
        of them by the ending.
        """

        def page(path: str) -> str:
            docname = f"{self.build.folder}/{path}"
            return self.url(quote(docname)) + version if version else self.page(docname)

        addresses = Addresses(page, self.file, self.entry(entry))
        language = entry.language if isinstance(entry, Article) else ""
        return finished(
            self.build.entries.html(entry),
            addresses,
            self.build.content,
            self.app.config,
            language or self.build.library.publication.language,
        )

    def html(self, entry: Entry) -> str:
        """An entry's text as HTML, with absolute addresses."""
        return write(self.body(entry))
