"""What an archive says beyond the format: any mapping, as JSON has it, and its own schema."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic_core import PydanticCustomError

from refresher_content.diagnostics import Diagnostic
from refresher_content.errors import MissingExtraError
from refresher_content.model import Publication
from refresher_content.source.expected import refuse_type
from refresher_content.source.frontmatter import Scalar, dotted

if TYPE_CHECKING:
    from refresher_content.source.files import SourceFile

__all__ = ["json_mapping", "meets_schema", "schema_problems"]

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


# The archive's own schema

Check = Callable[[Any], Iterable[tuple[tuple[str | int, ...], str]]]
"""Gives the path and the message of each problem."""


def schema_problems(folder: Path, files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """What in `extra` doesn't meet the JSON Schema that the publication names, in each file."""
    files = list(files)
    named = [one for one in files if isinstance(one.entry, Publication) and one.entry.extra_schema]
    for publication in named:
        assert isinstance(publication.entry, Publication)
        try:
            check = _check(folder, publication.entry.extra_schema)
            for file in files:
                for path, message in check(file.entry.extra) if file.entry else ():
                    yield file.problem_at("bad-value", ("extra", *path), message)
        except ValueError as error:
            yield publication.problem_at("bad-value", ("extra_schema",), str(error))


def meets_schema(folder: Path, schema: str, extras: Iterable[Any]) -> bool:
    """Whether each of these values meets a JSON Schema of the content folder."""
    try:
        check = _check(folder, schema)
        return not any(True for one in extras for _ in check(one))
    except ValueError:
        return False


def _check(folder: Path, path: str) -> Check:
    """What checks a value by a JSON Schema. Raises ValueError if there is none at that path."""
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise ValueError(f"{path!r} leads out of the content folder")
    if not file.is_file():
        raise ValueError(f"no file {path!r} in the content folder")
    try:
        from jsonschema import Draft202012Validator, SchemaError, validators
        from referencing import Registry
        from referencing.exceptions import Unresolvable
    except ImportError as error:
        raise MissingExtraError("schema", f"checking 'extra' by {path}") from error
    try:
        schema = json.loads(file.read_text(encoding="utf-8"))
        made = validators.validator_for(schema, Draft202012Validator)
        made.check_schema(schema)
    except SchemaError as error:
        raise ValueError(f"{path} is not a JSON Schema: {error.message}") from error
    except (ValueError, OSError) as error:
        raise ValueError(f"{path} can't be read as JSON: {error}") from error
    # Without what other sites say: nothing is fetched.
    validator = made(schema, registry=Registry())

    def check(value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
        try:
            for one in sorted(
                validator.iter_errors(value), key=lambda one: list(map(str, one.path))
            ):
                yield tuple(one.absolute_path), one.message
        except Unresolvable as error:
            raise ValueError(f"{path} refers to what it doesn't hold: {error.ref}") from error

    return check
