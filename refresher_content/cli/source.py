"""Commands that read a content folder or write files: check, compile, export, schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refresher_content.cli.options import PathType, example
from refresher_content.cli.output import progress, say
from refresher_content.cli.reading import (
    Filtered,
    filter_options,
    given,
    kind_named,
    library_option,
    opened,
)
from refresher_content.display import visible
from refresher_content.export.tables import replacing, to_csv, to_sqlite
from refresher_content.files import write_changed
from refresher_content.model import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refresher_content.diagnostics import Diagnostic
    from refresher_content.library import Library

__all__ = ["COMMANDS"]

_TABLES = ("csv", "sqlite", "parquet")
_FORMATS = ("json", "ndjson", *_TABLES)


@click.command(
    epilog=example(
        "refresher check my-articles",
        "refresher check --format github",
        "refresher check --fix --write",
    )
)
@click.argument("folder", default="content", type=PathType())
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="Output format.",
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--fix", is_flag=True, help="Show the repairs that lose nothing, as a diff.")
@click.option("--write", is_flag=True, help="With --fix: make the repairs, then check again.")
@click.pass_context
def check(
    ctx: click.Context, folder: Path, format_: str, strict: bool, fix: bool, write: bool
) -> None:
    """Checks a content FOLDER and reports every problem; ./content if none is named.

    The exit code is 1 if there are errors. With warnings only, the content can be built.
    """
    from refresher_content.project import kinds_of
    from refresher_content.source.corpus import check as check_folder
    from refresher_content.source.reports import FORMATS

    if write and not fix:
        raise click.UsageError("--write makes the repairs that --fix shows: give both")
    if fix and format_ != "text":
        raise click.UsageError("--fix shows a diff: it takes no --format")
    if fix:
        shown = _fixed(folder, write=write)
    progress(f"checking {folder}")
    report = check_folder(folder, kinds_of(folder))
    if strict:
        report = report.strict()
    if fix and not write:
        how = "nothing is written: run it with --write" if shown else "nothing can be repaired here"
        click.echo(f"{report.totals()}; {how}", err=True)
    elif format_ == "text":
        for one in report:
            say(_styled(one, report.root) + "\n")
        click.echo(report.totals())
    elif text := FORMATS[format_](report):
        click.echo(text)
    ctx.exit(0 if report.ok else 1)


def _fixed(folder: Path, *, write: bool) -> bool:
    """Shows the repairs of a content folder and makes them if asked to; whether there are any."""
    from refresher_content.project import kinds_of
    from refresher_content.source import fixes

    if not folder.is_dir():
        raise NotADirectoryError(f"there is no folder {str(folder)!r}")
    changes = list(fixes.changes_of(folder, kinds_of(folder)))
    for one in changes:
        # A program gets the diff as it is, so that it can be applied.
        diff = one.diff()
        say(visible(diff, keep="\n\t") if sys.stdout.isatty() else diff, nl=False)
    if write:
        fixes.write(folder, changes)
    return bool(changes)


def _styled(one: Diagnostic, root: str) -> str:
    """The problem with the place in bold and the code in color; plain where that isn't shown."""
    label = f"{one.severity}[{one.code}]"
    head, *rest = one.as_text(root).split("\n")
    place, _, message = head.partition(f": {label}")
    color = "red" if one.severity == "error" else "yellow"
    head = f"{click.style(place, bold=True)}: {click.style(label, fg=color)}{message}"
    return "\n".join([head, *rest])


@click.command("compile", epilog=example("refresher compile my-articles -o archive.sqlite"))
@click.argument("folder", default="content", type=PathType())
@click.option(
    "-o",
    "--output",
    "target",
    default="library.sqlite",
    type=PathType(dir_okay=False),
    help="The file to write; library.sqlite by default.",
)
def compile_(folder: Path, target: Path) -> None:
    """Compiles a content FOLDER, ./content if none is named, to one SQLite file."""
    from refresher_content.compiler.compile import compile_folder
    from refresher_content.project import kinds_of

    progress(f"compiling {folder}")
    corpus = compile_folder(folder, target, kinds=kinds_of(folder))
    for one in corpus.report(folder.as_posix()):
        say(_styled(one, folder.as_posix()) + "\n", err=True)
    fresh = sum(file.parsed is not None for file in corpus.files)
    articles = sum(file.kind == "article" for file in corpus.files)
    click.echo(
        f"{target}: {articles} articles, {len(corpus.files)} entries,"
        f" {target.stat().st_size} bytes; {fresh} files parsed,"
        f" {len(corpus.files) - fresh} unchanged",
        err=True,
    )


