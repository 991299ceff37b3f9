"""Problems in a content folder: where each is, what it is, and what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["CODES", "CONTROL_CHARACTER", "WARNINGS", "Diagnostic", "Report", "Span"]

CODES: Mapping[str, str] = {
    "alias-used": "A body mentions an entry by an earlier id.",
    "alias-clash": "An alias is the id of another entry of its kind, or another's alias.",
    "bad-anchor": "An id in a body has another form than letters, digits and hyphens.",
    "bad-date": "A date is not written as YYYY, YYYY-MM or YYYY-MM-DD, or does not exist.",
    "bad-directive": "A directive lacks what must stand behind its name, or has what it doesn't"
    " take.",
    "bad-formula": "A formula is not mathematics as LaTeX writes it.",
    "bad-picture": "A picture's file is of no type that a page can show.",
    "bad-size": "A picture's width or height is not a number of pixels, or a percentage for a"
    " width.",
    "bad-slug": "An id or alias is not lower-case letters and digits joined by single hyphens, in"
    " Unicode's composed form (NFC), or is `index`, the address of a list.",
    "bad-value": "A value is not one of those allowed, or has not the form that its key needs.",
    "broken-link": "A link in a body leads to a file that the content folder doesn't have.",
    "colliding-slug": "Two ids of a kind differ only in case or Unicode form, so that some file"
    " systems and readers could not tell their pages apart.",
    "control-character": "A text holds a control character, which neither HTML nor EPUB can show.",
    "deep-nesting": "Blocks or elements stand in each other more deeply than can be read.",
    "duplicate-anchor": "An id stands twice in a body.",
    "duplicate-definition": "A link or a footnote is defined twice in a body.",
    "duplicate-id": "Two files of a kind have the same id.",
    "duplicate-item": "A list names the same thing twice.",
    "duplicate-key": "A front matter has the same key twice.",
    "empty-body": "An article has no text below its front matter.",
    "empty-value": "A text or a list that must hold something is empty.",
    "external-picture": "A body shows a picture, a sound or a film from another site.",
    "extra-title": "A body has a heading of level 1: the title is in the front matter.",
    "link-loop": "A folder is a symbolic link to a folder that it is in.",
    "misplaced-element": "An element of HTML stands where it can't.",
    "missing-anchor": "A link leads to a place that the text doesn't have.",
    "missing-image": "An image's file does not exist.",
    "missing-key": "A front matter lacks a key that its kind requires.",
    "missing-publication": "The content folder has no publication.md.",
    "no-front-matter": "A file does not begin with a front matter between lines of three hyphens.",
    "not-utf8": "A file is not encoded as UTF-8.",
    "outside-link": "A link or an image leads out of the content folder.",
    "position-clash": "Two articles have the same position in their column.",
    "raw-html": "A body holds HTML that is not on the list of safe elements.",
    "skipped-level": "A heading is more than one level below the one before.",
    "template-mark": "A body holds a mark of a template language: Liquid, Hugo, Jinja or kramdown.",
    "unclosed-element": "An element of HTML is not closed in the block that it is in, or closed"
    " twice.",
    "unclosed-fence": "A block of code or a directive never ends.",
    "unclosed-front-matter": "A front matter has no closing line of three hyphens.",
    "undefined-definition": "A link refers to a definition that doesn't exist.",
    "undefined-footnote": "A reference to a footnote that doesn't exist.",
    "unknown-directive": "A body uses a directive that is not in the dialect.",
    "unknown-folder": "A file is in a folder where no kind of entry is kept.",
    "unknown-key": "A front matter has a key that its kind does not know.",
    "unknown-lexer": "A block of code names a language that nothing can highlight.",
    "unknown-option": "A directive or a picture has an option that it doesn't know.",
    "unknown-reference": "A front matter or a role in a body names an entry that does not exist.",
    "unknown-role": "A body uses a role that is not in the dialect.",
    "unreadable-file": "A file or folder can't be opened.",
    "unsafe-address": "A link leads to an address of a scheme that is not allowed.",
    "unused-footnote": "Nothing refers to a footnote.",
    "wrong-type": "A value is of another type than its key needs: a list for a text, say.",
    "yaml-meaning": "YAML reads an unquoted text as a boolean, a number or a date.",
    "yaml-syntax": "A front matter is not YAML, or uses a part of YAML that is not allowed in one"
    " (anchors, tags, keys that aren't text).",
}
"""Every code and what it means."""

WARNINGS = frozenset(
    {
        "alias-used",
        "duplicate-definition",
        "skipped-level",
        "undefined-definition",
        "unknown-lexer",
        "unused-footnote",
    }
)
"""The codes of problems with which a book is built all the same, as their messages say."""

_EXCERPT = 100
"""How many characters of a line an excerpt shows."""


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
    def severity(self) -> Literal["error", "warning"]:
        """Whether it keeps a book from being built."""
        return "warning" if self.code in WARNINGS else "error"

    @property
    def summary(self) -> str:
        """The problem in one line, without its place."""
        about = f" {self.field}:" if self.field else ""
        return f"{self.severity}[{self.code}]{about} {self.message}"

    def as_text(self, root: str = "") -> str:
        """The problem as a person reads it: place, message, excerpt, hint. `root` is put
        before the path.
        """
        path = f"{root.rstrip('/')}/{self.path}" if root else self.path
        lines = [f"{path}:{self.span.line}:{self.span.column}: {self.summary}"]
        margin = max((len(str(number)) for number, _ in self.excerpt), default=0) + 2
        for number, text in self.excerpt[:-1]:
            lines.append(f"{number:>{margin}} | {_cut(text, 0)[0]}".rstrip())
        for number, text in self.excerpt[-1:]:
            shown, start = _cut(text, self.span.column - 1)
            lines.append(f"{number:>{margin}} | {shown}".rstrip())
            # A tab before the mark is kept, so that the mark stands below its place.
            before = shown[: self.span.column - 1 - start]
            indent = "".join("\t" if char == "\t" else " " for char in before)
            width = max(1, min(self.span.width, len(shown) - len(before)))
            lines.append(f"{'':>{margin}} | {indent}{'^' * width}")
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
        """Whether there is no error: a book can be built."""
        return not self.errors

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(one.severity == "error" for one in self.diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def as_text(self) -> str:
        """The problems as a person reads them, then how many there are."""
        return "\n\n".join([*(one.as_text(self.root) for one in self), self.summary()])

    def summary(self) -> str:
        """How many problems there are: by code, if there are several codes, and in all."""
        checked = f"{_count(self.files, 'file')} checked"
        if not self.diagnostics:
            return f"{checked}, no problems"
        codes = Counter(one.code for one in self)
        width = max(map(len, codes))
        table = [f"  {code:<{width}}  {count}" for code, count in sorted(codes.items())]
        errors, warnings = self.errors, len(self) - self.errors
        found = [_count(errors, "error")] if errors else []
        found += [_count(warnings, "warning")] if warnings else []
        paths = len({one.path for one in self})
        total = f"{checked}: {' and '.join(found)} in {_count(paths, 'file')}"
        return "\n".join([*(table if len(codes) > 1 else []), total])


def _cut(line: str, column: int) -> tuple[str, int]:
    """A line, a long one cut around a column, and how many characters were cut before it."""
    if len(line) <= _EXCERPT:
        return line, 0
    start = max(0, min(column - _EXCERPT // 3, len(line) - _EXCERPT))
    shown = line[start : start + _EXCERPT]
    before, after = "…" * (start > 0), "…" * (start + _EXCERPT < len(line))
    return f"{before}{shown}{after}", start - len(before)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
