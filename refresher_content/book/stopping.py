"""How a build ends that a user's mistake makes impossible."""

from __future__ import annotations

from typing import NoReturn

__all__ = ["stop"]


def stop(message: str) -> NoReturn:
    """Ends the build with a message and the exit code 1.

    Sphinx shows any other error with a traceback and asks to report it to its developers.
    """
    raise SystemExit(f"refresher: {message}")
