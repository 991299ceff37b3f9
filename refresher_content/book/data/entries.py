"""Every entry of a library in memory, for a build that looks at each of them many times."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeVar

from refresher_content.library import Library
from refresher_content.model import KINDS, Article, Author, Collection, Column, Entry, Issue
from refresher_content.model.works import Work, work_of

__all__ = ["Entries"]

E = TypeVar("E", bound=Entry)


class Entries:
    """The entries of a library by kind and id; their texts stay in the library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._kinds: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, dict[str, str]] = {}
        self._fingerprints: dict[str, dict[str, str]] = {}

    def of(self, cls: type[E]) -> dict[str, E]:
        """The entries of a kind by id, in the default order."""
        if cls.kind not in self._kinds:
            self._kinds[cls.kind] = {entry.id: entry for entry in self.library.collection(cls)}
        return self._kinds[cls.kind]

    @cached_property
    def articles(self) -> list[Article]:
        """The articles in the default order: the first is in row 1."""
        return list(self.of(Article).values())

    @cached_property
    def own_kinds(self) -> list[type[Entry]]:
        """The kinds that not every library has and of which there are entries."""
        own = (cls for kind, cls in self.library.kinds.items() if kind not in KINDS)
        return [cls for cls in own if self.of(cls)]

    def find(self, kind: str, id_: str) -> Entry | None:
        """The entry of a kind and an id or alias, or None."""
        entries: dict[str, Entry] = self.of(self.library.kinds[kind])
        found = entries.get(id_)
        if found is None and (real := self.library.real_id(kind, id_)):
            found = entries[real]
        return found

    def get(self, cls: type[E], id_: str | None) -> E | None:
        """The entry of an id, or None for none."""
        return self.of(cls)[id_] if id_ is not None else None

    def all(self, cls: type[E], collection: Collection[E]) -> list[E]:
        """The entries of a collection, in its order."""
        entries = self.of(cls)
        return [entries[id_] for id_ in collection.ids]

    def work(self, article: Article, url: str = "") -> Work:
        """An article's text as it is credited and cited; `url` is its page's address."""
        column, issue = self.get(Column, article.column_id), self.get(Issue, article.issue_id)
        authors = [self.of(Author)[id_] for id_ in article.author_ids]
        return work_of(article, self.library.publication, authors, column, issue, url)

    @cached_property
    def files(self) -> dict[str, tuple[str, ...]]:
        """The files that each content file shows and links to, by its path; those that do
        neither are left out.
        """
        rows = self.library.rows("SELECT path, assets FROM file WHERE assets != '[]'")
        return {path: tuple(json.loads(assets)) for path, assets in rows}

    @cached_property
    def used_files(self) -> list[str]:
        """Every file that a content file shows or links to, once."""
        return sorted({path for paths in self.files.values() for path in paths})

    def html(self, entry: Entry) -> str:
        """An entry's text as the library has it."""
        if entry.kind not in self._texts:
            rows = self.library.rows(f"SELECT id, html FROM {entry.kind}")
            self._texts[entry.kind] = dict(rows)
        return self._texts[entry.kind][entry.id]

    def fingerprint(self, entry: Entry) -> str:
        """A hash of all that the library holds of an entry, its text included."""
        if entry.kind not in self._fingerprints:
            rows = self.library.rows(f"SELECT id, * FROM {entry.kind}")
            self._fingerprints[entry.kind] = {
                row[0]: blake2b(repr(row).encode(), digest_size=12).hexdigest() for row in rows
            }
        return self._fingerprints[entry.kind][entry.id]

    @cached_property
    def languages(self) -> dict[str, int]:
        """How many articles there are in each language, most first; empty if all are in one."""
        counts = self.library.articles.facets("language")
        return counts if len(counts) > 1 else {}

    def versions(self, article: Article) -> list[Article]:
        """An article in each of its languages, the original first, then by language; empty if
        it is in one.
        """
        original = article.translation_of_id or article.id
        translations = self._translations.get(original)
        return [self.of(Article)[original], *translations] if translations else []

    @cached_property
    def _translations(self) -> dict[str, list[Article]]:
        """The translations of each article that has some, by its id."""
        found: dict[str, list[Article]] = defaultdict(list)
        for one in sorted(self.articles, key=lambda one: one.language):
            if one.translation_of_id:
                found[one.translation_of_id].append(one)
        return dict(found)

    def in_column(self, article: Article, step: int) -> Article | None:
        """The article the given number of steps after another in its column, or None."""
        if article.column_id is None or article.number is None:
            return None
        return self._numbered.get((article.column_id, article.number + step))

    def total(self, column_id: str) -> int:
        """How many articles a column has."""
        return self._totals[column_id]

    @cached_property
    def _numbered(self) -> dict[tuple[str | None, int | None], Article]:
        return {(one.column_id, one.number): one for one in self.of(Article).values()}

    @cached_property
    def _totals(self) -> Counter[str | None]:
        return Counter(one.column_id for one in self.of(Article).values())
