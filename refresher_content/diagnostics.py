"""Problems in a content folder: where each is, what it is, and what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from refresher_content.codes import CODES, Code, Severity
from refresher_content.display import placeholders, visible

__all__ = [
    "CODES",
    "CONTROL_CHARACTER",
    "Code",
    "Diagnostic",
    "Edit",
    "Report",
    "Severity",
    "Span",
    "shown",
]

_TAB = "\t"
EXCERPT_WIDTH = 100
"""The maximum number of characters of a line that an excerpt shows."""


CONTROL_CHARACTER = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
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


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to a file that repairs a problem, or a part of one."""

    span: Span
    """What is replaced. One character more than the rest of a line includes its end."""
    text: str
    """What takes its place."""


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
    edits: tuple[Edit, ...] = ()
    """The changes to its file that repair it without loss; empty if nobody but its author can."""
    strict: bool = False
    """Whether it counts as an error even if its code is a warning."""

    @property
    def severity(self) -> Severity:
        """`"error"` if it prevents a build, otherwise `"warning"`."""
        return "error" if self.strict else CODES[self.code].severity

    @property
    def summary(self) -> str:
        """The problem in one line, without its place."""
        about = f" {self.field}:" if self.field else ""
        text = f"{self.severity}[{self.code}]{about} {_without_long_words(self.message)}"
        return visible(text, keep="\n\t")

    def as_text(self, root: str = "") -> str:
        """The problem as a person reads it: place, message, excerpt, hint. `root` is put
        before the path.
        """
        path = f"{root.rstrip('/')}/{self.path}" if root else self.path
        place = f"{path}:{self.span.line}:{self.span.column}"
        lines = [visible(f"{place}: {self.summary}", keep="\t")]
        margin = max((len(str(number)) for number, _ in self.excerpt), default=0) + 2
        for number, text in self.excerpt[:-1]:
            lines.append(f"{number:>{margin}} | {_around(placeholders(text), 0, 0)[0]}".rstrip())
        for number, text in self.excerpt[-1:]:
            line = placeholders(text)
            shown, start, width = _around(line, self.span.column - 1, self.span.width)
            lines.append(f"{number:>{margin}} | {shown}".rstrip())
            # A tab before the mark is kept, so that the mark stands below its place.
            indent = "".join("\t" if char == "\t" else " " for char in shown[:start])
            lines.append(f"{'':>{margin}} | {indent:<{start}}{'^' * width}")
        if self.hint:
            lines.append(f"  hint: {visible(_without_long_words(self.hint), keep=_TAB)}")
        return "\n".join(lines)


def _without_long_words(text: str) -> str:
    return re.sub(rf"(\S{{{EXCERPT_WIDTH - 1}}})\S{{2,}}", r"\1…", text)


def shown(text: str) -> str:
    """A text from a file in quotes, as a message shows it: a long one only by its beginning."""
    limit = EXCERPT_WIDTH * 3 // 4
    return repr(text if len(text) <= limit else f"{text[: limit - 1]}…")


def _around(text: str, start: int, width: int) -> tuple[str, int, int]:
    """A line, cut around a place if it is long, and where the place then is."""
    if len(text) <= EXCERPT_WIDTH:
        return text, start, width
    width = min(width, EXCERPT_WIDTH - 2)
    # The place in the middle, unless the line begins or ends nearby.
    first = start - (EXCERPT_WIDTH - width) // 2
    first = max(0, min(first, len(text) - EXCERPT_WIDTH))
    last = first + EXCERPT_WIDTH
    before, after = "…" if first else "", "…" if last < len(text) else ""
    shown = before + text[first + len(before) : last - len(after)] + after
    return shown, start - first, width


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
        """Whether there is no error; there may be warnings."""
        return not self.errors

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The problems that prevent a build."""
        return tuple(one for one in self.diagnostics if one.severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The problems with which the content can be built."""
        return tuple(one for one in self.diagnostics if one.severity == "warning")

    def strict(self) -> Report:
        """The same report with every warning as an error."""
        problems = tuple(replace(one, strict=True) for one in self.diagnostics)
        return replace(self, diagnostics=problems)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def as_text(self) -> str:
        """The problems as a person reads them, then their number by code and in all."""
        return "\n\n".join([*(one.as_text(self.root) for one in self), self.totals()])

    def totals(self) -> str:
        """How many problems there are, by code (most frequent first) and in all."""
        codes = Counter((one.code, one.severity) for one in self)
        order = sorted(codes.items(), key=lambda item: (item[0][1], -item[1], item[0][0]))
        width = max((len(code) for code, _ in codes), default=0)
        lines = [f"{code:<{width}}  {_count(n, severity)}" for (code, severity), n in order]
        checked = f"{_count(self.files, 'file')} checked"
        return "\n".join(
            [*lines, f"{checked}: {self._counts()}" if lines else f"{checked}, no problems"]
        )

    def _counts(self) -> str:
        """How many errors and warnings there are, and in how many files."""
        severities = Counter(one.severity for one in self)
        parts = [_count(severities[one], one) for one in ("error", "warning") if severities[one]]
        paths = len({one.path for one in self})
        return f"{' and '.join(parts)} in {_count(paths, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
