"""Which entries of a kind, and in which order: a value that a library answers."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Facet", "HasId", "Order", "Rows", "Selection"]


class Facet(NamedTuple):
    """Entries that have any of these values under a filter's name."""

    name: str
    values: tuple[str, ...]


class HasId(NamedTuple):
    """The entry with this id."""

    id: str


class Rows(NamedTuple):
    """Entries by the numbers of their rows."""

    rowids: tuple[int, ...]


class Order(NamedTuple):
    """A field by which entries are ordered."""

    key: str
    descending: bool = False


class Selection(NamedTuple):
    """Entries that meet every condition, ordered, then cut. Ties stay in the default order."""

    where: tuple[Facet | HasId | Rows | Selection, ...] = ()
    """The conditions; a selection is one as well: being in it."""
    order: tuple[Order, ...] = ()
    """By what they are ordered, the most important first."""
    backwards: bool = False
    """Whether the default order, which decides between equals, is reversed."""
    offset: int = 0
    """How many are left out at the beginning."""
    limit: int | None = None
    """The maximum number; None for all."""

    @property
    def is_cut(self) -> bool:
        """Whether offset or limit leave something out, so that the order decides what."""
        return bool(self.offset) or self.limit is not None

    def narrowed(self, condition: Facet | HasId | Rows) -> Selection:
        """Those entries of it that meet one more condition, in its order."""
        whole = self.uncut()
        return whole._replace(where=(*whole.where, condition))

    def uncut(self) -> Selection:
        """The same entries in the same order, without offset and limit."""
        if not self.is_cut:
            return self
        return Selection((self,), self.order, self.backwards)

    def ordered(self, order: tuple[Order, ...]) -> Selection:
        """The same entries in another order."""
        return self.uncut()._replace(order=order, backwards=False)

    def reversed(self) -> Selection:
        """The same entries, last first."""
        whole = self.uncut()
        order = tuple(Order(one.key, not one.descending) for one in whole.order)
        return whole._replace(order=order, backwards=not whole.backwards)

    def sliced(self, start: int, stop: int | None) -> Selection:
        """Its entries from one index up to another; neither is negative."""
        length = None if stop is None else max(0, stop - start)
        if self.limit is not None:
            left = max(0, self.limit - start)
            length = left if length is None else min(length, left)
        return self._replace(offset=self.offset + start, limit=length)
