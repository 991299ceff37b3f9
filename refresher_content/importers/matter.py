"""Front matter in YAML, TOML and JSON as plain data, with the lines of its keys."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.reader import ReaderError

from refresher_content.source import frontmatter
from refresher_content.source.frontmatter import Scalar
from refresher_content.source.rewriting import Text

__all__ = ["TOO_DEEP", "Matter", "MatterError", "read_matter", "read_settings", "read_yaml"]


class MatterError(ValueError):
    """A front matter that can't be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


TOO_DEEP = "too many values stand in each other"
"""What is wrong with data that Python's readers can't follow to its end."""


@contextmanager
def _not_too_deep() -> Iterator[None]:
    try:
        yield
    except RecursionError:
        raise MatterError(1, TOO_DEEP) from None


@dataclass(slots=True)
class Matter:
    """A front matter and the text below it."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each key."""
    body: Text = field(default_factory=lambda: Text.of(""))


def read_matter(text: str) -> Matter:
    """What a file says. Raises MatterError."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = lines[0].rstrip() if lines else ""
    if first == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if _closes(line)), 0)
        if not end:
            raise MatterError(1, "the front matter never ends")
        matter = read_yaml("\n".join(lines[1:end]) + "\n", 2)
    elif first == "+++":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "+++"), 0)
        if not end:
            raise MatterError(1, "the front matter never ends")
        matter = _toml(lines[1:end])
    elif first.startswith("{") and not first.startswith(("{{", "{%")):
        matter, end = _json(lines)
    else:
        return Matter(body=Text.of("\n".join(lines)))
    matter.body = Text.of("\n".join(lines[end + 1 :]), end + 2)
    return matter


def _closes(line: str) -> bool:
    return line.rstrip() in ("---", "...")


def read_yaml(block: str, first: int = 1) -> Matter:
    """The keys and values of a text in YAML. Raises MatterError."""
    found = frontmatter.compose(block)
    shift = first - 2
    for problem in found.problems:
        if problem.code in ("yaml-syntax", "duplicate-key"):
            raise MatterError(problem.span.line + shift, problem.message)
    lines = {
        str(path[0]): found.span(path, key=True).line + shift
        for path in found.keys
        if len(path) == 1
    }
    return Matter({key: _plain(value) for key, value in found.data.items()}, lines)


@_not_too_deep()
def read_settings(text: str) -> Matter:
    """Settings in YAML, which may have tags of a program's own. Raises MatterError."""
    try:
        return read_yaml(text)
    except MatterError:
        try:
            data = yaml.load(text, Loader=_Tolerant)  # noqa: S506 - it makes plain data only
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            raise MatterError(mark.line + 1 if mark else 1, error.problem or "YAML") from None
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise MatterError(line, f"{error.reason}: U+{error.character:04X}") from None
        return Matter(data if isinstance(data, dict) else {})


class _Tolerant(yaml.SafeLoader):
    """Reads what has a tag of its own as nothing."""


_Tolerant.add_multi_constructor("", lambda *_: None)


def _plain(value: Any) -> Any:
    match value:
        case Scalar(meaning="a boolean"):
            return value.written.casefold() in ("true", "yes", "on", "y")
        case Scalar(meaning="nothing"):
            return None
        case Scalar():
            return value.written
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list():
            return [_plain(one) for one in value]
    return value


@_not_too_deep()
def _toml(lines: list[str]) -> Matter:
    try:
        data = _texts(tomllib.loads("\n".join(lines)))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise MatterError(int(place[1]) + 1 if place else 1, f"TOML: {error}") from None
    keys: dict[str, int] = {}
    for number, line in enumerate(lines, start=2):
        if found := re.match(r"\s*\[*\s*[\"']?([\w-]+)[\"']?\s*[\].=]", line):
            keys.setdefault(found[1], number)
    return Matter(data, keys)


@_not_too_deep()
def _json(lines: list[str]) -> tuple[Matter, int]:
    text = "\n".join(lines)
    try:
        read, end = json.JSONDecoder().raw_decode(text)
        data = _texts(read)
    except json.JSONDecodeError as error:
        raise MatterError(error.lineno, f"JSON: {error.msg}") from None
    last = text.count("\n", 0, end)
    keys: dict[str, int] = {}
    for number, line in enumerate(lines[: last + 1], start=1):
        for found in re.finditer(r'"((?:[^"\\]|\\.)*)"\s*:', line):
            keys.setdefault(found[1], number)
    return Matter(data, keys), last


def _texts(value: Any) -> Any:
    """Data of TOML or JSON in which numbers and dates are texts, as in YAML."""
    if isinstance(value, dict):
        return {key: _texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return value if value is None or isinstance(value, bool) else str(value)
