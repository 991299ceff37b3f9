"""How a build ends that a user's mistake makes impossible: with a message and exit code 1.

Sphinx shows any other error with a traceback and asks to report it to its developers.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sphinx.errors import SphinxError

__all__ = ["BuildStoppedError", "exit_after", "exiting", "mistake", "stop"]


class BuildStoppedError(SphinxError):
    """A mistake in settings, content or templates. Sphinx sees an error like others, and so
    lets its extensions know that the build has failed; `exit_after` ends the process.
    """

    category = "refresher"


def stop(message: str) -> NoReturn:
    """Ends the build with a message."""
    raise BuildStoppedError(message)


DISK_ERRORS = (OSError, EOFError, pickle.UnpicklingError, sqlite3.Error)
"""What a full disk, a folder that can't be written, or a half-written file of Sphinx's raises."""


@contextmanager
def exiting() -> Iterator[None]:
    """Exits with the message of what goes wrong before Sphinx begins to build."""
    try:
        yield
    except (BuildStoppedError, *DISK_ERRORS) as error:
        exit_after(error)


def mistake(error: BaseException | None) -> str | None:
    """The message of an error that is a user's mistake, found in this process or in one that
    writes pages; None for another.
    """
    if isinstance(error, BuildStoppedError):
        return str(error)
    # Of another process, Sphinx knows the name of the error's class and its message.
    name, _, message = str(error).partition(": ")
    known = name == f"{BuildStoppedError.__module__}.{BuildStoppedError.__qualname__}"
    return message if known else None


def exit_after(error: BaseException | None) -> None:
    """Exits if an error is a user's mistake, or an error of the disk."""
    message = mistake(error)
    if message is None and isinstance(error, DISK_ERRORS):
        about = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        reason = getattr(error, "strerror", None) or str(error) or "a file has no end"
        message = f"{about}{reason}; the next build starts from nothing"
    if message is not None:
        raise SystemExit(f"refresher: {message}") from None
