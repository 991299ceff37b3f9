"""The command that builds the book in several shards."""

from __future__ import annotations

from pathlib import Path

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import progress, say
from refresher_content.display import visible
from refresher_content.errors import MissingExtraError

__all__ = ["COMMANDS"]


@click.command(
    epilog=example(
        "refresher build docs site --shards 4",
        "refresher build docs site --shards 16 --scheduler cluster.example:8786",
        "refresher build docs site --publish-check",
    )
)
@click.argument("source", default="docs", type=PathType())
@click.argument("target", default="docs/_build/html", type=PathType())
@click.option("--shards", default=2, show_default=True, help="How many builds make the book.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster's scheduler, to build there.")
@click.option("-W", "strict", is_flag=True, help="Warnings are errors: exit code 1.")
@click.option(
    "--publish-check",
    "check",
    is_flag=True,
    help="Check the result: links, pictures, its address, the 404 page, .nojekyll.",
)
@click.pass_context
def build(
    ctx: click.Context,
    source: Path,
    target: Path,
    shards: int,
    scheduler: str | None,
    strict: bool,
    check: bool,
) -> None:
    """Builds the book of the Sphinx project SOURCE into TARGET, in several builds at a time.

    The result is that of one build, file for file. The shards run in processes, or on the
    workers of a Dask cluster. With --publish-check, the exit code is 1 if readers would find
    something missing.
    """
    try:
        from refresher_content.book import shards as book
    except ImportError as error:
        raise MissingExtraError("book", "building a book") from error
    progress(f"building {source} in {shards} shards")
    warnings = book.build(source, target, shards=shards, scheduler=scheduler)
    for line in warnings:
        say(visible(line, keep="\t"), err=True)
    click.echo(f"the book: {target / 'index.html'}")
    missing = _checked(target) if check else 0
    ctx.exit(1 if missing or (strict and warnings) else 0)


def _checked(target: Path) -> int:
    """Says what a built book lacks; gives how much that is."""
    from refresher_content.book.publishing import findings

    found = findings(target)
    for one in found:
        say(visible(f"{target / one.path}:{one.line}: {one.message}"))
    noun = "problem" if len(found) == 1 else "problems"
    say(f"ready to be published: {len(found) or 'no'} {noun}")
    return len(found)


COMMANDS = {"build": build}
