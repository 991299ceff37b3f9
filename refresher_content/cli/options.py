"""What the commands' options and help texts have in common."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

__all__ = ["PathType", "example"]


class PathType(click.Path):
    """A path in which `~` is the user's home folder."""

    def __init__(self, *, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(file_okay=file_okay, dir_okay=dir_okay, path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """The path, with the home folder written out."""
        expanded = os.path.expanduser(value)  # noqa: PTH111 - leaves unknown users as they are
        return super().convert(expanded, param, ctx)


def example(*lines: str) -> str:
    """The examples at the end of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  $ {line}" for line in lines)
