"""What searches and comparisons need of the library whose tables they read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from refresher_content.model import Collection, Entry
from refresher_content.model.protocols import Library

__all__ = ["Reader"]

E = TypeVar("E", bound=Entry)


class Reader(Library, Protocol):
    """A library, as what reads its tables sees it."""

    def rows(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The rows of a query."""

    def collection(self, cls: type[E]) -> Collection[E]:
        """Every entry of a kind."""

    def bind(self, entry: E) -> E:
        """The entry, made to belong to the library."""
