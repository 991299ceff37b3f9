"""The command `refresher init`: a project that builds at once."""

from __future__ import annotations

import json
import re
import sys
import typing
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from refresher_content.cli.options import PathType, example
from refresher_content.files import write_changed
from refresher_content.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable

__all__ = ["COMMANDS"]

_SCHEMAS = ".vscode/schemas"


class _Answer(click.Option):
    """An option that is asked for on a terminal, and has its default elsewhere."""

    def prompt_for_value(self, ctx: click.Context) -> Any:
        """What is typed, or the default."""
        return super().prompt_for_value(ctx) if sys.stdin.isatty() else self.get_default(ctx)


@click.command(epilog=example("refresher init my-archive --title 'The Harbour Quarterly'"))
@click.argument("folder", type=PathType(file_okay=False))
@click.option("--title", cls=_Answer, prompt=True, default="My archive", help="The title.")
@click.option(
    "--language", cls=_Answer, prompt=True, default="en", help="The language, such as en or fr."
)
@click.option(
    "--license",
    "license_",
    cls=_Answer,
    prompt="Licence (SPDX name; 'none' for none)",
    default="none",
    help="The texts' licence by its SPDX name, such as CC-BY-4.0; 'none' for none.",
)
@click.option(
    "--samples/--no-samples", default=True, help="Whether it has samples of entries; it has."
)
def init(folder: Path, title: str, language: str, license_: str, samples: bool) -> None:
    """Makes a project in FOLDER that builds at once: a sample of each kind, the book's
    settings, and what GitHub Pages, pre-commit and VS Code need.

    On a terminal it asks for what isn't given. A folder that holds something is left alone.
    """
    from refresher_content.model.text_formats import Language, License

    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; name a new folder")
    known = license_.strip().casefold() not in ("", "none")
    _check("--language", Language, language)
    if known:
        _check("--license", License, license_)
    if not title.strip():
        raise click.UsageError("--title: expected a text, found none")
    rights = f"Licensed under {license_}." if known else "All rights reserved."
    values = {"title": " ".join(title.split()), "language": language, "rights": rights}
    values["license"] = license_ if known else ""
    for path, text in _project(values):
        if samples or not _is_sample(path):
            write_changed(folder / path, text)
    click.echo(f"{folder}: next, run refresher serve {folder}")


def _is_sample(path: str) -> bool:
    return path.startswith("content/") and path != "content/publication.md"


def _check(option: str, annotation: object, value: str) -> None:
    """Ends with a usage error if a value has another form than its key needs."""
    from refresher_content.source.standards import standard_problem

    form = typing.get_args(annotation)[1]
    if not form.matches(value):
        raise click.UsageError(f"{option}: expected {form.meaning}, found {value!r}")
    if problem := standard_problem(form, value):
        raise click.UsageError(f"{option}: " + "; ".join(part for part in problem[:2] if part))


def _project(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The files of a project, by their paths below its folder."""
    from refresher_content.source.validation import json_schema

    root = files("refresher_content.cli") / "project"
    for path, template in _templates(root, PurePosixPath()):
        # Python and YAML take a text as JSON writes it.
        write = _markdown if path == "index.md" else _quoted
        shown = {name: write(value) for name, value in values.items()}
        # A key without a value would be an error.
        empty = [f": @{name}@\n" for name, value in values.items() if not value]
        lines = template.splitlines(keepends=True)
        template = "".join(one for one in lines if not one.endswith(tuple(empty)))
        yield path, re.sub("|".join(f"@{name}@" for name in shown), _from(shown), template)
    kinds = [cls for cls in KINDS.values() if cls.folder]
    for cls in kinds:
        schema = json.dumps(json_schema(cls), ensure_ascii=False, indent=2)
        yield f"{_SCHEMAS}/{cls.kind}.schema.json", f"{schema}\n"
    places = {f"./{_SCHEMAS}/{one.kind}.schema.json": f"content/{one.folder}/*.md" for one in kinds}
    yield ".vscode/settings.json", json.dumps({"yaml.schemas": places}, indent=2) + "\n"


def _from(shown: dict[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda found: shown[found[0].strip("@")]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _markdown(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#&$~|:])", r"\\\1", text)


def _templates(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[str, str]]:
    """The templates and where they go: `dot.` stands for the dot of a hidden file, `.txt` is
    put behind the name of what isn't a module of this package.
    """
    for one in sorted(folder.iterdir(), key=lambda each: each.name):
        name = one.name.replace("dot.", ".", 1) if one.name.startswith("dot.") else one.name
        if one.is_dir():
            yield from _templates(one, path / name)
        else:
            yield str(path / name.removesuffix(".txt")), one.read_text(encoding="utf-8")


COMMANDS = {"init": init}
