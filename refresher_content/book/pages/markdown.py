"""Text for generated pages: escaped, so that a title stays a title whatever it holds."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from urllib.parse import quote

__all__ = ["Markdown", "address", "escaped", "joined", "role", "tidy"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>{}()#|~$^@!&])")
_LEADING = re.compile(r" ?([-+=:%]|\d+(?=[.)]))")


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escaped(value: Any) -> Any:
    """A value as it is put into a page: plain text without anything that Markdown reads."""
    if not isinstance(value, str) or isinstance(value, Markdown):
        return value
    line = _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", value))
    leading = _LEADING.match(line)
    if leading is None:
        return line
    # A digit can't be escaped, but what makes it a list's number can.
    cut = leading.end() if leading.group(1).isdigit() else leading.start(1)
    return f"{line[:cut]}\\{line[cut:]}"


def address(url: str) -> Markdown:
    """An address for the place between `<` and `>`, which nothing in it can end."""
    return Markdown(quote(url, safe="%/:?#[]@!$&'()*+,;=~-._"))


def role(name: str, text: str, target: str = "") -> Markdown:
    """A role, in which only the characters that end it or part it matter."""
    words = " ".join(text.replace("`", "'").replace("<", "‹").replace(">", "›").split())
    return Markdown(f"{{refresher:{name}}}`{words}{f' <{target}>' if target else ''}`")


def tidy(text: str) -> str:
    """A page without runs of empty lines, which its template leaves where it had nothing."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def joined(folder: str, path: str) -> str:
    """A path as seen from the top, of a file that is named from within a folder."""
    return posixpath.normpath(posixpath.join(folder, path))
