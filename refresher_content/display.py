"""Texts of others as a terminal, a log or a program may get them."""

from __future__ import annotations

import json
import os
import re
from typing import Any

__all__ = ["json_text", "log_line", "placeholders", "visible"]

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What moves the cursor, colors, turns the direction of writing, begins another line, or can't
be encoded."""

_COMMAND = re.compile(r"^(\s*:)(?=:[A-Za-z])|(##)(?=\[)", re.MULTILINE)
"""The beginnings of commands that GitHub Actions reads in a job's output."""


def visible(text: str, keep: str = "") -> str:
    """A text with an escape in place of each character that does something or can't be written;
    those of `keep` stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(lambda one: one[0] if one[0] in keep else ascii(one[0])[1:-1], text)


def placeholders(line: str) -> str:
    """A line with one sign in place of each such character, so that places stay; tabs stay."""
    return _UNSEEN.sub(lambda one: one[0] if one[0] == "\t" else "\ufffd", line)


def log_line(text: str) -> str:
    """A text in which nothing is a command for GitHub Actions, if it is there that it is shown."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    return _COMMAND.sub(lambda one: f"{one[0]} ", text)


def json_text(value: Any) -> str:
    """A value as indented JSON; what would do something on a terminal is an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda one: one[0] if one[0] == "\n" else json.dumps(one[0])[1:-1], text)
