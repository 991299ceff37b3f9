"""The command `refresher mv`: moves or renames an entry."""

from __future__ import annotations

from pathlib import Path

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import say
from refresher_content.display import visible

__all__ = ["COMMANDS"]


@click.command(
    epilog=example(
        "refresher mv echo the-second-echo",
        "refresher mv articles/echo.md articles/2011/echo.md",
        "refresher mv topic:tools gear --folder my-articles",
    )
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--folder",
    default="content",
    type=PathType(file_okay=False),
    help="The content folder; ./content if not given.",
)
@click.option("--dry-run", is_flag=True, help="Show the changes as a diff, and write nothing.")
def mv(old: str, new: str, folder: Path, dry_run: bool) -> None:
    """Moves or renames the entry OLD: an id, perhaps with its kind, or a file. NEW is an id or a
    file.

    The earlier id stays as an alias, so that its address leads to the new one. Front matter,
    roles and links of all files name the entry as it is called then.
    """
    from refresher_content.project import kinds_of
    from refresher_content.source import fixes
    from refresher_content.source.moving import moved

    if not folder.is_dir():
        raise NotADirectoryError(f"there is no folder {str(folder)!r}")
    changes = moved(folder, _below(old, folder), _below(new, folder), kinds_of(folder))
    if dry_run:
        for one in changes:
            say(one.diff(), nl=False)
        return
    fixes.write(folder, changes)
    for one in changes:
        if one.path != one.new_path:
            say(visible(f"{folder / one.path} is {folder / one.new_path} now"))
    others = sum(one.path == one.new_path for one in changes)
    say(f"{others} other {'file' if others == 1 else 'files'} changed")


def _below(name: str, folder: Path) -> str:
    """A path relative to the content folder, however it was given."""
    root = folder.as_posix().removeprefix("./")
    path = name.removeprefix("./")
    return path.removeprefix(f"{root}/") if root not in ("", ".") else path


COMMANDS = {"mv": mv}
