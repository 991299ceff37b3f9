"""Collections of entries: look up, filter, order, group, count."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from refresher_content.errors import NotOneError, UnknownIdError
from refresher_content.model.entry import Entry
from refresher_content.model.selection import HasId, Not, Rows, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refresher_content.model.protocols import Library
    from refresher_content.model.selection import Condition

__all__ = ["Collection", "drawn"]

E = TypeVar("E", bound=Entry)
D = TypeVar("D")

_ALL = Selection()
"""What a collection holds that nothing has narrowed."""

_SHOWN = 20
"""How many entries a table in a notebook shows."""


def drawn(text: str) -> bytes:
    """A number that is drawn for a text, the same one on any machine."""
    from hashlib import sha256

    return sha256(text.encode()).digest()


class Collection(Sequence[E]):
    """Entries of one kind, in order. It never changes; what narrows it gives another.

    It reads only what is asked for: a filter over a large library touches the
    rows that are looked at. The default order is for articles newest first,
    then by column and the place in it; for issues newest first; for references by
    first author and year; for all others by name. Ids break every tie.
    """

    __slots__ = ("_cls", "_library", "_pending", "_ranked", "_selection")

    def __init__(self, library: Library, cls: type[E], selection: Selection = _ALL) -> None:
        self._library = library
        self._cls = cls
        self._selection = selection
        self._pending: tuple[Callable[[E], object], ...] = ()
        self._ranked: Selection | None = None

    # Reading

    @overload
    def __getitem__(self, key: int | str) -> E: ...
    @overload
    def __getitem__(self, key: slice) -> Self: ...

    def __getitem__(self, key: int | str | slice) -> E | Self:
        """The entry of that id, alias or index; or a slice of the collection.

        Raises `UnknownIdError` for an id that isn't in it, IndexError for an index out of
        range, and TypeError for anything else.
        """
        if isinstance(key, slice):
            key.indices(0)  # refuses bounds that aren't integers
            return self._slice(key)
        if isinstance(key, str):
            entry = self.get(key)
            if entry is None:
                raise UnknownIdError(self._cls.kind, key, self._known_ids())
            return entry
        if not hasattr(key, "__index__"):
            raise TypeError(
                f"{self._cls.kind} indices must be ids or integers, not {type(key).__name__}"
            )
        number = index(key)
        found = self._slice(slice(number, number + 1 or None)).first()
        if found is None:
            raise IndexError(f"index {number} out of range ({self._counted()})")
        return found

    @overload
    def get(self, id_: str) -> E | None: ...
    @overload
    def get(self, id_: str, default: D) -> E | D: ...

    def get(self, id_: str, default: D | None = None) -> E | D | None:
        """The entry of that id or alias, or the default."""
        if not isinstance(id_, str):
            raise TypeError(f"expected an id, found {type(id_).__name__}")
        if self._selection is _ALL and not self._pending:
            found = self._library.find(self._cls, id_)
        else:
            real = self._library.real_id(self._cls.kind, id_)
            found = self._narrowed(HasId(real)).first() if real is not None else None
        return default if found is None else found

    def __iter__(self) -> Iterator[E]:
        for _, entry in self._library.select(self._cls, self._in_order()):
            yield entry

    def __reversed__(self) -> Iterator[E]:
        return iter(self.reverse())

    def __len__(self) -> int:
        return self._library.count(self._cls, self._settled())

    def __bool__(self) -> bool:
        return self.first() is not None

    def __contains__(self, item: object) -> bool:
        """Whether an entry, an id or an alias belongs to the collection."""
        if isinstance(item, str):
            return self.get(item) is not None
        return isinstance(item, self._cls) and self.get(item.id) == item

    def index(self, value: Any, start: int = 0, stop: int | None = None) -> int:
        """The index of an entry, or of the entry with an id or alias.

        Raises ValueError if it isn't there, or not between `start` and `stop`.
        """
        entry = self.get(value if isinstance(value, str) else getattr(value, "id", ""))
        if entry is not None and (isinstance(value, str) or entry == value):
            ids = self.ids
            found = ids.index(entry.id)
            if found in range(len(ids))[start:stop]:
                return found
        raise ValueError(f"{value!r} is not in {self!r}")

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        return tuple(id_ for _, id_ in self._library.select_ids(self._cls, self._in_order()))

    def first(self) -> E | None:
        """The first entry, or None if there is none."""
        return next(iter(self._slice(slice(0, 1))), None)

    def last(self) -> E | None:
        """The last entry, or None if there is none."""
        return self.reverse().first()

    def exists(self) -> bool:
        """Whether there is any entry."""
        return self.first() is not None

    def count(self, value: Any = _ALL) -> int:
        """How many entries there are; given an entry, an id or an alias, 1 if it belongs to the
        collection, else 0.
        """
        return len(self) if value is _ALL else int(value in self)

    def values(self, *names: str) -> list[dict[str, Any]]:
        """For each entry the named values: fields by their keys, and properties.

        `topics` is a tuple of ids, as in front matter; without names, all fields are
        given. Raises ValueError for a name that the kind doesn't have.
        """
        from refresher_content.model.filters import readable

        attributes = readable(self._cls, names)
        return [{name: getattr(entry, one) for name, one in attributes} for entry in self]

    def one(self) -> E:
        """The only entry. Raises `NotOneError` if there is none, or more than one."""
        found = list(self._slice(slice(0, 2)))
        if len(found) != 1:
            number = "none" if not found else str(len(self))
            raise NotOneError(f"expected one {self._cls.kind}, found {number}")
        return found[0]

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
        asked = self if predicates else self._with(_ALL)
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

    def reverse(self) -> Self:
        """The same entries, last first."""
        return self._with(self._in_order().reversed())

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

        lookup = counted(self._cls, name)
        return dict(self._library.count_facets(self._cls, self._settled(), lookup))

    def group_by(self, name: str) -> dict[Any, Self]:
        """The entries for each value of a filter, in the order of `facets`. One that has
        several values, or none, is in several groups, or none.
        """
        from refresher_content.model.filters import counted, equal

        lookup = counted(self._cls, name)
        return {value: self._narrowed(equal(lookup, value)) for value in self.facets(name)}

    # Being a value

    def __eq__(self, other: object) -> bool:
        """Collections are equal if they hold equal entries in the same order."""
        if not isinstance(other, Collection):
            return NotImplemented
        return self._cls is other._cls and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self._cls, self.ids))

    def __reduce__(self) -> tuple[Any, ...]:
        selection = self._in_order()
        if selection.ranking is not None:
            # Not every function can be pickled.
            selection = selection._replace(order=())
        return type(self), (self._library, self._cls, selection)

    def __repr__(self) -> str:
        shown = [entry.id for entry in self[:4]]
        more = ", …" if len(shown) == 4 else ""
        listed = f": {', '.join(shown[:3])}{more}" if shown else ""
        return f"<{self._counted()}{listed}>"

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><td><code>{escape(entry.id)}</code></td><td>{escape(entry.label)}</td></tr>"
            for entry in self[:_SHOWN]
        )
        left = len(self) - _SHOWN
        more = f"<tr><td colspan='2'>… {left} more</td></tr>" if left > 0 else ""
        head = f"<thead><tr><th>id</th><th>{len(self)} entries</th></tr></thead>"
        return f"<table>{head}{rows}{more}</table>"

    def _counted(self) -> str:
        count = len(self)
        return f"{count} {self._cls.kind if count == 1 else self._nouns}"

    @property
    def _nouns(self) -> str:
        return self._cls.folder or f"{self._cls.kind}s"

    # Implementation

    def _with(self, selection: Selection, pending: tuple[Callable[[E], object], ...] = ()) -> Self:
        result = type(self)(self._library, self._cls, selection)
        result._pending = pending
        return result

    def _narrowed(self, condition: Condition) -> Self:
        return self._with(self._settled().narrowed(condition))

    def _comparable(self, other: Collection[E]) -> Selection:
        """The selection of another collection of the same kind and library."""
        if other._cls is not self._cls:
            raise TypeError(f"{self._nouns} and {other._nouns} can't be in one collection")
        if other._library is not self._library:
            raise ValueError("the collections are of different libraries")
        return other._in_order()

    def _settled(self) -> Selection:
        """The selection with the predicates' answers in it, which are asked for once."""
        if self._pending:
            pending, self._pending = self._pending, ()
            rowids = tuple(
                rowid
                for rowid, entry in self._library.select(self._cls, self._selection.unordered())
                if all(test(entry) for test in pending)
            )
            self._selection = self._selection.narrowed(Rows(rowids))
        return self._selection

    def _in_order(self) -> Selection:
        """The selection with its order in it, which entries may have to be asked for."""
        selection = self._settled()
        if not selection.is_computed or selection.ranking is not None:
            return selection
        if self._ranked is None:
            ranking = self._library.ranked(self._cls, selection)
            self._ranked = selection._replace(ranking=ranking)
        return self._ranked

    def _slice(self, key: slice) -> Self:
        start, stop, step = key.start or 0, key.stop, 1 if key.step is None else key.step
        selection = self._in_order()
        if step != 1 or start < 0 or (stop is not None and stop < 0):
            start, stop, step = key.indices(len(self))
            if step != 1:
                rows = self._library.select_ids(self._cls, selection)
                rowids = tuple(rowid for rowid, _ in rows[key])
                picked = selection.narrowed(Rows(rowids))
                return self._with(picked.reversed() if step < 0 else picked)
            stop = max(start, stop)
        return self._with(selection.sliced(start, stop))

    def _known_ids(self) -> tuple[str, ...]:
        if self._selection is _ALL:
            return self._library.known_ids(self._cls.kind)
        return self.ids
