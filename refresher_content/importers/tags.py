"""Tags of Liquid and shortcodes of Hugo in Markdown: found by rules of the parser, and replaced."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from refresher_content.importers.archive import Tag
from refresher_content.source.dialect.parser import make_parser, placed_rule
from refresher_content.source.rewriting import Change, Piece, Text, definitions, destination, pieces

__all__ = [
    "BOXES",
    "HUGO",
    "LIQUID",
    "Syntax",
    "escaped",
    "expanded",
    "expanded_html",
    "without_tags",
]

TERMINATES = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
_ARGUMENTS = ("arguments", "expression", "attributes")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def escaped(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return _SPECIAL.sub(r"\\\1", text)


class Grammar:
    """What a text holds besides the dialect."""

    opening: str = "{"
    """What a tag begins with."""
    markdown: frozenset[str] = frozenset()
    """The tags that hold Markdown."""

    @cached_property
    def parser(self) -> MarkdownIt:
        """The parser of the dialect, with a token `tag` for each tag that isn't in code."""
        return make_parser()

    def match(self, text: str, start: int = 0) -> tuple[Tag, int] | None:
        """The tag at a place where there is no Markdown, and where it ends."""
        return None


@dataclass(frozen=True)
class Syntax(Grammar):
    """How a template language writes its tags."""

    pattern: str
    """A tag: the groups `name` and `arguments`, or `expression`, or `attributes` of kramdown, which
    is called `:`."""
    end: str
    """The end of a pair, with `NAME` for the tag's name."""
    pairs: frozenset[str]
    """The tags that have an end."""
    markdown: frozenset[str] = frozenset()
    """Those of them that hold Markdown."""
    math: str = ""
    """What stands before and after a formula; empty if none is read."""
    opening: str = "{"
    """What a tag begins with."""

    @cached_property
    def tag(self) -> re.Pattern[str]:
        """The pattern, compiled."""
        return re.compile(self.pattern, re.DOTALL)

    @cached_property
    def parser(self) -> MarkdownIt:
        """The parser of the dialect, with a token `tag` for each tag that isn't in code."""
        parser = make_parser()
        parser.inline.ruler.before("mark", "tag", placed_rule(self._inline))
        parser.block.ruler.before("fence", "tag", self._block, {"alt": TERMINATES})
        if self.math:
            add_math(parser, self.math)
        return parser

    def match(self, text: str, start: int = 0) -> tuple[Tag, int] | None:
        """The tag at a place, with what it holds, and where it ends."""
        found = self.tag.match(text, start)
        if found is None:
            return None
        parts = found.groupdict()
        name = (parts.get("name") or "").strip()
        name = ":" if parts.get("attributes") is not None else name
        if extension := _EXTENSION.match(text, start):
            # What an extension of kramdown holds.
            inner = extension["inner"]
            tag = Tag(name=f":{extension['name']}", inner=inner, written=extension[0])
            return tag, extension.end()
        arguments = next(filter(None, map(parts.get, _ARGUMENTS)), "")
        words, options = _arguments(arguments)
        tag = Tag(name=name, words=words, options=options, written=found[0])
        if name in self.pairs and not found[0].rstrip(">%}").endswith("/"):
            pattern = re.compile(self.end.replace("NAME", re.escape(name)))
            if end := pattern.search(text, found.end()):
                inner = text[found.end() : end.start()]
                return replace(tag, inner=inner, written=text[start : end.end()]), end.end()
        return tag, found.end()

    def _inline(self, state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "{":
            return False
        found = self.match(state.src[: state.posMax], state.pos)
        if found is None:
            return False
        if not silent:
            token = state.push("tag", "", 0)
            token.meta["tag"] = found[0]
            token.content = found[0].written
        state.pos = found[1]
        return True

    def _block(self, state: StateBlock, first: int, last: int, silent: bool) -> bool:
        """A pair that begins a line: what it holds may have empty lines."""
        start = state.bMarks[first] + state.tShift[first]
        if state.is_code_block(first) or not state.src.startswith("{", start):
            return False
        rest = state.getLines(first, last, state.blkIndent, False)
        offset = len(rest) - len(rest.lstrip(" "))
        found = self.match(rest, offset)
        if found is None or found[0].inner is None:
            return False
        tail = rest[found[1] :].split("\n", 1)[0]
        if tail.strip():
            return False
        if silent:
            return True
        token = state.push("tag", "", 0)
        token.meta["tag"], token.content = found[0], found[0].written
        state.line = first + rest.count("\n", 0, found[1]) + 1
        token.map = [first, state.line]
        return True


def add_math(parser: MarkdownIt, mark: str) -> None:
    """Adds rules for formulas between marks: `$$`, or `$` and also those of LaTeX. On lines of
    their own, or with two marks around, they stand apart.
    """
    pattern = r"\$\$(?P<double>.+?)\$\$"
    if mark == "$":
        pattern += (
            r"|\$(?P<single>(?!\s)(?:[^$\\]|\\.)+?(?<!\s))\$(?!\d)"
            r"|\\\((?P<inline>.+?)\\\)|\\\[(?P<block>.+?)\\\]"
        )
    compiled = re.compile(pattern, re.DOTALL)

    def rule(state: StateInline, silent: bool) -> bool:
        found = compiled.match(state.src, state.pos, state.posMax)
        if found is None:
            return False
        if not silent:
            token = state.push("tag", "", 0)
            kind, formula = next((key, one) for key, one in found.groupdict().items() if one)
            token.content = found[0]
            token.meta["tag"] = Tag(
                name="math", words=(kind,), inner=formula.strip(), written=found[0]
            )
        state.pos = found.end()
        return True

    parser.inline.ruler.before("mark", "formula", placed_rule(rule))


BOXES = "admonition alert callout caution danger hint important info note notice tip warning"
"""The shortcodes of many themes that put text into a box."""

LIQUID = Syntax(
    pattern=r"\{%-?\s*(?P<name>\w+)(?P<arguments>(?:[^%]|%(?!\}))*?)-?%\}"
    r"|\{\{-?(?P<expression>(?:[^{}]|\}(?!\}))*?)-?\}\}"
    r"|\{:(?P<attributes>[^{}\n]*)\}",
    end=r"\{%-?\s*endNAME\s*-?%\}",
    pairs=frozenset({"comment", "highlight", "raw"}),
    math="$$",
)
HUGO = Syntax(
    pattern=r"\{\{[<%]\s*(?P<name>/?\s*[\w/.-]+)(?P<arguments>.*?)[>%]\}\}",
    end=r"\{\{[<%]\s*/\s*NAME\s*[>%]\}\}",
    pairs=frozenset(BOXES.split()) | {"details", "highlight"},
    markdown=frozenset(BOXES.split()) | {"details"},
)


_EXTENSION = re.compile(
    r"\{::(?P<name>comment|nomarkdown)\}(?P<inner>.*?)\{:/(?:(?P=name))?\}", re.DOTALL
)
"""A comment of kramdown, or a text that it leaves as it is."""


def _arguments(written: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """Arguments without and with a name: `a "b c" d="e f"`."""
    lexer = shlex.shlex(written.strip().rstrip("/"), posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    lexer.quotes = "\"'`"
    words: list[str] = []
    options: dict[str, str] = {}
    try:
        parts = list(lexer)
    except ValueError:
        parts = written.split()
    for part in parts:
        name, sign, value = part.partition("=")
        if sign and re.fullmatch(r"[\w-]+", name):
            options[name] = value
        else:
            words.append(part)
    return tuple(words), options


Expand = Callable[[Tag, bool, int], str]
"""Gives what takes a tag's place, given whether it stands alone and where it is."""


def expanded(text: Text, syntax: Grammar, expand: Expand) -> Text:
    """A text with what its tags stand for, those in addresses and in HTML too."""
    changes: list[Change] = []
    for piece in pieces(text, syntax.parser):
        changes += _changes(text, piece, syntax, expand)
    for address, start, end in definitions(text, syntax.parser):
        changes += _within(text, start, end, syntax, expand) if "{" in address else ()
    return text.changed(changes)


def _changes(text: Text, piece: Piece, syntax: Grammar, expand: Expand) -> Iterator[Change]:
    token = piece.token
    if token.type == "tag":
        line = text.text.rfind("\n", 0, piece.start) + 1
        end = text.text.find("\n", piece.end)
        rest = text.text[piece.end : end if end >= 0 else None]
        alone = piece.block or not (text.text[line : piece.start] + rest).strip(" >\t")
        tag = replace(token.meta["tag"], before=text.text[line : piece.start])
        new = formula(tag, alone=alone) if tag.name == "math" else None
        new = expand(tag, alone, text.line_at(piece.start)) if new is None else new
        # The lines of a block go on as the first one begins.
        new = new.replace("\n", "\n" + text.indent_at(piece.start))
        yield piece.start, piece.end, new
    elif token.type in ("html_block", "html_inline"):
        yield from _within(text, piece.start, piece.end, syntax, expand)
    elif token.type in ("link_open", "image"):
        address = str(token.attrs.get("href", token.attrs.get("src", "")))
        place = destination(text.text[piece.start : piece.end], address)
        if "{" in address and place:
            start = piece.start + place[0]
            yield from _within(text, start, piece.start + place[1], syntax, expand)


def formula(tag: Tag, *, alone: bool) -> str:
    """A formula as the dialect writes it."""
    inner = tag.inner or ""
    if tag.words != ("single",) and tag.words != ("inline",) and alone:
        return f"```{{math}}\n{inner}\n```"
    return f"{{math}}`{' '.join(inner.split())}`"


def _within(text: Text, start: int, end: int, syntax: Grammar, expand: Expand) -> Iterator[Change]:
    """The tags in a part of a text that is no Markdown."""
    while start < end:
        at = text.text.find(syntax.opening, start, end)
        if at < 0:
            return
        found = syntax.match(text.text[:end], at)
        if found is None:
            start = at + 1
            continue
        yield at, found[1], expand(found[0], False, text.line_at(at))
        start = found[1]


def expanded_html(text: Text, syntax: Grammar, expand: Expand) -> Text:
    """A text in HTML with what its tags stand for."""
    return text.changed(_within(text, 0, len(text.text), syntax, expand))


def without_tags(text: str, syntax: Grammar) -> str:
    """A text in which tags are text, as between `raw` and its end."""
    whole = Text.of(text)
    found = (one for one in pieces(whole, syntax.parser) if one.token.type == "tag")
    return whole.changed((one.start, one.end, escaped(one.token.content)) for one in found).text
