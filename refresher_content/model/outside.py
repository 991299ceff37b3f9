"""What an archive points to outside itself: references and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from refresher_content.model.dates import PartialDate
from refresher_content.model.entry import COMPUTED, Entry, GathersArticles
from refresher_content.model.parts import given_first
from refresher_content.model.text_formats import Doi, Isbn, Origin, SortName, Url, Writing

__all__ = ["ENTRIES_PER_PAGE", "Link", "Reference", "page_path"]

ENTRIES_PER_PAGE = 50
"""How many entries a page of a list shows."""


def page_path(path: str, number: int) -> str:
    """The path of one of the pages of a list that begins at `path`."""
    return path if number == 1 else f"{path}/{number}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Reference(GathersArticles):
    """A book or an article that articles cite, or that is recommended with them."""

    kind: ClassVar[str] = "reference"
    folder: ClassVar[str] = "references"
    has_page: ClassVar[bool] = False

    type: Writing
    """What it is."""
    author_names: tuple[SortName, ...]
    """Who wrote it, each as "Family, Given"."""
    title: str
    """Its title."""
    container: str = ""
    """The journal or magazine in which an article appeared; empty for a book."""
    published: PartialDate
    """When it first appeared."""
    publisher: str = ""
    """A book's publisher; empty if unknown."""
    url: Url = ""
    """Where it can be read; empty if nowhere known."""
    doi: Doi = ""
    """Its DOI; empty if it has none."""
    isbn: Isbn = ""
    """Its ISBN; empty if it has none."""
    origin: Origin = "source"
    """Who names it: the periodical (`source`) or the archive's `editors`."""
    list_page: int = field(default=1, metadata=COMPUTED)
    """The page of the list on which it stands, from 1, 50 to a page."""

    @property
    def path(self) -> str:
        """The address of its place on the page of recommended reading."""
        return f"{page_path('reading', self.list_page)}#reference-{self.id}"

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it, given names first."""
        return tuple(map(given_first, self.author_names))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Link(Entry):
    """A site that the periodical or its archive points to."""

    kind: ClassVar[str] = "link"
    folder: ClassVar[str] = "links"
    has_page: ClassVar[bool] = False

    title: str
    """What the site is called."""
    url: Url
    """Its address."""
    summary: str = ""
    """What is found there, in one sentence that stands alone."""
    origin: Origin = "source"
    """Who points to it: the periodical (`source`) or the archive's `editors`."""
    list_page: int = field(default=1, metadata=COMPUTED)
    """The page of the list on which it stands, from 1, 50 to a page."""

    @property
    def path(self) -> str:
        """The address of its place on the page of links."""
        return f"{page_path('links', self.list_page)}#link-{self.id}"
