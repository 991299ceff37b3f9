"""The command `refresher import`: an archive of another tool as a content folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import progress, say
from refresher_content.display import visible
from refresher_content.importers import FORMATS, import_archive

if TYPE_CHECKING:
    from collections import Counter

    from refresher_content.importers.archive import Note

__all__ = ["COMMANDS"]


@click.command(
    "import",
    epilog=example(
        "refresher import jekyll ../blog content",
        "refresher import wordpress export.xml content --mapping mapping.toml",
    ),
)
@click.argument("format_", metavar=f"[{'|'.join(FORMATS)}]", type=click.Choice(FORMATS))
@click.argument("source", type=PathType())
@click.argument("folder", type=PathType(file_okay=False))
@click.option(
    "--mapping", type=PathType(dir_okay=False), help="A file, TOML or YAML, that decides otherwise."
)
@click.option(
    "--overwrite", is_flag=True, help="Write also what was changed since the last import."
)
@click.pass_context
def import_(
    ctx: click.Context,
    format_: str,
    source: Path,
    folder: Path,
    mapping: Path | None,
    overwrite: bool,
) -> None:
    """Imports the archive SOURCE into the content FOLDER, and lists what needs a look.

    A second run updates what the first one has written. The exit code is 1 if the folder has
    errors then.
    """
    progress(f"importing {source}")
    result = import_archive(format_, source, folder, mapping=mapping, overwrite=overwrite)
    for line in _grouped(result.notes, source):
        say(visible(line))
    for one in result.report.errors:
        say(one.as_text(folder.as_posix()) + "\n")
    click.echo(_totals(result.counts))
    click.echo(f"{folder}: {result.report.totals().splitlines()[-1]}")
    ctx.exit(0 if result.report.ok else 1)


def _grouped(notes: Sequence[Note], source: Path) -> list[str]:
    """Each message once, with the places below it if there are several."""
    places: dict[str, list[str]] = defaultdict(list)
    for one in sorted(notes, key=lambda note: (note.path, note.line, note.message)):
        root = source if source.is_dir() else source.parent
        path = (root / one.path).as_posix() if one.path else source.as_posix()
        places[one.message].append(f"{path}:{one.line}")
    lines: list[str] = []
    for message, found in places.items():
        if len(found) == 1:
            lines.append(f"{found[0]}: {message}")
        else:
            lines += [f"{message}:", *(f"  {place}" for place in found)]
    return lines


def _totals(counts: Counter[str]) -> str:
    kinds = {"articles": "article", "drafts": "draft", "author": "author", "topic": "topic"}
    kinds |= {"column": "column", "file": "file"}
    parts = [
        f"{counts[key]} {word}{'' if counts[key] == 1 else 's'}" for key, word in kinds.items()
    ]
    states = [f"{counts[one]} {one}" for one in ("new", "changed", "same", "kept") if counts[one]]
    return f"{', '.join(parts)}; files: {', '.join(states)}"


COMMANDS = {"import": import_}
