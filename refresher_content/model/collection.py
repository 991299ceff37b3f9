"""Collections of entries: look up, filter, order, group, count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from refresher_content.errors import NotOneError, UnknownIdError
from refresher_content.model.entry import Entry
from refresher_content.model.filters import check_filter, facet, not_a_predicate, order
from refresher_content.model.kinds import Article, Author, Column, Issue, Reference, Topic
from refresher_content.model.selection import Facet, HasId, Rows, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refresher_content.model.protocols import Library

__all__ = ["Articles", "Collection"]

E = TypeVar("E", bound=Entry)
D = TypeVar("D")

_ALL = Selection()
"""What a collection holds that nothing has narrowed."""

_SHOWN = 20
"""How many entries a table in a notebook shows."""


class Collection(Sequence[E]):
    """Entries of one kind, in order. It never changes; what narrows it gives another.

    It reads only what is asked for: a filter over a large library touches the
    rows that are looked at. The default order is for articles newest first,
    then by column and the place in it; for issues newest first; for references by
    first author and year; for all others by name. Ids break every tie.
    """

    __slots__ = ("_cls", "_library", "_pending", "_selection")

    def __init__(self, library: Library, cls: type[E], selection: Selection = _ALL) -> None:
        self._library = library
        self._cls = cls
        self._selection = selection
        self._pending: tuple[Callable[[E], object], ...] = ()

    # Reading

    @overload
    def __getitem__(self, key: int | str) -> E: ...
    @overload
    def __getitem__(self, key: slice) -> Collection[E]: ...

    def __getitem__(self, key: int | str | slice) -> E | Collection[E]:
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
        for _, entry in self._library.select(self._cls, self._settled()):
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
        return tuple(id_ for _, id_ in self._library.select_ids(self._cls, self._settled()))

    def first(self) -> E | None:
        """The first entry, or None if there is none."""
        return next(iter(self._slice(slice(0, 1))), None)

    def one(self) -> E:
        """The only entry. Raises `NotOneError` if there is none, or more than one."""
        found = list(self._slice(slice(0, 2)))
        if len(found) != 1:
            number = "none" if not found else str(len(self))
            raise NotOneError(f"expected one {self._cls.kind}, found {number}")
        return found[0]

    # Narrowing and ordering

    def filter(
        self,
        *predicates: Callable[[E], object],
        **filters: str | int | Entry | Iterable[str | int | Entry],
    ) -> Collection[E]:
        """Those entries that every predicate and every filter admits.

        A filter takes an id, an entry or a year, or several of them, of which any may match.
        Raises TypeError for a filter that the kind doesn't have or a value of the wrong
        type, `UnknownIdError` for the id of an entry that doesn't exist, and ValueError
        for a text that is not a year, or not one of the few that the filter can have.
        """
        for test in predicates:
            if not callable(test):
                raise TypeError(not_a_predicate(test))
        result = self
        for name, value in filters.items():
            result = result._narrowed(facet(self._library, self._cls, name, value))
        if predicates:
            result = result._with(result._selection, result._pending + predicates)
        return result

    def order_by(self, *keys: str) -> Collection[E]:
        """The same entries ordered by the given keys; `-` before a key means descending.

        Texts are ordered as people look them up, no matter case and accents. Equal
        entries stay in the default order. Raises ValueError for a key that the
        kind doesn't have or that can't be ordered.
        """
        return self._with(self._settled().ordered(tuple(order(self._cls, key) for key in keys)))

    def reverse(self) -> Collection[E]:
        """The same entries, last first."""
        return self._with(self._settled().reversed())

    # A literal text is the more specific of the two.

    @overload
    def facets(  # type: ignore[overload-overlap]
        self, name: Literal["year"]
    ) -> dict[int, int]: ...
    @overload
    def facets(self, name: str) -> dict[str, int]: ...

    def facets(self, name: str) -> dict[int, int] | dict[str, int]:
        """How many entries there are for each value of a filter, most first; the value is an
        id, or a number for a year. Raises TypeError for an unknown filter.
        """
        check_filter(self._cls, name)
        found = self._library.count_facets(self._cls, self._settled(), name)
        counts: Any = {int(one) if name == "year" else one: count for one, count in found}
        return counts  # type: ignore[no-any-return]

    @overload
    def group_by(  # type: ignore[overload-overlap]
        self, name: Literal["year"]
    ) -> dict[int, Collection[E]]: ...
    @overload
    def group_by(self, name: str) -> dict[str, Collection[E]]: ...

    def group_by(self, name: str) -> dict[int, Collection[E]] | dict[str, Collection[E]]:
        """The entries for each value of a filter, in the order of `facets`. One that has
        several values, or none, is in several groups, or none.
        """
        return {value: self._narrowed(Facet(name, (str(value),))) for value in self.facets(name)}

    # Being a value

    def __eq__(self, other: object) -> bool:
        """Collections are equal if they hold equal entries in the same order."""
        if not isinstance(other, Collection):
            return NotImplemented
        return self._cls is other._cls and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self._cls, self.ids))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._library, self._cls, self._settled())

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
        noun = self._cls.kind if count == 1 else self._cls.folder or f"{self._cls.kind}s"
        return f"{count} {noun}"

    # Implementation

    def _with(
        self, selection: Selection, pending: tuple[Callable[[E], object], ...] = ()
    ) -> Collection[E]:
        result = type(self)(self._library, self._cls, selection)
        result._pending = pending
        return result

    def _narrowed(self, condition: Facet | HasId) -> Collection[E]:
        return self._with(self._settled().narrowed(condition))

    def _settled(self) -> Selection:
        """The selection with the predicates' answers in it, which are asked for once."""
        if self._pending:
            pending, self._pending = self._pending, ()
            rowids = tuple(
                rowid
                for rowid, entry in self._library.select(self._cls, self._selection)
                if all(test(entry) for test in pending)
            )
            self._selection = self._selection.narrowed(Rows(rowids))
        return self._selection

    def _slice(self, key: slice) -> Collection[E]:
        start, stop, step = key.start or 0, key.stop, 1 if key.step is None else key.step
        selection = self._settled()
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


