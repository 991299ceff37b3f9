"""The entries of a periodical's archive: what a front matter holds and a library gives.

Each kind is a frozen dataclass and is the only description of its format: the
front matter's keys, the JSON Schema, the columns of the compiled file and the
keys of `Entry.to_dict` all follow from its fields. A field that holds ids of
other entries is called `<kind>_ids` or `<kind>_id`; outside Python its key is
the plain word (`author_ids` is `authors`, `column_id` is `column`), and the
property of that name gives the entries themselves. Annotations are `X`, `X | None`
or `tuple[X, ...]`, where X is `str`, `int`, a class in this module or a name in `forms`.
"""

from __future__ import annotations

from refresher_content.errors import DetachedEntryError
from refresher_content.model.dates import PartialDate
from refresher_content.model.record import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, ClassVar, Self

    from refresher_content.library.collection import Articles, Collection
    from refresher_content.library.library import Library
    from refresher_content.library.related import Related
    from refresher_content.model.text_formats import (
        Doi,
        Isbn,
        Issn,
        Language,
        Origin,
        RelativePath,
        Slug,
        Url,
        Writing,
    )
else:
    # What reads annotations at run time finds a text, and `typing` needn't be imported.
    Doi = Isbn = Issn = Language = Origin = RelativePath = Slug = Url = Writing = str

__all__ = [
    "KINDS",
    "Article",
    "Author",
    "Body",
    "Column",
    "Entry",
    "Figure",
    "Issue",
    "Link",
    "Organization",
    "Original",
    "PartialDate",
    "Publication",
    "Reference",
    "Section",
    "Topic",
]

WORDS_PER_MINUTE = 238
"""Silent reading of non-fiction in English: M. Brysbaert, "How many words do we
read per minute?", Journal of Memory and Language 109 (2019)."""


ENTRIES_PER_PAGE = 50
"""How many entries a page of a list shows."""


def _refers_to(kind: str) -> Mapping[str, Any]:
    return {"refers_to": kind}


