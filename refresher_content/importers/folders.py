"""The files of a source."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from refresher_content.importers.archive import Notes, Post
from refresher_content.importers.matter import Matter, MatterError, read_matter, read_settings

__all__ = ["MARKDOWN", "read_data", "read_post", "text_in", "walk"]

MARKDOWN = re.compile(r"\.(md|markdown|mkd|mkdn|mdown|mdx)$", re.IGNORECASE)
"""The ending of a file in Markdown."""
_OTHERS = frozenset(["node_modules", "vendor", "__pycache__", "venv"])


def walk(folder: Path, *, hidden: bool = False) -> Iterator[Path]:
    """The files in a folder and below, in order; without those that tools keep for themselves,
    and those whose folders begin with `_` unless they are `hidden`.
    """
    if not folder.is_dir():
        return
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _OTHERS and name[0] != "." and (hidden or name[0] != "_")
        )
        yield from (Path(parent, name) for name in sorted(names) if name[0] != ".")


def text_in(path: Path, where: str, notes: Notes) -> str:
    """What a file of text says. One that isn't UTF-8 is read as Windows-1252, which Latin-1 is a
    part of, and noted.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8 (the byte {data[error.start]:#04x}): read as Windows-1252; if letters"
        message += " are wrong, save the file as UTF-8 and import it again"
        notes.add(where, line, message)
        return data.decode("cp1252", "replace")


def read_data(path: Path, source: Path, notes: Notes) -> Matter:
    """A file of settings in YAML; empty if there is none, or if it can't be read."""
    where = path.relative_to(source).as_posix()
    if not path.is_file():
        return Matter()
    try:
        return read_settings(text_in(path, where, notes))
    except MatterError as error:
        notes.add(where, error.line, f"can't be read: {error}")
        return Matter()


def read_post(path: Path, source: Path, notes: Notes, **known: Any) -> tuple[Post, Matter] | None:
    """A file with a front matter; None if it can't be read."""
    where = path.relative_to(source).as_posix()
    try:
        matter = read_matter(text_in(path, where, notes))
    except MatterError as error:
        notes.add(where, error.line, f"not imported: {error}")
        return None
    line = matter.body.origins[0]
    html = path.suffix.lower() in (".html", ".htm")
    post = Post(path=where, line=1, body=matter.body, html=html, **known)
    post.lines["body"] = line
    return post, matter
