"""What is in the EPUB of an archive: its documents in reading order, and the book's own facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from refresher_content.book.pages.own import heading, shown_fields
from refresher_content.book.text import display, translate
from refresher_content.model import (
    Article,
    Author,
    Column,
    PartialDate,
    Publication,
    Reference,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from refresher_content.book.addresses import Site
    from refresher_content.model import Contributor, Entry
    from refresher_content.model.works import Work

__all__ = ["Book", "Document"]

Matter = Literal["frontmatter", "bodymatter", "backmatter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of the EPUB."""

    name: str
    """Its path in the package, without the ending."""
    title: str
    """What the contents call it."""
    template: str
    """The template that makes it."""
    matter: Matter
    """The part of the book that it is in."""
    level: int = 1
    """Its level in the contents."""
    language: str
    """The language of its text."""
    entry: Entry | None = None
    """The entry that it shows."""
    values: dict[str, Any] = field(default_factory=dict)
    """What its template needs besides."""


class Book:
    """An archive as a book."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.entries = site.build.entries
        self.publication: Publication = self.entries.library.publication
        self.edition = self.publication.edition
        config = site.app.config
        self.title = str(config.epub_title)
        if self.title == config.project:
            self.title = self.edition.title
        self.language = config.epub_language or "en"
        # Unless the project says otherwise, the book's language is that of its texts.
        if config.epub_language == config.language:
            self.language = self.publication.language
        self.identifier = str(config.epub_identifier)
        if self.identifier == "unknown":
            self.identifier = site.identity("book", site.title)
        self.description = str(config.epub_description)
        if self.description == "unknown":
            self.description = self.edition.summary

    @cached_property
    def works(self) -> dict[str, Work]:
        """The articles' texts by the articles' ids, in the order of the book."""
        return {article.id: self.site.work(article) for article in self._articles}

    @cached_property
    def _articles(self) -> list[Article]:
        return [article for *_, articles in self._parts for article in articles]

    @cached_property
    def date(self) -> PartialDate | None:
        """When the edition appeared, or else the newest text."""
        dates = [article.updated or self.works[article.id].published for article in self._articles]
        return self.edition.published or max(
            dates, key=lambda one: (one.first_moment, str(one)), default=None
        )

    @property
    def modified(self) -> str:
        """The moment of that date in UTC, without the sign of the zone."""
        moment = self.date.first_moment if self.date else datetime(1970, 1, 1)
        return moment.replace(tzinfo=None).isoformat()

    @cached_property
    def writers(self) -> list[Contributor]:
        """Those who wrote the texts, once each."""
        return _once(one for work in self.works.values() for one in work.writers)

    @cached_property
    def after(self) -> list[Contributor]:
        """Those who wrote what the digests retell, once each."""
        originals = (work.original for work in self.works.values() if work.original)
        return _once(one for work in originals for one in work.writers)

    @cached_property
    def contributors(self) -> list[Contributor]:
        """Those who had other parts, once for each."""
        return _once(one for work in self.works.values() for one in work.contributors)

    @cached_property
    def sources(self) -> list[tuple[str, str]]:
        """Where the originals of digests appeared, and in which years."""
        years: dict[str, list[int]] = {}
        for work in self.works.values():
            if work.original:
                years.setdefault(work.original.container, []).append(work.original.published.year)
        return [(name, _span(found)) for name, found in years.items()]

    @cached_property
    def subjects(self) -> list[str]:
        """The topics of the articles, those of most articles first."""
        facets = self.entries.library.articles.facets("topic")
        return [self.entries.of(Topic)[id_].title for id_ in facets]

    @cached_property
    def series(self) -> list[str]:
        """The columns in which the texts or their originals appeared; without any, the
        publication.
        """
        columns = [column.title for column in self.entries.of(Column).values()]
        return columns or [self.publication.title]

    @cached_property
    def rights(self) -> list[str]:
        """The rights in the originals of digests, once each."""
        works = (work.original for work in self.works.values() if work.original)
        return list(dict.fromkeys(work.rights for work in works if work.rights))

    @cached_property
    def documents(self) -> list[Document]:
        """Every document in reading order."""
        return list(self._documents())

    @cached_property
    def names(self) -> frozenset[str]:
        """The paths of the documents."""
        return frozenset(document.name for document in self.documents)

    def name(self, path: str) -> str:
        """The path in the package of a page of the archive, if the book had it. The list of
        references, which the site cuts into pages, is whole here.
        """
        return f"{self.site.build.folder}/{'reading' if path.startswith('reading/') else path}"

    def _documents(self) -> Iterator[Document]:
        yield self._page("titlepage", translate("Title page"), matter="frontmatter")
        yield self._page("imprint", translate("Imprint"), matter="frontmatter")
        yield from self._pieces()
        articles = list(self.entries.of(Article).values())
        if any(article.questions for article in articles):
            yield self._page("questions", translate("All questions"))
        if self.entries.of(Reference):
            references = list(self.entries.of(Reference).values())
            title = translate("Further reading")
            yield self._page("reading", title, values={"references": references})
        yield from self._people()
        yield from self._own_kinds()
        title = translate("Colophon")
        yield self._page("colophon", title, entry=self.publication)
        yield self._page("rights", translate("Rights"))

    def _page(self, name: str, title: object, **more: Any) -> Document:
        known: dict[str, Any] = {"matter": "backmatter", "language": self.language}
        known |= {"template": name} | more
        return Document(name=self.name(name), title=str(title), **known)

    def _pieces(self) -> Iterator[Document]:
        """The articles. Those of several columns, or of no column and several years, stand in
        parts, one for each.
        """
        for title, name, entry, articles in self._parts:
            if self._parts[1:]:
                listed = self.entries.all(Article, entry.articles) if entry else articles
                more = {"articles": listed}
                yield Document(
                    name=self.name(name),
                    title=title,
                    template="part",
                    matter="bodymatter",
                    language=self.language,
                    entry=entry,
                    values=more,
                )
            for article in articles:
                yield Document(
                    name=self.name(article.path),
                    title=article.title,
                    template="article",
                    matter="bodymatter",
                    level=2 if self._parts[1:] else 1,
                    language=article.language,
                    entry=article,
                )

    @cached_property
    def _parts(self) -> list[tuple[str, str, Column | None, Sequence[Article]]]:
        """Title, path, entry and own articles of each part: the columns in the order of their
        first pieces, then the years, then the columns to which articles belong only as a series.
        """
        columns: dict[str, list[Article]] = {}
        years: dict[int, list[Article]] = {}
        for article in sorted(self.entries.of(Article).values(), key=_by_date):
            if article.column_id:
                columns.setdefault(article.column_id, []).append(article)
            else:
                years.setdefault(article.year, []).append(article)
        parts: list[tuple[str, str, Column | None, Sequence[Article]]] = []
        for id_, articles in columns.items():
            column = self.entries.of(Column)[id_]
            articles.sort(key=lambda article: article.number or 0)
            parts.append((column.title, column.path, column, articles))
        for year, articles in years.items():
            title = display(PartialDate(year), self.language)
            parts.append((title, f"years/{year}", None, articles))
        further = {id_ for one in self.entries.of(Article).values() for id_ in one.series_ids}
        rest = (self.entries.of(Column)[id_] for id_ in sorted(further - columns.keys()))
        return [*parts, *((column.title, column.path, column, ()) for column in rest)]

    def _people(self) -> Iterator[Document]:
        """Those with an entry that says something of them."""
        named = {article_id for work in self.works.values() for article_id in _ids(work)}
        people = [
            author
            for author in self.entries.of(Author).values()
            if author.id in named and (author.summary or author.text)
        ]
        if len(people) > 1:
            title = translate("Authors")
            yield self._page("authors", title, values={"authors": people})
        for author in people:
            yield Document(
                name=self.name(author.path),
                title=author.name,
                template="author",
                matter="backmatter",
                level=2 if len(people) > 1 else 1,
                language=self.language,
                entry=author,
            )

    def _own_kinds(self) -> Iterator[Document]:
        """The entries of a project's own kinds, each kind below a list of them."""
        for cls in self.entries.own_kinds:
            listed = list(self.entries.of(cls).values())
            title, values = heading(cls), {"entries": listed}
            yield self._page(f"{cls.folder}/index", title, template="entries", values=values)
            for entry in listed:
                yield Document(
                    name=self.name(entry.path),
                    title=entry.label,
                    template="entry",
                    matter="backmatter",
                    level=2,
                    language=self.language,
                    entry=entry,
                    values={"fields": shown_fields(entry, self.entries)},
                )


def _by_date(article: Article) -> tuple[str, str]:
    return str(article.published), article.id


def _ids(work: Work) -> Iterator[str]:
    people = [*work.writers, *work.contributors, *(work.original.writers if work.original else ())]
    yield from (one.author_id for one in people if one.author_id)


def _once(people: Iterable[Contributor]) -> list[Contributor]:
    return list(dict.fromkeys(people))


def _span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"