COMPUTED: Mapping[str, Any] = {"computed": True}
"""Marks a field that the compiler fills in and no front matter may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a body: what stands before the first heading, or under one."""

    title: str
    """The heading's text; empty for what stands before the first heading."""
    level: int
    """The heading's level, 2 to 6; 1 for what stands before the first heading."""
    anchor: str
    """The fragment that leads to it within the page; empty before the first heading."""
    text: str
    """Its plain text without the heading, paragraphs separated by an empty line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An entry's text in the forms in which it is used."""

    markdown: str = ""
    """The text as written, in MyST Markdown."""
    html: str = ""
    """The text as an HTML fragment. Addresses of other entries are relative to the
    root of the archive's pages (`articles/some-id.html`), those of images to the
    content folder."""
    text: str = ""
    """The plain text, headings included, paragraphs separated by an empty line."""
    sections: tuple[Section, ...] = ()
    """Its sections in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture that belongs to an article."""

    image: RelativePath
    """The picture's file, relative to the article's file."""
    alt: str
    """What the picture shows, in words, for those who can't see it."""
    caption: str = ""
    """The line below the picture; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The text that a digest retells. Empty fields are those of the article itself."""

    title: str = ""
    """The original's title; empty if it is the article's."""
    publication: str = ""
    """Where it appeared; empty if in this archive's own publication."""
    published: PartialDate | None = None
    """When it appeared; None if on the article's own date."""
    url: Url = ""
    """Where it can be read; empty if nowhere known."""
    rights: str = ""
    """Who holds its rights, in a sentence; empty if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every kind of entry has: an id, a body, and the library that it belongs to.

    Entries are equal if their fields are; which library they came from does not
    matter. They can be hashed, copied and pickled.
    """

    kind: ClassVar[str]
    """The kind's name, as in roles and commands."""
    folder: ClassVar[str]
    """The folder of the kind's files and pages, and the library's attribute."""

    id: Slug
    """The name by which other entries refer to it, and the last part of its address.
    Left out, it is the file's name without its ending."""
    aliases: tuple[Slug, ...] = ()
    """Earlier ids that still lead here."""
    source: str = field(default="", metadata=COMPUTED)
    """Its file, relative to the content folder, with `/`."""
    sha256: str = field(default="", metadata=COMPUTED)
    """SHA-256 of its file, in hexadecimal."""
    _library: Library | None = field(default=None, init=False, repr=False, compare=False)
    _body: Body | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def label(self) -> str:
        """What the entry is called on a page, whatever its kind."""
        return str(getattr(self, "title", "") or getattr(self, "name", "") or self.id)

    @property
    def path(self) -> str:
        """The address of its page below the root of the archive's pages, without ending."""
        return f"{self.folder}/{self.id}"

    @property
    def library(self) -> Library:
        """The library that it came from; DetachedEntryError if it was made from data."""
        if self._library is None:
            raise DetachedEntryError(
                f"the {self.kind} {self.id!r} belongs to no library;"
                " look it up in one to follow its references"
            )
        return self._library

    @property
    def body(self) -> Body:
        """Its text, read from the library on first use."""
        if self._body is None:
            body = self._library.body_of(self) if self._library else Body()
            object.__setattr__(self, "_body", body)
            return body
        return self._body

    def _form(self, name: str) -> str:
        """One form of the text, without the cost of the others, which `body` keeps."""
        if self._body is None and self._library:
            return self._library.form_of(self, name)
        form: str = getattr(self.body, name)
        return form

    @property
    def markdown(self) -> str:
        """`body.markdown`: the text as written."""
        return self._form("markdown")

    @property
    def html(self) -> str:
        """`body.html`: the text as an HTML fragment."""
        return self._form("html")

    @property
    def text(self) -> str:
        """`body.text`: the plain text."""
        return self._form("text")

    @property
    def sections(self) -> tuple[Section, ...]:
        """`body.sections`: the text's parts."""
        return self.body.sections

    @property
    def backlinks(self) -> Articles:
        """The articles that mention it in their text."""
        return self.library.articles.filter(mentions=self)

    def to_dict(self) -> dict[str, Any]:
        """Everything the entry holds, as JSON can write it; `from_dict` reads it back."""
        from refresher_content.model.fields import to_dict

        return to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The entry that `to_dict` wrote, equal to the first and belonging to no library.

        Raises ValueError if the data is of another kind, lacks a required key or
        has one too many.
        """
        from refresher_content.model.fields import from_dict

        return from_dict(cls, data)

    if TYPE_CHECKING:
        # Spelled out so that type checkers let a text be looked for among entries.
        def __eq__(self, other: object) -> bool: ...
        def __hash__(self) -> int: ...

    def _repr_html_(self) -> str:
        from refresher_content.notebook import card

        return card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class _WithArticles(Entry):
    """An entry that gathers articles."""

    @property
    def articles(self) -> Articles:
        """The articles that belong to it or refer to it, in the default order."""
        return self.library.articles.filter(**{self.kind: self.id})


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Entry):
    """A piece of writing: the archive's unit."""

    kind: ClassVar[str] = "article"
    folder: ClassVar[str] = "articles"

    title: str
    """The title, as printed."""
    subtitle: str = ""
    """A second line to the title; empty for none."""
    summary: str
    """What it is about in one sentence that stands alone, best at most 160 characters."""
    takeaway: str = ""
    """The thought to keep, best at most 30 words; empty for none."""
    questions: tuple[str, ...] = ()
    """Questions for the reader or a client, each of which stands alone."""
    published: PartialDate
    """When it appeared, as precisely as is known."""
    updated: PartialDate | None = None
    """When its text last changed; None if it never did."""
    author_ids: tuple[Slug, ...] = field(metadata=_refers_to("author"))
    """Who wrote it, or wrote what it retells: ids, at least one."""
    column_id: Slug | None = field(default=None, metadata=_refers_to("column"))
    """The column in which it appeared: an id; None for none."""
    position: int | None = None
    """Its place in the column's own order, from 1; None if the dates give the order."""
    number: int | None = field(default=None, metadata=COMPUTED)
    """Its place among the column's articles, from 1; None without a column. Those
    with a `position` come first, in its order, then the others by date and id."""
    issue_id: Slug | None = field(default=None, metadata=_refers_to("issue"))
    """The issue in which it appeared: an id; None if unknown."""
    topic_ids: tuple[Slug, ...] = field(default=(), metadata=_refers_to("topic"))
    """What it is about: ids, the most important first."""
    reference_ids: tuple[Slug, ...] = field(default=(), metadata=_refers_to("reference"))
    """What it cites or what bears on it: ids."""
    language: Language = ""
    """The language of its text; left out, the publication's."""
    figure: Figure | None = None
    """Its picture; None for none."""
    original: Original | None = None
    """What it retells, if it is a digest; None if the text is itself the original."""
    rights: str = ""
    """Who holds the rights in this text; left out, the publication's."""
    word_count: int = field(default=0, metadata=COMPUTED)
    """Words in the body. Characters of Chinese and Japanese count as words."""

    @property
    def reading_time(self) -> int:
        """Minutes that it takes to read, rounded up, at 238 words a minute; at least 1."""
        return max(1, -(-self.word_count // WORDS_PER_MINUTE))

    @property
    def year(self) -> int:
        """The year of publication."""
        return self.published.year

    @property
    def authors(self) -> tuple[Author, ...]:
        """Its authors, in the order of the byline."""
        return tuple(self.library.authors[id_] for id_ in self.author_ids)

    @property
    def column(self) -> Column | None:
        """The column in which it appeared."""
        return self.library.columns[self.column_id] if self.column_id else None

    @property
    def issue(self) -> Issue | None:
        """The issue in which it appeared."""
        return self.library.issues[self.issue_id] if self.issue_id else None

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What it is about, the most important first."""
        return tuple(self.library.topics[id_] for id_ in self.topic_ids)

    @property
    def references(self) -> tuple[Reference, ...]:
        """What it cites."""
        return tuple(self.library.references[id_] for id_ in self.reference_ids)

    @property
    def previous(self) -> Article | None:
        """The article before it in its column; None for the first or without a column."""
        return self.library.in_column(self, -1)

    @property
    def next(self) -> Article | None:
        """The article after it in its column; None for the last or without a column."""
        return self.library.in_column(self, +1)

    def related(self, limit: int = 3) -> tuple[Related, ...]:
        """The articles nearest to it, best first, each with the reasons. Never itself."""
        from refresher_content.library.related import related

        return related(self, limit)

    def cite(self, style: str = "plain") -> str:
        """A citation of the article: `"plain"`, `"bibtex"`, `"ris"` or `"csl-json"`.

        Raises ValueError for another style.
        """
        from refresher_content.cite import cite

        return cite(self, style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author(_WithArticles):
    """Someone who writes."""

    kind: ClassVar[str] = "author"
    folder: ClassVar[str] = "authors"

    name: str
    """The name, as in a byline."""
    sort_name: str = ""
    """The name under which lists file them, family name first; left out, the name."""
    summary: str = ""
    """Who they are, in one sentence that stands alone."""
    role: str = ""
    """What they do, as under a byline."""
    organization_id: Slug | None = field(default=None, metadata=_refers_to("organization"))
    """Where they work: an id; None if unknown."""
    url: Url = ""
    """Their own site; empty for none."""

    @property
    def organization(self) -> Organization | None:
        """Where they work."""
        id_ = self.organization_id
        return self.library.organizations[id_] if id_ else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Entry):
    """A company or body that authors belong to."""

    kind: ClassVar[str] = "organization"
    folder: ClassVar[str] = "organizations"

    name: str
    """Its name."""
    summary: str = ""
    """What it is, in one sentence that stands alone."""
    url: Url = ""
    """Its site; empty for none."""

    @property
    def authors(self) -> Collection[Author]:
        """The authors who belong to it."""
        return self.library.authors.filter(organization=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Entry):
    """The periodical itself. An archive has one, in `publication.md`."""

    kind: ClassVar[str] = "publication"
    folder: ClassVar[str] = ""

    title: str
    """Its title."""
    publisher: str = ""
    """Its imprint; empty if unknown."""
    summary: str
    """What it is, in one sentence that stands alone."""
    language: Language
    """The language of its articles, where they name no other."""
    rights: str
    """Who holds the rights in the archive's texts and what readers may do, in a sentence."""
    license: str = ""
    """The texts' licence by its SPDX name; empty for none."""
    issn: Issn = ""
    """Its ISSN; empty if it has none."""
    url: Url = ""
    """Its site; empty if it has none."""

    @property
    def path(self) -> str:
        """The address of the page about it."""
        return "colophon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(_WithArticles):
    """A series of articles under one title."""

    kind: ClassVar[str] = "column"
    folder: ClassVar[str] = "columns"

    title: str
    """Its title."""
    summary: str
    """What it is about, in one sentence that stands alone."""
    author_ids: tuple[Slug, ...] = field(default=(), metadata=_refers_to("author"))
    """Who writes it: ids."""

    @property
    def authors(self) -> tuple[Author, ...]:
        """Who writes it."""
        return tuple(self.library.authors[id_] for id_ in self.author_ids)

    @property
    def articles(self) -> Articles:
        """Its articles, in the column's own order."""
        return self.library.articles.filter(column=self.id).order_by("number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(_WithArticles):
    """One number of the periodical."""

    kind: ClassVar[str] = "issue"
    folder: ClassVar[str] = "issues"

    title: str
    """Its title, "Spring 2011" for one."""
    published: PartialDate
    """When it appeared."""
    volume: int | None = None
    """The volume's number; None if unknown."""
    number: int | None = None
    """The issue's number within the volume; None if unknown."""
    summary: str = ""
    """What it holds, in one sentence that stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(_WithArticles):
    """A subject under which articles are filed."""

    kind: ClassVar[str] = "topic"
    folder: ClassVar[str] = "topics"

    title: str
    """Its name."""
    summary: str
    """What it covers, in one sentence that stands alone."""
    origin: Origin = "source"
    """Who files articles under it: the periodical (`source`) or the archive's `editors`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(_WithArticles):
    """A book or an article that articles cite, or that is recommended with them."""

    kind: ClassVar[str] = "reference"
    folder: ClassVar[str] = "references"

    type: Writing
    """What it is."""
    author_names: tuple[str, ...]
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
        page = "reading" if self.list_page == 1 else f"reading/{self.list_page}"
        return f"{page}#reference-{self.id}"

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it, given names first."""
        return tuple(
            " ".join(part.strip() for part in reversed(name.split(",", 1)))
            for name in self.author_names
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Entry):
    """A site that the periodical or its archive points to."""

    kind: ClassVar[str] = "link"
    folder: ClassVar[str] = "links"

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
        page = "links" if self.list_page == 1 else f"links/{self.list_page}"
        return f"{page}#link-{self.id}"


KINDS: Mapping[str, type[Entry]] = {
    cls.kind: cls
    for cls in (
        Publication,
        Organization,
        Author,
        Column,
        Issue,
        Topic,
        Reference,
        Link,
        Article,
    )
}
"""Every kind by its name. Those that others refer to come first."""
