"""The JSON Schema of an archive's own for what its entries say beyond the format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from refresher_content.diagnostics import Diagnostic
from refresher_content.errors import MissingExtraError
from refresher_content.model import Publication
from refresher_content.source.files import SourceFile

__all__ = ["meets_schema", "schema_problems"]

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
    except (ValueError, OSError, RecursionError) as error:
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
        except RecursionError as error:
            raise ValueError(f"{path} refers to itself without end") from error

    return check
