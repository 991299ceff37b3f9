"""Repairs: the edits that problems carry, shown as a diff and written to the files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.diagnostics import Edit
from refresher_content.files import replace_file
from refresher_content.model import KINDS
from refresher_content.source.corpus import read_folder
from refresher_content.source.finding import ENDING

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["Change", "apply", "changes_of", "write"]

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would be changed in a file."""

    path: str
    """The file, relative to the content folder."""
    new_path: str
    """What it would be called; the same path if it keeps its name."""
    before: str
    """Its text."""
    after: str
    """Its text with the repairs."""

    def diff(self) -> str:
        """The change as a unified diff, as `git apply` takes it."""
        renaming = self.path != self.new_path
        head = f"diff --git a/{self.path} b/{self.new_path}\n" if renaming else ""
        head += f"rename from {self.path}\nrename to {self.new_path}\n" if renaming else ""
        lines = unified_diff(
            _lines(self.before), _lines(self.after), f"a/{self.path}", f"b/{self.new_path}"
        )
        return head + "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A file's text with edits in it. Of two that overlap, the first is made. Line ends, of
    whatever system, stay.
    """
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    ends = [*(found.start() for found in _LINE_END.finditer(text)), len(text)]
    if text.startswith("\ufeff"):
        starts[0] = 1
    parts, done = [], 0
    for edit in sorted(edits, key=lambda one: (one.span.line, one.span.column, one.span.width)):
        line = edit.span.line - 1
        start = starts[line] + edit.span.column - 1
        stop = start + edit.span.width
        if stop > ends[line]:
            stop = starts[line + 1] if line + 1 < len(starts) else len(text)
        if start >= done:
            parts += [text[done:start], edit.text]
            done = stop
    return "".join([*parts, text[done:]])


def changes_of(folder: Path, kinds: Kinds = KINDS) -> Iterator[Change]:
    """The changes that repair what can be repaired without loss in a content folder: the edits
    of all problems, and endings other than `.md`, unless another file has the name already or
    refers to the present one. `kinds` are those that the folder may hold.
    """
    corpus = read_folder(folder, kinds)
    paths = [file.path for file in corpus.files]
    edits: dict[str, list[Edit]] = defaultdict(list)
    for one in corpus.report(""):
        edits[one.path] += one.edits
    linked = {asset for file in corpus.files for asset in file.assets}
    linked |= {one.path for file in corpus.files for one in file.mentions}
    new_paths = _new_paths(folder, [path for path in paths if path not in linked])
    for path in paths:
        if not edits[path] and path not in new_paths:
            continue
        before = (folder / path).read_bytes().decode("utf-8", "surrogateescape")
        after = apply(before, edits[path])
        yield Change(path=path, new_path=new_paths.get(path, path), before=before, after=after)


def _new_paths(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    new_paths: dict[str, str] = {}
    for path in paths:
        new = _with_our_ending(path)
        if new != path and new not in new_paths.values() and _is_free(folder / path, folder / new):
            new_paths[path] = new
    return new_paths


def _with_our_ending(path: str) -> str:
    return ENDING.sub(".md", path)


def _is_free(old: Path, new: Path) -> bool:
    # Where case doesn't count, the new name is the file itself.
    return not new.exists() or new.samefile(old)


def write(folder: Path, changes: Iterable[Change]) -> None:
    """Writes changes to the files and renames them."""
    for one in changes:
        path = folder / one.path
        if one.after != one.before:
            # The file is the only copy: it is replaced when the new one is on the disk.
            with replace_file(path) as beside:
                beside.write_bytes(one.after.encode("utf-8", "surrogateescape"))
        if one.new_path != one.path:
            (folder / one.new_path).parent.mkdir(parents=True, exist_ok=True)
            path.rename(folder / one.new_path)
