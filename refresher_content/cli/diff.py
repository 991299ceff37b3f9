"""The command `refresher diff`: what has changed from one library to another."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import as_json, rows
from refresher_content.cli.reading import json_option, opened

__all__ = ["COMMANDS"]


@click.command(
    epilog=example("refresher diff released.sqlite my-articles", "refresher diff old new --json")
)
@click.argument("old", type=PathType())
@click.argument("new", type=PathType())
@json_option
@click.pass_context
def diff(ctx: click.Context, old: Path, new: Path, machine: bool) -> None:
    """Lists what is added, changed, renamed or removed from the library OLD to the library NEW,
    each a content folder or a compiled file.

    The exit code is 1 if an entry was removed without an alias that leads to another one.
    """
    found = opened(new).changes_since(opened(old))
    if machine:
        as_json([asdict(one) for one in found])
    else:
        cells = [
            (one.change, one.kind, one.id, f"was {one.old_id}" if one.old_id else "", *one.fields)
            for one in found
        ]
        rows(
            ("change", "kind", "id", "what differs"),
            [(*cell[:3], ", ".join(filter(None, cell[3:]))) for cell in cells],
        )
    ctx.exit(1 if any(one.change == "removed" for one in found) else 0)


COMMANDS = {"diff": diff}
