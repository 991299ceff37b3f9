"""Any mapping of a front matter, as JSON has it."""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from typing import Any, NoReturn

from pydantic_core import PydanticCustomError

from refresher_content.source.expected import refuse_type
from refresher_content.source.frontmatter import Scalar, dotted

__all__ = ["json_mapping"]

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")


def json_mapping(value: Any) -> dict[str, Any]:
    """A mapping of a front matter as JSON has it: dates are texts, and only `true` and `false`
    are booleans.
    """
    if not isinstance(value, dict):
        refuse_type("keys with values", value)
    return {key: _json(one, (key,)) for key, one in value.items()}


def _json(value: Any, path: tuple[str | int, ...]) -> Any:
    match value:
        case dict():
            return {key: _json(one, (*path, key)) for key, one in value.items()}
        case list():
            return [_json(one, (*path, index)) for index, one in enumerate(value)]
        case Scalar(written=written, meaning="a boolean"):
            if written not in ("true", "false"):
                _refuse(value, path, "a boolean is written true or false; put a text in quotes")
            return written == "true"
        case Scalar(written=written, meaning="a number"):
            return _number(value, path)
        case Scalar(meaning="nothing"):
            return None
        case Scalar(written=written):
            return written
    return value


def _number(value: Scalar, path: tuple[str | int, ...]) -> int | float:
    number: int | float = math.inf
    if _NUMBER.fullmatch(value.written):
        with suppress(ValueError):  # more digits than Python reads
            number = json.loads(value.written)
    if not math.isfinite(number):
        _refuse(value, path, "write a number as in JSON, or put a text in quotes")
    return number


def _refuse(value: Scalar, path: tuple[str | int, ...], hint: str) -> NoReturn:
    message = "YAML reads {written} in {key} as {meaning}"
    context = {"written": value.written, "meaning": value.meaning, "key": repr(dotted(path))}
    raise PydanticCustomError("yaml-meaning", message, context | {"hint": hint})
