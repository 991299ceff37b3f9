"""Entries in order, read as a list is: by index, slice, id or one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from refresher_content.errors import NotOneError, UnknownIdError
from refresher_content.model.entry import Entry
from refresher_content.model.selection import HasId, Rows, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refresher_content.model.protocols import Library
    from refresher_content.model.selection import Condition

__all__ = ["ALL", "EntrySequence"]

E = TypeVar("E", bound=Entry)
D = TypeVar("D")

ALL = Selection()
"""What a collection holds that nothing has narrowed."""

_SHOWN = 20
"""How many entries a table in a notebook shows."""


class EntrySequence(Sequence[E]):
    """Entries of one kind in order, which are read when they are asked for."""

    __slots__ = ("_cls", "_library", "_pending", "_ranked", "_selection")

    def __init__(self, library: Library, cls: type[E], selection: Selection = ALL) -> None:
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
        if self._selection is ALL and not self._pending:
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

    def reverse(self) -> Self:
        """The same entries, last first."""
        return self._with(self._in_order().reversed())

    def first(self) -> E | None:
        """The first entry, or None if there is none."""
        return next(iter(self._slice(slice(0, 1))), None)

    def last(self) -> E | None:
        """The last entry, or None if there is none."""
        return self.reverse().first()

    def exists(self) -> bool:
        """Whether there is any entry."""
        return self.first() is not None

    def count(self, value: Any = ALL) -> int:
        """How many entries there are; given an entry, an id or an alias, 1 if it belongs to the
        collection, else 0.
        """
        return len(self) if value is ALL else int(value in self)

    def one(self) -> E:
        """The only entry. Raises `NotOneError` if there is none, or more than one."""
        found = list(self._slice(slice(0, 2)))
        if len(found) != 1:
            number = "none" if not found else str(len(self))
            raise NotOneError(f"expected one {self._cls.kind}, found {number}")
        return found[0]

    # Being a value

    def __eq__(self, other: object) -> bool:
        """Collections are equal if they hold equal entries in the same order."""
        if not isinstance(other, EntrySequence):
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

    def _comparable(self, other: EntrySequence[E]) -> Selection:
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
        if self._selection is ALL:
            return self._library.known_ids(self._cls.kind)
        return self.ids
