"""What several tools add to Markdown: boxes in block quotes, and abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick

from refresher_content.importers.counterparts import admonition, details
from refresher_content.source.dialect.parser import make_parser
from refresher_content.source.rewriting import Change, Piece, Text, pieces

__all__ = ["with_abbreviations", "with_boxes"]

Report = Callable[[int, str], None]
"""Takes a line of the source, and what is there."""

_BOX = re.compile(r"\[!(?P<kind>[A-Za-z][\w-]*)\](?P<fold>[+-]?)[ \t]*(?P<title>.*)")
_ABBREVIATION = re.compile(r" {0,3}\*\[(?P<short>[^\]\n]+)\]:[ \t]*(?P<long>.*)")
_OPAQUE = frozenset(
    (
        "code_block", "code_inline", "directive_open", "fence", "html_block", "html_inline",
        "image", "link_open", "myst_role",
    )
)  # fmt: skip
"""The tokens whose text isn't only words."""


def with_boxes(text: Text) -> Text:
    """A text in which block quotes that begin with `[!NOTE]` are boxes, as on GitHub and in
    Obsidian, whose boxes that fold are texts that open.
    """
    return text.changed(_boxes(text))


def _boxes(text: Text) -> Iterator[Change]:
    lines = text.text.split("\n")
    for one in pieces(text):
        if one.token.type != "blockquote_open" or one.token.level or not one.token.map:
            continue
        first, last = one.token.map
        inner = [re.sub(r"^ {0,3}> ?", "", line) for line in lines[first:last]]
        found = _BOX.fullmatch(inner[0].strip())
        if found is None:
            continue
        kind, title = found["kind"].casefold(), found["title"].strip()
        words = "\n".join(inner[1:]).strip()
        if found["fold"]:
            new = details(title or kind.capitalize(), words)
        else:
            new = admonition(kind, words, title)
        yield text.starts[first], one.end, new


def with_abbreviations(text: Text, report: Report) -> Text:
    """A text in which words whose long form is defined on a line `*[HTML]: …` are abbreviations,
    and which has no such line.
    """
    if "*[" not in text.text:
        return text
    found = list(pieces(text))
    code = [one for one in found if one.token.type in ("code_block", "fence")]
    lines = text.text.split("\n")
    defined: dict[str, tuple[str, int]] = {}
    changes: list[Change] = []
    for number, line in enumerate(lines):
        start = text.starts[number]
        match = _ABBREVIATION.fullmatch(line)
        if match and not any(one.start <= start < one.end for one in code):
            defined[match["short"]] = (" ".join(match["long"].split()), start)
            changes.append((start, min(start + len(line) + 1, len(text.text)), ""))
    rest = Text(text.text, text.origins).changed(changes)
    return rest.changed(_abbreviated(rest, defined, text, report)).stripped()


def _parser() -> MarkdownIt:
    """The parser of the dialect, which also says where code within a line is."""
    parser = make_parser()
    parser.inline.ruler.at("backticks", _code)
    return parser


def _code(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = backtick(state, silent)
    if found and not silent and state.tokens and state.tokens[-1].type == "code_inline":
        state.tokens[-1].meta.setdefault("place", (start, state.pos))
    return found


def _abbreviated(
    text: Text, defined: dict[str, tuple[str, int]], before: Text, report: Report
) -> Iterator[Change]:
    opaque: list[Piece] = [one for one in pieces(text, _parser()) if one.token.type in _OPAQUE]
    for short, (long, start) in defined.items():
        used = False
        for match in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", text.text):
            if any(one.start <= match.start() < one.end for one in opaque):
                continue
            used = True
            yield match.start(), match.end(), f"{{abbr}}`{short} ({long})`"
        if not used or not long:
            report(before.line_at(start), f"the abbreviation is left out: {short} ({long})")
