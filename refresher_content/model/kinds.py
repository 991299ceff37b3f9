"""The kinds of entries that an archive holds.

Each kind is a frozen dataclass and is the only description of its format: the
front matter's keys, the JSON Schema, the columns of the compiled file and the
keys of `Entry.to_dict` all follow from its fields. A field that holds ids of
other entries is called `<kind>_ids` or `<kind>_id`; outside Python its key is
the plain word (`author_ids` is `authors`, `column_id` is `column`), and the
property of that name gives the entries themselves. Annotations are `X`, `X | None`
or `tuple[X, ...]`, where X is `str`, `int`, a dataclass or a name in `text_formats`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from refresher_content.model.dates import PartialDate
from refresher_content.model.entry import COMPUTED, KINDS, Entry, GathersArticles, refers_to
from refresher_content.model.outside import Link, Reference
from refresher_content.model.parts import Contributor, Figure, Original
from refresher_content.model.publication import Publication
from refresher_content.model.text_formats import (
    Doi,
    Identifier,
    Language,
    License,
    Origin,
    Slug,
    SortName,
    Url,
)
from refresher_content.model.words import WORDS_PER_MINUTE

if TYPE_CHECKING:
    from pathlib import Path

    from refresher_content.model.articles import Articles
    from refresher_content.model.kind_collections import Authors
    from refresher_content.model.results import Related
    from refresher_content.model.works import Cited, Style, Work

__all__ = [
    "Article",
    "Author",
    "Column",
    "Issue",
    "Link",
    "Organization",
    "Publication",
    "Reference",
    "Topic",
    "column_order",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Article(Entry):
    """A piece of writing: the archive's unit."""

    kind: ClassVar[str] = "article"
    folder: ClassVar[str] = "articles"
    more_filters: ClassVar[tuple[str, ...]] = ("language", "mentions")

    title: str
    """The title, as printed."""
    subtitle: str = ""
    """A second line to the title; empty for none."""
    summary: str = ""
    """What it is about in one sentence that stands alone, best at most 160 characters; empty
    is a warning."""
    takeaway: str = ""
    """The thought to keep, best at most 30 words; empty for none."""
    questions: tuple[str, ...] = ()
    """Questions for the reader or a client, each of which stands alone."""
    published: PartialDate
    """When it appeared, as precisely as is known."""
    updated: PartialDate | None = None
    """When its text last changed; None if it never did."""
    author_ids: tuple[Slug, ...] = field(metadata=refers_to("author"))
    """Who wrote it, or of a digest what it retells: ids, at least one."""
    column_id: Slug | None = field(default=None, metadata=refers_to("column"))
    """The column in which it appeared: an id; None for none."""
    series_ids: tuple[Slug, ...] = field(default=(), metadata=refers_to("column"))
    """Further columns to which it belongs, such as a series: ids. They list it as well; its
    number and the articles before and after it are those of its own column."""
    position: int | None = None
    """Its place in the column's own order, from 1; None if the dates give the order."""
    number: int | None = field(default=None, metadata=COMPUTED)
    """Its place among the column's articles, from 1; None without a column. Those
    with a `position` come first, in its order, then the others by date and id."""
    known_as: Slug | None = None
    """The id by which feeds have known it, if it has been renamed; None for its present id."""
    identifier: Identifier = ""
    """The id that it has elsewhere, as in the system that it came from; empty if unknown. An
    absolute IRI, such as an address or `tag:quay.example,2009:echo`, is its id in feeds."""
    issue_id: Slug | None = field(default=None, metadata=refers_to("issue"))
    """The issue in which it appeared: an id; None if unknown."""
    topic_ids: tuple[Slug, ...] = field(default=(), metadata=refers_to("topic"))
    """What it is about: ids, the most important first."""
    keywords: tuple[str, ...] = ()
    """Words that it doesn't have, by which people look for it; pages don't show them."""
    reference_ids: tuple[Slug, ...] = field(default=(), metadata=refers_to("reference"))
    """What it cites or what bears on it: ids."""
    language: Language = ""
    """The language of its text; left out, the publication's."""
    translation_of_id: Slug | None = field(default=None, metadata=refers_to("article"))
    """The article that it translates, which is itself no translation: an id; None for none."""
    figure: Figure | None = None
    """Its picture; None for none."""
    cover: Figure | None = None
    """The picture by which feeds, social networks and search engines show it; None for its
    figure, and in social networks a card with its title."""
    original: Original | None = None
    """What it retells, if it is a digest; None if the text is itself the original."""
    writers: tuple[Contributor, ...] = field(default=(), metadata=COMPUTED)
    """Who wrote this text: its authors. Of a digest its contributors with the role `writer`,
    or else the archive's editors."""
    contributors: tuple[Contributor, ...] = ()
    """Who else had a part in this text, in the order of their roles' weight."""
    doi: Doi = ""
    """The DOI of this text; empty if it has none."""
    rights: str = ""
    """Who holds the rights in this text; left out, the publication's."""
    license: License = ""
    """The licence of this text by its SPDX name; left out, the publication's, unless the
    article has rights of its own."""
    comments: Url = ""
    """Where readers discuss it; empty for nowhere."""
    word_count: int = field(default=0, metadata=COMPUTED)
    """Words in the body. Characters of Chinese and Japanese count as words, and three letters of
    Thai, Lao, Khmer and Burmese as one."""

    @property
    def reading_time(self) -> int:
        """Minutes that it takes to read, rounded up, at 238 words a minute; at least 1."""
        return max(1, -(-self.word_count // WORDS_PER_MINUTE))

    def url(self, base: str = "", ending: str = ".html") -> str:
        """The address of its page.

        `base` is the address of the archive's pages, such as `https://example.org/archive/`;
        without it, the address is relative to that. `ending` is that of the pages' names.
        """
        from refresher_content.model.site_paths import page_address

        return page_address(self.path, base, ending)

    @property
    def picture(self) -> Figure | None:
        """The picture by which others show it: its cover, or else its figure."""
        return self.cover or self.figure

    @property
    def year(self) -> int:
        """The year of publication."""
        return self.published.year

    @property
    def authors(self) -> tuple[Author, ...]:
        """Its authors, or of a digest the original's, in the order of the byline."""
        return tuple(self.library.authors[id_] for id_ in self.author_ids)

    @property
    def column(self) -> Column | None:
        """The column in which it appeared."""
        return self.library.columns[self.column_id] if self.column_id else None

    @property
    def series(self) -> tuple[Column, ...]:
        """The further columns to which it belongs."""
        return tuple(self.library.columns[id_] for id_ in self.series_ids)

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
    def translation_of(self) -> Article | None:
        """The article that it translates; None if it is itself the original."""
        id_ = self.translation_of_id
        return self.library.articles[id_] if id_ else None

    @property
    def translations(self) -> tuple[Article, ...]:
        """The same article in other languages: the original, then by language tag."""
        original = self.translation_of or self
        others = self.library.articles.filter(translation_of=original).order_by("language")
        return tuple(one for one in (original, *others) if one.id != self.id)

    @property
    def previous(self) -> Article | None:
        """The article before it in its column; None for the first or without a column."""
        return self.library.in_column(self, -1)

    @property
    def next(self) -> Article | None:
        """The article after it in its column; None for the last or without a column."""
        return self.library.in_column(self, +1)

    def related(self, limit: int = 3) -> tuple[Related, ...]:
        """The most similar articles, best first, each with the reasons. Never itself."""
        return self.library.related(self, limit)

    def _byline(self) -> str:
        library = getattr(self, "_library", None)
        names = ", ".join([one.name for one in self.authors] if library else self.author_ids)
        facts = f"{names} · {self.published} · {self.reading_time} min"
        if self.original is None:
            return facts
        return f"After {facts} · text: {', '.join(one.name for one in self.writers)}"

    def work(self, url: str = "") -> Work:
        """Its text as it is credited and cited: who made it, where, when. Of a digest,
        `work().original` is what it retells. `url` is the address of its page.
        """
        from refresher_content.model.works import work_of

        publication = self.library.publication
        return work_of(self, publication, self.authors, self.column, self.issue, url)

    def cite(self, style: Style | Path = "plain", of: Cited = "text", url: str = "") -> str:
        """A citation of its text, or `of="original"` of what a digest retells.

        `style` is `"plain"`, `"bibtex"`, `"ris"` or `"csl-json"`; with the extra `csl` also
        `"apa"`, `"chicago"`, `"mla"`, or the path of a CSL file. `url` is the address of its
        page. A text that isn't a digest is itself the original.

        Raises ValueError for another style, and `MissingExtraError`.
        """
        return self.library.cite(self, style, of, url)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Author(GathersArticles):
    """Someone who writes."""

    kind: ClassVar[str] = "author"
    folder: ClassVar[str] = "authors"
    has_feed: ClassVar[bool] = True

    name: str
    """The name, as in a byline."""
    sort_name: SortName = ""
    """The name under which lists file them, family name first; left out, the name."""
    summary: str = ""
    """Who they are, in one sentence that stands alone."""
    role: str = ""
    """What they do, as under a byline."""
    organization_id: Slug | None = field(default=None, metadata=refers_to("organization"))
    """Where they work: an id; None if unknown."""
    url: Url = ""
    """Their own site; empty for none."""

    @property
    def organization(self) -> Organization | None:
        """Where they work."""
        id_ = self.organization_id
        return self.library.organizations[id_] if id_ else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
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
    def authors(self) -> Authors:
        """The authors who belong to it."""
        return self.library.authors.filter(organization=self.id)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Column(GathersArticles):
    """A series of articles under one title."""

    kind: ClassVar[str] = "column"
    folder: ClassVar[str] = "columns"
    has_feed: ClassVar[bool] = True

    title: str
    """Its title."""
    summary: str
    """What it is about, in one sentence that stands alone."""
    author_ids: tuple[Slug, ...] = field(default=(), metadata=refers_to("author"))
    """Who writes it: ids."""

    @property
    def authors(self) -> tuple[Author, ...]:
        """Who writes it."""
        return tuple(self.library.authors[id_] for id_ in self.author_ids)

    @property
    def articles(self) -> Articles:
        """The articles that appeared in it, and those that belong to it as a series, in the
        column's own order: those with a position in it first, then the others by date and id.
        """
        return self.library.articles.filter(column=self.id).order_by(
            partial(column_order, column=self.id)
        )


def column_order(article: Article, column: str) -> tuple[bool, int, str, str]:
    """The key of an article in the order of a column, which is given by its id."""
    position = article.position if article.column_id == column else None
    return (position is None, position or 0, str(article.published), article.id)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Issue(GathersArticles):
    """One number of the periodical."""

    kind: ClassVar[str] = "issue"
    folder: ClassVar[str] = "issues"
    has_feed: ClassVar[bool] = True

    title: str
    """Its title, such as "Spring 2011"."""
    published: PartialDate
    """When it appeared."""
    volume: int | None = None
    """The volume's number; None if unknown."""
    number: int | None = None
    """The issue's number within the volume; None if unknown."""
    summary: str = ""
    """What it holds, in one sentence that stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Topic(GathersArticles):
    """A subject under which articles are filed."""

    kind: ClassVar[str] = "topic"
    folder: ClassVar[str] = "topics"
    has_feed: ClassVar[bool] = True

    title: str
    """Its name."""
    summary: str
    """What it covers, in one sentence that stands alone."""
    origin: Origin = "source"
    """Who files articles under it: the periodical (`source`) or the archive's `editors`."""


KINDS |= {
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
