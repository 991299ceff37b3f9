"""Which files of a content folder are read."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from refresher_content.diagnostics import CONTROL_CHARACTER, Diagnostic
from refresher_content.errors import suggest
from refresher_content.model import KINDS
from refresher_content.source.assets import irregular
from refresher_content.source.hidden import hidden_characters
from refresher_content.source.ids import name_problem
from refresher_content.source.limits import limits

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["ENDING", "PUBLICATION", "find", "kind_of"]

PUBLICATION = "publication.md"
ENDING = re.compile(r"\.(md|markdown)$", re.IGNORECASE)
"""The ending of a content file's name."""
_OTHER_ENDING = re.compile(r"\.(mdown|mdtext|mdtxt|mdwn|mdx|mkd|mkdn|mkdown)$", re.IGNORECASE)
"""Other endings of Markdown."""


def find(folder: Path, kinds: Kinds = KINDS) -> tuple[list[str], list[Diagnostic]]:
    """The Markdown files of a content folder, sorted, and what in it can't be read. Files of
    other kinds than the given ones are problems.

    Names that begin with a dot or an underscore are skipped: drafts, and what other programs
    keep. Symbolic links are problems, unless the authors are trusted; then only those to a
    folder above are.
    """
    problems: list[Diagnostic] = []
    paths: list[str] = []
    folders = [""]
    while folders:
        below = folders.pop()
        try:
            with os.scandir(f"{folder}/{below}") as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder can't be read: {error.strerror}"
            problems.append(_problem("unreadable-file", below.rstrip("/"), message))
            continue
        for entry in found:
            if entry.name[0] in "._":
                continue
            path = below + entry.name
            problem = _irregular(path, entry)
            if not problem and _is_folder(entry):
                folders.append(f"{path}/")
            elif not problem and ENDING.search(path):
                problem = _named(path) or _misplaced(path, kinds)
                paths += [] if problem else [path]
            elif not problem and _OTHER_ENDING.search(path):
                problem = _unread(path)
            problems += [problem] if problem else []
    return sorted(paths), sorted(problems, key=lambda one: (one.path, one.code))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _irregular(path: str, entry: os.DirEntry[str]) -> Diagnostic | None:
    """The problem with what is neither a plain file nor a folder."""
    if entry.is_symlink():
        target = Path(entry.path)
        if _leads_up(target):
            message = "the folder is a link to a folder that it is in"
            return _problem("link-loop", path, message, "delete the link")
        # A link to nothing is reported if a file should be there.
        if target.exists() and not limits().trusted:
            hint = "put what it leads to in its place"
            return _problem("symbolic-link", path, "expected a file, found a symbolic link", hint)
        return None
    if entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False):
        return None
    try:
        found = irregular(entry.stat(follow_symlinks=False).st_mode)
    except OSError:
        # It is gone already.
        return None
    message = f"expected a file, found {found}"
    return _problem("unreadable-file", path, message, "remove it from the content folder")


def _leads_up(link: Path) -> bool:
    """Whether a link leads to one of the folders that it is in, so that it has no end."""
    try:
        return link.is_dir() and link.parent.resolve().is_relative_to(link.resolve())
    except (OSError, RuntimeError):
        return False


def _problem(code: str, path: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code=code, path=path, message=message, hint=hint)


def _named(path: str) -> Diagnostic | None:
    """The problem with the name of a file or of a folder that it is in."""
    unseen = [path[place] for place in hidden_characters(path)]
    unseen += CONTROL_CHARACTER.findall(path) + re.findall("[\t\n\r\x85\u2028\u2029]", path)
    if not unseen:
        # The file's own name may give its id, which has a message of its own.
        folders = path.split("/")[:-1]
        message = next(filter(None, map(name_problem, folders)), "")
        return _problem("unsafe-name", path, message, "rename it") if message else None
    message = f"the name holds the character U+{ord(unseen[0]):04X}, which nobody sees"
    return _problem("control-character", path, message, "rename it without the character")


def kind_of(path: str, kinds: Kinds = KINDS) -> str | None:
    """The kind of the entry that a file holds by its place; None if no kind is kept there."""
    first, below, _ = path.partition("/")
    if not below:
        return "publication" if path == PUBLICATION else None
    return _folders(kinds).get(first)


def _folders(kinds: Kinds) -> dict[str, str]:
    """The kinds by their folders."""
    return {cls.folder: kind for kind, cls in kinds.items() if cls.folder}


def _unread(path: str) -> Diagnostic:
    """The problem with a file that has an ending of Markdown which is not ours."""
    message = "expected a name that ends with .md or .markdown"
    hint = f"rename it to {_OTHER_ENDING.sub('.md', PurePosixPath(path).name)}"
    return _problem("unknown-ending", path, message, hint)


def _misplaced(path: str, kinds: Kinds) -> Diagnostic | None:
    """The problem with a file in a folder where no kind is kept."""
    if kind_of(path, kinds) is not None:
        return None
    folders = _folders(kinds)
    first, *rest = PurePosixPath(path).parts
    place = f"the folder {first!r}" if rest else "the top of the content folder"
    meant = suggest(first, folders) if rest else None
    known = f"one of {', '.join(sorted(folders))}"
    if ENDING.sub(".md", path).lower() == PUBLICATION:
        message = "expected the name publication.md"
        hint = "rename it to publication.md"
        return _problem("unknown-folder", path, message, hint)
    hint = f"did you mean the folder '{meant}'?" if meant else f"move it to {known}"
    return _problem("unknown-folder", path, f"no entries are kept in {place}", hint)
