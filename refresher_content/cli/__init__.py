"""The command `refresher`. Needs the extra `cli`."""

from __future__ import annotations

import sys

from refresher_content.errors import MissingExtraError

__all__ = ["main"]


def main() -> None:
    """Runs the command with the process's arguments; ends the process.

    The exit code is 0 if all went well, 1 if the content has problems or there are no results,
    2 for a usage error.
    """
    try:
        import click  # noqa: F401 - asked for here, so that one message names the extra
        import rich  # noqa: F401 - as above
    except ImportError:
        sys.stderr.write(f"refresher: {MissingExtraError('cli', 'the command line')}\n")
        sys.exit(2)
    from refresher_content.cli.commands import refresher

    refresher(prog_name="refresher")
