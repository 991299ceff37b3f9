"""How a build ends that a user's mistake makes impossible: with a message and exit code 1.

Sphinx shows any other error with a traceback and asks to report it to its developers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sphinx.errors import SphinxError

__all__ = ["BuildStoppedError", "exit_after", "exiting", "stop"]


class BuildStoppedError(SphinxError):
    """A mistake in settings, content or templates. Sphinx sees an error like others, and so
    lets its extensions know that the build has failed; `exit_after` ends the process.
    """

    category = "refresher"


def stop(message: str) -> NoReturn:
    """Ends the build with a message."""
    raise BuildStoppedError(message)


@contextmanager
def exiting() -> Iterator[None]:
    """Exits with the message of a mistake that is found before Sphinx begins to build."""
    try:
        yield
    except BuildStoppedError as error:
        exit_after(error)


def exit_after(error: BaseException | None) -> None:
    """Exits if an error is a user's mistake, found in this process or in one that writes pages."""
    # Of another process, Sphinx knows the name of the error's class and its message.
    name, _, message = str(error).partition(": ")
    if isinstance(error, BuildStoppedError):
        message = str(error)
    elif name != f"{BuildStoppedError.__module__}.{BuildStoppedError.__qualname__}":
        return
    raise SystemExit(f"refresher: {message}") from None
