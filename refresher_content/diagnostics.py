"""Problems in a content folder: where each is, what it is, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["CODES", "CONTROL_CHARACTER", "Diagnostic", "Report", "Span"]

CODES: Mapping[str, str] = {
    "alias-clash": "An alias is the id of another entry of its kind, or another's alias.",
    "bad-date": "A date is not written as YYYY, YYYY-MM or YYYY-MM-DD, or does not exist.",
    "bad-slug": "An id or alias is not lower-case letters and digits joined by single hyphens,"
    " in Unicode's composed form (NFC), or is `index`, the address of a list.",
    "bad-value": "A value is not one of those allowed, or has not the form that its key needs.",
    "broken-link": "A link in a body leads to a file that the content folder doesn't have.",
    "colliding-slug": "Two ids of a kind differ only in case or Unicode form, so that some"
    " file systems and readers could not tell their pages apart.",
    "control-character": "A text holds a control character, which neither HTML nor EPUB can show.",
    "duplicate-id": "Two files of a kind have the same id.",
    "duplicate-item": "A list names the same thing twice.",
    "duplicate-key": "A front matter has the same key twice.",
    "empty-body": "An article has no text below its front matter.",
    "empty-value": "A text or a list that must hold something is empty.",
    "extra-title": "A body has a heading of level 1: the title is in the front matter.",
    "link-loop": "A folder is a symbolic link to a folder that it is in.",
    "missing-image": "An image's file does not exist.",
    "missing-key": "A front matter lacks a key that its kind requires.",
    "missing-publication": "The content folder has no publication.md.",
    "no-front-matter": "A file does not begin with a front matter between lines of three hyphens.",
    "not-utf8": "A file is not encoded as UTF-8.",
    "outside-link": "A link or an image leads out of the content folder.",
    "position-clash": "Two articles have the same position in their column.",
    "unclosed-front-matter": "A front matter has no closing line of three hyphens.",
    "unknown-folder": "A file is in a folder where no kind of entry is kept.",
    "unknown-key": "A front matter has a key that its kind does not know.",
    "unknown-reference": "A front matter or a role in a body names an entry that does not exist.",
    "unreadable-file": "A file or folder can't be opened.",
    "wrong-type": "A value is of another type than its key needs: a list for a text, say.",
    "yaml-meaning": "YAML reads an unquoted text as a boolean, a number or a date.",
    "yaml-syntax": "A front matter is not YAML, or uses a part of YAML that is not allowed in one"
    " (anchors, tags, keys that aren't text).",
}
"""Every code and what it means."""


CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What is not allowed in a text: XML 1.0 forbids or discourages it (section 2.2)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file."""

    line: int = 1
    """The line, from 1."""
    column: int = 1
    """The column in characters, from 1."""
    width: int = 1
    """How many characters it spans on its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem."""

    code: str
    """Its kind, one of `CODES`."""
    path: str = ""
    """The file, relative to the content folder, with `/`."""
    span: Span = Span()
    """Where in the file."""
    field: str = ""
    """The key that it is about, as in `authors[0]`; empty if none."""
    message: str = ""
    """What was found, and what was expected."""
    hint: str = ""
    """What to do about it; empty if the message says it."""
    excerpt: tuple[tuple[int, str], ...] = ()
    """The lines that lead to the place, each with its number."""

    @property
    def summary(self) -> str:
        """The problem in one line, without its place."""
        about = f" {self.field}:" if self.field else ""
        return f"error[{self.code}]{about} {self.message}"

    def as_text(self, root: str = "") -> str:
        """The problem as a person reads it: place, message, excerpt, hint. `root` is put
        before the path.
        """
        path = f"{root.rstrip('/')}/{self.path}" if root else self.path
        lines = [f"{path}:{self.span.line}:{self.span.column}: {self.summary}"]
        margin = max((len(str(number)) for number, _ in self.excerpt), default=0) + 2
        for number, text in self.excerpt:
            lines.append(f"{number:>{margin}} | {text}".rstrip())
        if self.excerpt:
            # A tab before the mark is kept, so that the mark stands below its place.
            before = self.excerpt[-1][1][: self.span.column - 1]
            indent = "".join("\t" if char == "\t" else " " for char in before)
            lines.append(f"{'':>{margin}} | {indent}{'^' * self.span.width}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: every problem of every file, by path and place."""

    root: str
    """The content folder, as it was given."""
    diagnostics: tuple[Diagnostic, ...]
    """The problems."""
    files: int
    """How many files were read."""

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.diagnostics

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def as_text(self) -> str:
        """The problems as a person reads them, then a line that counts them."""
        paths = len({diagnostic.path for diagnostic in self.diagnostics})
        count = f"{_count(len(self), 'problem')} in {_count(paths, 'file')}"
        checked = f"{_count(self.files, 'file')} checked"
        closing = f"{checked}, no problems" if self.ok else f"{checked}: {count}"
        return "\n\n".join([*(one.as_text(self.root) for one in self), closing])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
