"""What commands print: tables for people, tab-separated lines for pipes, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from refresher_content.display import json_text, log_line, visible

__all__ = ["as_json", "complain", "fail", "progress", "rows", "say"]


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Prints a text for people, in which nothing of others is a command for what shows it."""
    click.echo(log_line(text), err=err, nl=nl)


def complain(message: str) -> None:
    """Prints what went wrong."""
    say(f"refresher: {visible(message, keep=chr(10))}", err=True)


def fail(message: str) -> NoReturn:
    """Prints what went wrong, and ends the command with 1."""
    complain(message)
    sys.exit(1)


def progress(text: str) -> None:
    """Says on a terminal what is being done; a thread that draws would keep the compiler from
    starting processes.
    """
    if sys.stderr.isatty():
        say(f"{visible(text)} …", err=True)


def as_json(value: Any) -> None:
    """Prints a value as JSON."""
    click.echo(json_text(value))


def rows(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Prints a table: drawn on a terminal, else one line per row with tabs between the cells."""
    if not sys.stdout.isatty():
        for row in cells:
            say("\t".join(visible(" ".join(cell.split())) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for index, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=index == 0)
    for row in cells:
        table.add_row(*(Text(visible(cell)) for cell in row))
    Console().print(table)