@click.command(
    cls=Filtered,
    epilog=example(
        "refresher export ndjson --topic leadership -o articles.ndjson",
        "refresher export parquet -o archive",
    ),
)
@click.argument("format_", metavar="[json|ndjson|csv|sqlite|parquet]", type=click.Choice(_FORMATS))
@library_option
@filter_options(Article)
@click.option(
    "-o",
    "--output",
    "target",
    type=PathType(),
    help="A file; for csv and parquet a folder.",
)
def export(
    format_: str, path: Path | None, target: Path | None, **filters: tuple[str, ...]
) -> None:
    """Writes the library as JSON, as NDJSON (one entry per line), or as tables for other engines.

    CSV is a folder with one file per kind, SQLite one file, Parquet a folder with the articles
    by year. Filters select articles in JSON and NDJSON; other kinds are exported in full.
    """
    library = opened(path)
    if format_ in _TABLES:
        if target is None or given(filters):
            raise click.UsageError(f"{format_} takes a target, -o, and no filters")
        _tables(format_)(library, target)
        return
    # A wrong filter is reported before anything is written.
    library.articles.filter(**given(filters))
    lines = (
        _document(library, given(filters)) if format_ == "json" else _lines(library, given(filters))
    )
    if target is None:
        for line in lines:
            click.echo(line)
        return

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)

    replacing(target, write, folder=False)


def _tables(format_: str) -> Callable[[Library, Path], None]:
    if format_ == "parquet":
        from refresher_content.export.parquet import to_parquet

        return to_parquet
    return to_csv if format_ == "csv" else to_sqlite


def _entries(library: Library, filters: dict[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    """Each kind's folder with its entries as JSON."""
    for kind, cls in library.kinds.items():
        found = library.collection(cls)
        entries = found.filter(**filters) if cls is Article else found
        texts = (json.dumps(entry.to_dict(), ensure_ascii=False) for entry in entries)
        yield cls.folder or kind, texts


def _lines(library: Library, filters: dict[str, Any]) -> Iterator[str]:
    for _, texts in _entries(library, filters):
        yield from texts


def _document(library: Library, filters: dict[str, Any]) -> Iterator[str]:
    """One object with a list for each kind; the publication, the only one, as an object."""
    yield "{"
    for index, (folder, texts) in enumerate(_entries(library, filters)):
        comma = "," if index else ""
        if folder == "publication":
            yield f'{comma}"{folder}": {next(texts)}'
            continue
        yield f'{comma}"{folder}": ['
        for number, text in enumerate(texts):
            yield f"{',' if number else ''}{text}"
        yield "]"
    yield "}"


@click.command(epilog=example("refresher schema article", "refresher schema -o schemas"))
@click.argument("kind", required=False)
@click.option("-o", "--output", "folder", type=PathType(file_okay=False), help="A folder.")
def schema(kind: str | None, folder: Path | None) -> None:
    """Writes the JSON Schema of front matter, of one KIND or of all, for editors: also of the
    kinds of its own that the project in the working folder has.
    """
    from refresher_content.project import kinds_of
    from refresher_content.source.validation import json_schema

    known = kinds_of(Path("content"))
    kinds = [kind_named(kind, known)] if kind else list(known.values())
    texts = {cls.kind: json.dumps(json_schema(cls), ensure_ascii=False, indent=2) for cls in kinds}
    if folder is None:
        if not kind:
            raise click.UsageError("name a kind, or give a folder with -o for all of them")
        click.echo(texts[kinds[0].kind])
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = folder / f"{name}.schema.json"
        write_changed(path, f"{text}\n")
        sys.stderr.write(f"{path}\n")


COMMANDS = {"check": check, "compile": compile_, "export": export, "schema": schema}