class Articles(Collection[Article]):
    """A collection of articles; its filters are spelled out for editors."""

    __slots__ = ()

    def filter(  # type: ignore[override]
        self,
        *predicates: Callable[[Article], object],
        author: str | Author | Iterable[str | Author] | None = None,
        column: str | Column | Iterable[str | Column] | None = None,
        issue: str | Issue | Iterable[str | Issue] | None = None,
        topic: str | Topic | Iterable[str | Topic] | None = None,
        reference: str | Reference | Iterable[str | Reference] | None = None,
        year: int | str | Iterable[int | str] | None = None,
        language: str | Iterable[str] | None = None,
        translation_of: str | Article | Iterable[str | Article] | None = None,
        mentions: str | Entry | Iterable[str | Entry] | None = None,
        **unknown: Any,
    ) -> Articles:
        """Those articles that every predicate and every filter admits; see `Collection.filter`.

        `mentions` takes an entry that the text links to, or its kind and id as in
        `"article:some-id"`; a filter that is None admits all.
        """
        filters = {
            "author": author,
            "column": column,
            "issue": issue,
            "topic": topic,
            "reference": reference,
            "year": year,
            "language": language,
            "translation_of": translation_of,
            "mentions": mentions,
        }
        given: dict[str, Any] = {name: one for name, one in filters.items() if one is not None}
        found: Any = super().filter(*predicates, **given, **unknown)
        return found  # type: ignore[no-any-return]

    if TYPE_CHECKING:
        # The same methods, with the kind of collection that they give.

        @overload
        def __getitem__(self, key: int | str) -> Article: ...
        @overload
        def __getitem__(self, key: slice) -> Articles: ...
        def __getitem__(self, key: Any) -> Any: ...
        def order_by(self, *keys: str) -> Articles: ...  # noqa: D102 - Collection has it
        def reverse(self) -> Articles: ...  # noqa: D102
