"""Collections of entries: filter, join, order, group, count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from refresher_content.model.entry import Entry
from refresher_content.model.entry_sequence import ALL, EntrySequence
from refresher_content.model.selection import Not, Rows, Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas
    import polars
    import pyarrow

__all__ = ["Collection", "drawn"]

E = TypeVar("E", bound=Entry)


def drawn(text: str) -> bytes:
    """A number that is drawn for a text, the same one on any machine."""
    from hashlib import sha256

    return sha256(text.encode()).digest()


class Collection(EntrySequence[E]):
    """Entries of one kind, in order. It never changes; what narrows it gives another.

    It reads only what is asked for: a filter over a large library touches the
    rows that are looked at. The default order is for articles newest first,
    then by column and the place in it; for issues newest first; for references by
    first author and year; for all others by name. Ids break every tie.
    """

    __slots__ = ()

    # Narrowing and ordering

    def filter(self, *predicates: Callable[[E], object], **filters: Any) -> Self:
        """Those entries that every predicate and every filter admits.

        A filter is named after a field, or `year`, `reading_time`, `text`, `html` or `markdown`.
        It takes a value, or several of which any may match; entries of this library or
        their ids where the field refers to them; None for entries that have no value.
        Behind two underscores, an operator compares otherwise:

        - `gt`, `gte`, `lt` and `lte`: numbers and dates;
        - `contains`, `startswith`: texts as they are written; `icontains`: no matter case,
          accents and punctuation;
        - `all`: entries that have every one of several values.

        A date is a `PartialDate`, a `datetime.date` or a text such as `"2009-02"`, and means all
        its days: `published="2009"` admits what certainly appeared in 2009, `published__lt`
        what certainly appeared before its first day, `published__gte` what did not begin
        before it. An entry without a value meets no comparison.

        Raises TypeError for a filter that the kind doesn't have or a value of the wrong
        type, `UnknownIdError` for the id of an entry that doesn't exist, and ValueError
        for a text that is not a date or a year, or not one of the few that the filter can have.
        """
        from refresher_content.model.filters import condition, not_a_predicate

        for test in predicates:
            if not callable(test):
                raise TypeError(not_a_predicate(test))
        result = self
        for name, value in filters.items():
            result = result._narrowed(condition(self._library, self._cls, name, value))
        if predicates:
            result = result._with(result._selection, result._pending + predicates)
        return result

    def exclude(self, *predicates: Callable[[E], object], **filters: Any) -> Self:
        """All entries but those that `filter` admits: those that all of the predicates and
        filters admit together. Raises what `filter` raises.
        """
        # Only entries of the collection are asked; what needs no asking is a shorter question.
        asked = self if predicates else self._with(ALL)
        return self._narrowed(Not(asked.filter(*predicates, **filters)._settled()))

    def __or__(self, other: Collection[E]) -> Self:
        """The entries of either collection, each once, in the order of the first; a slice
        counts as the entries that it holds.
        """
        if not isinstance(other, Collection):
            return NotImplemented
        return self._with(self._settled().joined(self._comparable(other)))

    def __and__(self, other: Collection[E]) -> Self:
        """The entries that are in both collections, in the order of the first."""
        if not isinstance(other, Collection):
            return NotImplemented
        return self._narrowed(self._comparable(other))

    def __sub__(self, other: Collection[E]) -> Self:
        """The entries of the first collection that are not in the second, in its order."""
        if not isinstance(other, Collection):
            return NotImplemented
        return self._narrowed(Not(self._comparable(other)))

    def order_by(self, *keys: str | Callable[[E], Any]) -> Self:
        """The same entries ordered by the given keys: fields, properties, or functions of an
        entry; `-` before a name means descending.

        Texts are ordered as people look them up, no matter case and accents, but those that a
        function gives as they are. None comes before all values, and in descending order
        after them. Equal entries stay in the default order. Raises ValueError for a
        name that the kind doesn't have or that can't be ordered.
        """
        from refresher_content.model.filters import order

        return self._with(self._settled().ordered(tuple(order(self._cls, key) for key in keys)))

    def matching(self, query: str) -> Self:
        """Those of its entries that a query finds, of any kind, best first. Words are looked for
        in names, summaries, other fields and the text, and match as in
        `refresher_content.search`, which knows more of articles. A query without words finds
        nothing. Raises TypeError if the query isn't a text.
        """
        rows = self._library.matching(self._cls, self._settled(), query)
        return self._with(Selection((Rows(rows),), ranking=rows))

    def sample(self, n: int, seed: int | str) -> Self:
        """At most `n` entries, chosen by the seed and their ids, in the order of the collection.

        The same seed chooses the same entries on any machine; a new entry replaces one of them
        or none. Raises ValueError if `n` is negative.
        """
        if n < 0:
            raise ValueError(f"expected the number of entries to choose, found {n}")
        rows = self._library.select_ids(self._cls, self._settled().unordered())
        chosen = sorted(rows, key=lambda row: (drawn(f"{seed}:{row[1]}"), row))[:n]
        return self._narrowed(Rows(tuple(sorted(rowid for rowid, _ in chosen))))

    def facets(self, name: str) -> dict[Any, int]:
        """How many entries there are for each value of a filter, most first, then by value: an
        id, a text, a number or a `PartialDate`. Raises TypeError for an unknown filter.
        """
        from refresher_content.model.filters import counted

        lookup = counted(self._library, self._cls, name)
        return dict(self._library.count_facets(self._cls, self._settled(), lookup))

    def group_by(self, name: str) -> dict[Any, Self]:
        """The entries for each value of a filter, in the order of `facets`. One that has
        several values, or none, is in several groups, or none.
        """
        from refresher_content.model.filters import counted, equal

        lookup = counted(self._library, self._cls, name)
        return {value: self._narrowed(equal(lookup, value)) for value in self.facets(name)}

    # Its values

    def values(self, *names: str) -> list[dict[str, Any]]:
        """For each entry the named values: fields by their keys, and properties.

        `topics` is a tuple of ids, as in front matter; without names, all fields are
        given. Raises ValueError for a name that the kind doesn't have.
        """
        from refresher_content.model.filters import readable

        attributes = readable(self._cls, names)
        return [{name: getattr(entry, one) for name, one in attributes} for entry in self]

    def to_pandas(self, *names: str) -> pandas.DataFrame:
        """A pandas data frame with a row for each entry and the named values as columns.

        Names are those that `values` takes; without any, all fields. Dates are ISO 8601 text,
        as precise as they are known; lists are lists; what has fields of its own is JSON.
        Needs the extra `pandas`. Raises ValueError for a name that the kind doesn't have, and
        TypeError for a value that isn't a text, a number, a date or a list of them.
        """
        from refresher_content.model.frames import to_pandas

        return to_pandas(self, self._cls, names)

    def to_polars(self, *names: str) -> polars.DataFrame:
        """The same as a polars data frame. Needs the extra `polars`."""
        from refresher_content.model.frames import to_polars

        return to_polars(self, self._cls, names)

    def to_arrow(self, *names: str) -> pyarrow.Table:
        """The same as an Arrow table. Needs the extra `arrow`."""
        from refresher_content.model.frames import to_arrow

        return to_arrow(self, self._cls, names)
