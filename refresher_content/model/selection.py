"""Which entries of a kind, and in which order: a value that a library answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Compare", "Condition", "Either", "Facet", "HasId", "Not", "Order", "Rows", "Selection"]


class Facet(NamedTuple):
    """Entries that have any of these values under a filter's name."""

    name: str
    values: tuple[str, ...] | None
    """None for any value at all."""


class HasId(NamedTuple):
    """The entry with this id."""

    id: str


class Rows(NamedTuple):
    """Entries by the numbers of their rows."""

    rowids: tuple[int, ...]


class Compare(NamedTuple):
    """Entries whose value of a key, or one of its items, compares so."""

    key: str
    operator: str
    """One of those that `refresher_content.library.sql` writes."""
    value: Any = None
    path: tuple[str, ...] = ()
    """Where the value is in a mapping; empty for the whole of it."""


class Not(NamedTuple):
    """Entries that don't meet a condition."""

    condition: Condition


class Either(NamedTuple):
    """Entries that meet any of some conditions."""

    conditions: tuple[Condition, ...]


class Order(NamedTuple):
    """A key by which entries are ordered."""

    key: str | Callable[[Any], Any]
    """A field's key, the name of a property, or a function of an entry."""
    descending: bool = False
    computed: bool = False
    """Whether no column holds it, so that the entries themselves are asked."""


class Selection(NamedTuple):
    """Entries that meet every condition, ordered, then cut. Ties stay in the default order."""

    where: tuple[Condition, ...] = ()
    """The conditions; a selection is one as well: being in it."""
    order: tuple[Order, ...] = ()
    """By what they are ordered, the most important first."""
    backwards: bool = False
    """Whether the default order, which decides between equals, is reversed."""
    offset: int = 0
    """How many are left out at the beginning."""
    limit: int | None = None
    """The maximum number; None for all."""
    ranking: tuple[int, ...] | None = None
    """The rows in order, once it is known, where no column has what they are ordered by."""

    @property
    def is_cut(self) -> bool:
        """Whether offset or limit leave something out, so that the order decides what."""
        return bool(self.offset) or self.limit is not None

    @property
    def is_computed(self) -> bool:
        """Whether the order depends on what the entries themselves answer."""
        return any(one.computed for one in self.order)

    def narrowed(self, condition: Condition) -> Selection:
        """Those entries of it that meet one more condition, in its order."""
        whole = self.uncut()
        return whole._replace(where=(*whole.where, condition))

    def uncut(self) -> Selection:
        """The same entries in the same order, without offset and limit."""
        if not self.is_cut:
            return self
        return Selection((self,), self.order, self.backwards, ranking=self.ranking)

    def unordered(self) -> Selection:
        """The same entries in the default order, forwards or backwards."""
        return self.uncut()._replace(order=(), ranking=None)

    def joined(self, other: Selection) -> Selection:
        """The entries of either, in the order of the first."""
        both = Either((Selection(self.uncut().where), Selection(other.uncut().where)))
        return Selection((both,), self.order, self.backwards)

    def ordered(self, order: tuple[Order, ...]) -> Selection:
        """The same entries in another order."""
        return self.uncut()._replace(order=order, backwards=False, ranking=None)

    def reversed(self) -> Selection:
        """The same entries, last first."""
        whole = self.uncut()
        return whole._replace(
            order=tuple(one._replace(descending=not one.descending) for one in whole.order),
            backwards=not whole.backwards,
            ranking=whole.ranking[::-1] if whole.ranking is not None else None,
        )

    def sliced(self, start: int, stop: int | None) -> Selection:
        """Its entries from one index up to another; neither is negative."""
        length = None if stop is None else max(0, stop - start)
        if self.limit is not None:
            left = max(0, self.limit - start)
            length = left if length is None else min(length, left)
        return self._replace(offset=self.offset + start, limit=length)


Condition = Facet | HasId | Rows | Compare | Not | Either | Selection
