"""The group of commands, and how each turns a user's mistake into one line."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from refresher_content.cli.output import complain, say
from refresher_content.errors import (
    ContentError,
    RefresherError,
    UnknownIdError,
    did_you_mean,
)

__all__ = ["Group", "refresher"]

_COMMANDS = {
    "build": "build",
    "check": "source",
    "compile": "source",
    "diff": "diff",
    "export": "source",
    "import": "import_",
    "init": "init",
    "list": "reading",
    "mcp": "mcp",
    "mv": "mv",
    "new": "new",
    "related": "reading",
    "schema": "source",
    "search": "reading",
    "serve": "serve",
    "show": "reading",
}
"""The commands and the modules that hold them, each loaded when it is asked for."""


class Group(click.Group):
    """A group that loads commands when they are used and reports errors in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name; a usage error with a suggestion if there is none."""
        if name not in _COMMANDS:
            hint = did_you_mean(name, _COMMANDS)
            raise click.UsageError(f"there is no command '{name}'{hint}", ctx)
        module = import_module(f"refresher_content.cli.{_COMMANDS[name]}")
        command: click.Command = module.COMMANDS[name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with."""
        return args[0], self.get_command(ctx, args[0]), args[1:]

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a user's mistake is one line and an exit code."""
        try:
            result = super().invoke(ctx)
            # A full disk is noticed here at the latest, and not when Python ends.
            sys.stdout.flush()
            return result
        except ContentError as error:
            say(error.report.as_text(), err=True)
            ctx.exit(1)
        except UnknownIdError as error:
            complain(_message(error))
            ctx.exit(1)
        except BrokenPipeError:
            # The reader has gone; Python must not complain when it closes the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except (RefresherError, OSError, sqlite3.Error, ValueError) as error:
            complain(_message(error))
            ctx.exit(1 if _is_disk_error(error) else 2)


_DISK_ERRORS = frozenset(
    {errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EPERM, errno.EROFS}
)
"""What a disk that is full or can't be written says."""


def _is_disk_error(error: Exception) -> bool:
    """Whether the disk or its rights are the problem, and not the command's use."""
    return isinstance(error, sqlite3.Error) or getattr(error, "errno", None) in _DISK_ERRORS


def _message(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and error.filename:
        return f"there is no file or folder {str(error.filename)!r}"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("refresher-content"), prog_name="refresher")
def refresher() -> None:
    """Checks, reads and converts the archive of a periodical."""
