"""The directives of bodies: which there are, what each takes, and how they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from markdown_it.rules_block import StateBlock

from refresher_content.model import Article
from refresher_content.model.fields import filter_names
from refresher_content.source.dialect.admonitions import ADMONITIONS

__all__ = ["DIRECTIVES", "Content", "Directive", "Written", "directive_rule"]

_INFO = re.compile(r"\{(?P<name>[^\s{}`]+)\}[ \t]*(?P<argument>.*)")
_OPTION = re.compile(r"\s*:(?P<name>[\w-]+):(?P<value>.*)")
_KEY = re.compile(r"\s*(?P<name>[\w-]+):(?P<value>(?: .*)?)")
_KEYS = "---"
"""The line before and after options that are written as keys."""


class Content(Enum):
    """What a directive holds."""

    MARKDOWN = "Markdown"
    LITERAL = "text as it is written"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Directive:
    """What a directive takes."""

    content: Content
    argument: str = ""
    """What stands after its name; empty if nothing may."""
    required: bool = False
    """Whether that must stand there."""
    options: frozenset[str] = frozenset()
    """Its options, besides `class`, which is left out, and `name`, an id."""


@dataclass(frozen=True, slots=True)
class Written:
    """A directive as it was written."""

    name: str
    argument: str
    options: dict[str, tuple[str, int]]
    """The value of each option, and its line."""
    text: str
    """What it holds, if that isn't Markdown."""
    first: int
    """The first line of what it holds."""
    closed: bool
    """Whether its fence ends."""

    def option(self, name: str) -> str:
        """The value of an option; empty if it isn't given."""
        return self.options.get(name, ("", 0))[0]


_SIZE = frozenset({"alt", "width", "height", "align"})
_CODE = Directive(
    Content.LITERAL,
    "the language",
    options=frozenset({"caption", "linenos", "lineno-start", "emphasize-lines", "force"}),
)
_QUOTE = Directive(Content.MARKDOWN)

DIRECTIVES: dict[str, Directive] = {
    **dict.fromkeys(ADMONITIONS, Directive(Content.MARKDOWN, "a title")),
    "admonition": Directive(Content.MARKDOWN, "a title", required=True),
    "articles": Directive(
        Content.NOTHING,
        options=frozenset(filter_names(Article)) | {"limit", "order-by"},
    ),
    "card": Directive(Content.MARKDOWN, "an id", required=True),
    "code": _CODE,
    "code-block": _CODE,
    "details": Directive(Content.MARKDOWN, "a summary", required=True, options=frozenset({"open"})),
    "dropdown": Directive(
        Content.MARKDOWN, "a summary", required=True, options=frozenset({"open"})
    ),
    "epigraph": _QUOTE,
    "figure": Directive(Content.MARKDOWN, "a picture's file", required=True, options=_SIZE),
    "figure-here": Directive(Content.NOTHING),
    "image": Directive(
        Content.NOTHING, "a picture's file", required=True, options=_SIZE | {"target"}
    ),
    "line-block": Directive(Content.MARKDOWN),
    "math": Directive(Content.LITERAL, "a formula", options=frozenset({"label"})),
    "pull-quote": _QUOTE,
    "sourcecode": _CODE,
    "table": Directive(Content.MARKDOWN, "a title", options=frozenset({"align", "widths"})),
    "verse": Directive(Content.MARKDOWN),
}
"""Every directive of the dialect."""


def directive_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Reads a directive: a fence of backticks, tildes or colons with its name in braces.

    What it holds is read as part of the whole text, so that link definitions and footnotes are
    those of the body, and lines are those of the file.
    """
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    line = state.src[start : state.eMarks[start_line]]
    marker = line[:1]
    if not marker or marker not in "`~:":
        return False
    width = len(line) - len(line.lstrip(marker))
    match = _INFO.fullmatch(line[width:].strip())
    # Code in a title is one thing, code in a line between several backticks another.
    if width < 3 or match is None or (marker == "`" and marker * 3 in line[width:]):
        return False
    if silent:
        return True
    name = match["name"].removeprefix("refresher:")
    last, closed = _end(state, start_line, end_line, marker * width)
    options, first = _options(state, start_line + 1, last)
    known = DIRECTIVES.get(name)
    nested = known is not None and known.content is Content.MARKDOWN
    while not nested and first < last and state.isEmpty(first):
        first += 1
    token = state.push("directive_open", "div", 1)
    token.map = [start_line, last + closed]
    token.markup = marker * width
    written = Written(
        name=name,
        argument=match["argument"].strip(),
        options=options,
        text="" if nested else state.getLines(first, last, state.sCount[start_line], True),
        first=first,
        closed=closed,
    )
    token.meta["directive"] = written
    if nested and written.argument and written.name not in ("figure", "card"):
        title = state.push("inline", "", 0)
        title.content, title.map, title.children = written.argument, [start_line, last], []
    if nested:
        _nested(state, start_line, first, last)
    state.push("directive_close", "div", -1)
    state.line = last + closed
    return True


def _end(state: StateBlock, start_line: int, end_line: int, fence: str) -> tuple[int, bool]:
    """The line after the content of a fence, and whether a fence closes it there."""
    for number in range(start_line + 1, end_line):
        start = state.bMarks[number] + state.tShift[number]
        end = state.eMarks[number]
        if start < end and state.sCount[number] < state.blkIndent:
            return number, False
        if state.is_code_block(number):
            continue
        text = state.src[start:end].rstrip()
        if len(text) >= len(fence) and not text.strip(fence[0]):
            return number, True
    return end_line, False


def _options(state: StateBlock, first: int, last: int) -> tuple[dict[str, tuple[str, int]], int]:
    """The options at the beginning of a directive, and the line after them."""
    lines = [
        state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()
        for number in range(first, last)
    ]
    form = _OPTION
    if lines[:1] == [_KEYS] and _KEYS in lines[1:]:
        form, lines = _KEY, lines[1 : lines.index(_KEYS, 1)]
        first += 1
    options: dict[str, tuple[str, int]] = {}
    for number, match in enumerate(map(form.fullmatch, lines), first):
        if match is None:
            break
        value = match["value"].strip()
        options[match["name"]] = (value.strip("\"'") if form is _KEY else value, number)
    end = first + len(options)
    if form is _OPTION:
        return options, end
    # What isn't a list of keys is the directive's text.
    return (options, end + 1) if len(options) == len(lines) else ({}, first - 1)


def _nested(state: StateBlock, start_line: int, first: int, last: int) -> None:
    """Reads what a directive holds as blocks of the same text."""
    parent, line_max, indent = state.parentType, state.lineMax, state.blkIndent
    state.parentType = "container"
    state.lineMax = last
    state.blkIndent = state.sCount[start_line]
    state.md.block.tokenize(state, first, last)
    state.parentType, state.lineMax, state.blkIndent = parent, line_max, indent
