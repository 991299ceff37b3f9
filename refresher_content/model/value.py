"""What makes the model's objects values: equality by fields, and how they are shown."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

__all__ = ["Value"]


class Value:
    """Objects that are equal if their fields are.

    What `dataclass` would make for each class stands here once: it would be a tenth of
    the time that the import takes.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, one.name) == getattr(other, one.name) for one in _fields(self))

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, one.name) for one in _fields(self))))

    def __repr__(self) -> str:
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in _fields(self))
        return f"{type(self).__name__}({shown})"


def _fields(value: Any) -> tuple[Any, ...]:
    return fields(value)
