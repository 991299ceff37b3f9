"""What is said of a value of the wrong type."""

from __future__ import annotations

import typing
from typing import Any

from pydantic_core import PydanticCustomError

from refresher_content.diagnostics import shown
from refresher_content.source.frontmatter import Scalar

__all__ = ["is_nothing", "refuse_type"]


def refuse_type(expected: str, value: Any, hint: str = "") -> typing.NoReturn:
    """Raises the problem with a value where another type is expected."""
    if is_nothing(value):
        value, hint = None, ""
    if value is None and not hint:
        hint = "write a value, or delete the line"
    raise PydanticCustomError(
        "wrong-type",
        "expected {expected}, found {found}",
        {"expected": expected, "found": _found(value), "hint": hint},
    )


def is_nothing(value: Any) -> bool:
    """Whether YAML takes an unquoted word for nothing."""
    return isinstance(value, Scalar) and value.meaning == "nothing"


def _found(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case Scalar():
            return f"{value.meaning}, {value.written}"
        case list():
            return "a list"
        case dict():
            return "keys with values"
        case _:
            return f"the text {shown(value)}"
