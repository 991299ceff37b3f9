"""The command `refresher new`: a file that passes the check, from options or answers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import fail
from refresher_content.files import write_whole
from refresher_content.model import Entry, PartialDate
from refresher_content.model.fields import FieldSpec, describe_fields, front_matter_fields
from refresher_content.project import kinds_of
from refresher_content.source.corpus import check
from refresher_content.source.finding import PUBLICATION
from refresher_content.source.ids import slug_problem, slugify
from refresher_content.source.writing import Date, file_text

__all__ = ["COMMANDS"]

_FOLDER = Path("content")


class _Kinds(click.Group):
    """A command for each kind, also for those that the project in the working folder has."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the kinds."""
        return sorted(kinds_of(_FOLDER))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command that writes an entry of a kind; None if there is no such kind."""
        kinds = kinds_of(_FOLDER)
        return _command(kinds[name]) if name in kinds else None


@click.group(
    cls=_Kinds, epilog=example("refresher new author --name 'Ada Quill'", "refresher new article")
)
def new() -> None:
    """Writes the file of a new entry; asks for what it needs and wasn't given."""


def _command(cls: type[Entry]) -> click.Command:
    # Keys with keys of their own are easier written in the file than as options.
    specs = [spec for spec in front_matter_fields(cls) if spec.shape not in ("object", "json")]
    docs = describe_fields(cls)

    def run(folder: Path, body: str | None, **values: Any) -> None:
        matter = {spec.key: _value(spec, values[spec.name]) for spec in specs}
        _write(cls, folder, {key: value for key, value in matter.items() if value}, body)

    options: list[click.Parameter] = [
        click.Option(
            ["--folder"],
            default=str(_FOLDER),
            type=PathType(file_okay=False),
            help="The content folder; ./content if not given.",
        ),
        click.Option(["--body"], help="The text in Markdown; - reads it from standard input."),
    ]
    for spec in specs:
        required = spec.required and spec.key != "id"
        options.append(
            click.Option(
                [f"--{spec.key.replace('_', '-')}", spec.name],
                multiple=spec.many,
                required=required and not spec.many,
                prompt=_prompt(spec) if required else False,
                help=docs.get(spec.name, "").split(";")[0],
            )
        )
    text = f"Writes a new {cls.kind}: {(cls.__doc__ or '').strip().splitlines()[0]}"
    epilog = example(f"refresher new {cls.kind} --folder my-articles")
    return click.Command(cls.kind, callback=run, params=options, help=text, epilog=epilog)


def _prompt(spec: FieldSpec) -> str | bool:
    if spec.many:
        return False
    choices = spec.choices
    return f"{spec.key}{f' ({chr(47).join(choices)})' if choices else ''}"


def _value(spec: FieldSpec, value: Any) -> Any:
    """What was given, or for a list that must not be empty what is asked for."""
    if spec.many:
        given = list(value)
        if not given and spec.required:
            answer = click.prompt(f"{spec.key} (with commas between)")
            given = [part.strip() for part in answer.split(",") if part.strip()]
        return given
    if spec.type is PartialDate and value:
        return Date(value)
    return int(value) if spec.type is int and str(value).isdecimal() else value


def _write(cls: type[Entry], folder: Path, matter: dict[str, Any], body: str | None) -> None:
    """Writes the file, unless the check of what it would hold finds an error."""
    path = f"{cls.folder}/{_file_name(matter)}.md" if cls.folder else PUBLICATION
    target = folder / path
    if target.exists():
        raise click.UsageError(f"{target} exists; give another --id")
    text = _text(cls, matter, body)
    write_whole(target, text)
    problems = [one for one in check(folder, kinds_of(folder)) if one.path == path]
    for one in problems:
        click.echo(one.as_text(folder.as_posix()), err=True)
    if any(one.severity == "error" for one in problems):
        target.unlink()
        fail(f"{target} was not written")
    click.echo(str(target))


def _file_name(matter: dict[str, Any]) -> str:
    """The id if it is valid, else a safe file name: the check then reports the id."""
    given = str(matter.get("id") or matter.get("title") or matter.get("name") or "")
    return (slugify(given) if slug_problem(given) else given) or "untitled"


def _text(cls: type[Entry], matter: dict[str, Any], body: str | None) -> str:
    if body == "-":
        body = sys.stdin.read()
    if not body and cls.kind == "article":
        body = "Write the article here, and begin its headings with `##`.\n"
    return file_text(matter, body or "")


COMMANDS = {"new": new}
