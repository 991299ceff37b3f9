"""The collection of articles, which can be searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refresher_content.model.collection import Collection, drawn
from refresher_content.model.kinds import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from typing import Self, Unpack

    from refresher_content.model.results import Hits
    from refresher_content.model.typed_filters import ArticleFilters

__all__ = ["Articles"]


class Articles(Collection[Article]):
    """A collection of articles."""

    __slots__ = ()

    def search(
        self,
        query: str,
        limit: int = 10,
        *,
        offset: int = 0,
        fields: Iterable[str] | None = None,
        **filters: Unpack[ArticleFilters],
    ) -> Hits:
        """Those of its articles that a query finds, best first; see `refresher_content.search`."""
        found = self.filter(**filters)
        return self._library.search_in(found._in_order(), query, limit, offset, fields)

    def article_of_the_day(self, day: date) -> Article | None:
        """An article for a day, another one for the next; None if there are none.

        As many days as there are articles show each of them once. The day is given, since the
        package reads no clock: `article_of_the_day(date.today())`.
        """
        rows = self._library.select_ids(self._cls, self._settled().unordered())
        if not rows:
            return None
        _, id_ = sorted(rows, key=lambda row: drawn(row[1]))[day.toordinal() % len(rows)]
        return self[id_]

    if TYPE_CHECKING:

        def filter(  # type: ignore[override] # articles have fewer filters than any
            self, *predicates: Callable[[Article], object], **filters: Unpack[ArticleFilters]
        ) -> Self: ...
        def exclude(  # type: ignore[override] # as above
            self, *predicates: Callable[[Article], object], **filters: Unpack[ArticleFilters]
        ) -> Self: ...
