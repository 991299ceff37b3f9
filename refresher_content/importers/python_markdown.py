"""Python-Markdown and its extensions: boxes, tabs, attributes, keys, marks, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from refresher_content.importers.archive import Notes, Post, Tag
from refresher_content.importers.counterparts import admonition, details
from refresher_content.importers.tags import TERMINATES, Grammar, add_math
from refresher_content.source.dialect.parser import make_parser, placed_rule

__all__ = ["PythonMarkdown", "expand"]

_BLOCK = re.compile(
    r"(?P<mark>!!!|\?\?\?\+?|===[!+]*)[ \t]*(?P<kinds>[\w -]*?)[ \t]*(\"(?P<title>.*)\")?[ \t]*"
)
_ATTRIBUTE = r"(?:[.#][\w:.-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}]+))"
_INLINE = {
    "attributes": rf"\{{:?[ ]*{_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*[ ]*\}}",
    "snippet": r"-{2,}8<-{2,}[ \t]+(?:\"[^\"\n]+\"|'[^'\n]+')",
    "contents": r"\[TOC\]",
    "icon": r":(?:material|fontawesome|octicons|simple)-[\w-]+:",
    "keys": r"\+\+(?P<keys>[\w-]+(?:\+[\w\"-]+)*)\+\+",
    "mark": r"==(?P<mark>(?!\s)[^=]+?(?<!\s))==",
    "insert": r"\^\^(?P<insert>(?!\s)[^^]+?(?<!\s))\^\^",
}


class PythonMarkdown(Grammar):
    """What a site's extensions add to Markdown."""

    markdown = frozenset({"box", "details", "tab"})

    def __init__(
        self, extensions: Iterable[str], others: Mapping[str, re.Pattern[str]] | None = None
    ) -> None:
        self._others = others or {}
        self._extensions = {one.rpartition(".")[2] for one in extensions}

    @cached_property
    def parser(self) -> MarkdownIt:
        """The parser with rules for all that."""
        parser = make_parser()
        parser.block.ruler.before("code", "box", _block, {"alt": TERMINATES})
        names = ["attributes", "contents", "icon", "snippet"]
        names += ["keys"] if "keys" in self._extensions else []
        names += ["mark"] if "mark" in self._extensions else []
        names += ["insert"] if "caret" in self._extensions else []
        rules = {name: re.compile(_INLINE[name]) for name in names} | dict(self._others)
        for name, pattern in rules.items():
            parser.inline.ruler.before("mark", name, placed_rule(_Rule(name, pattern)))
        if self._extensions & {"arithmatex", "math", "render_math", "mathjax"}:
            add_math(parser, "$")
        return parser


class _Rule:
    """A rule that makes a tag of what a pattern matches."""

    def __init__(self, name: str, pattern: re.Pattern[str]) -> None:
        self._name, self._pattern = name, pattern

    def __call__(self, state: StateInline, silent: bool) -> bool:
        found = self._pattern.match(state.src, state.pos, state.posMax)
        if found is None:
            return False
        last = state.tokens[-1].type if state.tokens and not state.pending else ""
        if not silent:
            token = state.push("tag", "", 0)
            token.content = found[0]
            inner = next((one for one in found.groups() if one), None)
            token.meta["tag"] = Tag(name=self._name, words=(last,), inner=inner, written=found[0])
        state.pos = found.end()
        return True


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A box, a text that opens, or a tab, with the indented lines below it."""
    if state.is_code_block(first):
        return False
    line = state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]]
    found = _BLOCK.fullmatch(line)
    if found is None or not (found["kinds"] or found["title"]):
        return False
    if silent:
        return True
    indent, end = state.sCount[first] + 4, first + 1
    for number in range(first + 1, last):
        if not state.isEmpty(number):
            if state.sCount[number] < indent:
                break
            end = number + 1
    token = state.push("tag", "", 0)
    inner = state.getLines(first + 1, end, indent, False)
    names = {"!": "box", "?": "details", "=": "tab"}
    token.meta["tag"] = Tag(
        name=names[line[0]],
        words=tuple((found["kinds"] or "").split()),
        options={"title": found["title"] or ""},
        inner=inner,
        written=state.getLines(first, end, 0, False),
    )
    token.content = line
    token.map = [first, end]
    state.line = end
    return True


def expand(tag: Tag, post: Post, notes: Notes) -> str | None:
    """The Markdown for what extensions add."""
    inner, title = tag.inner or "", tag.options.get("title", "")
    kind = next(iter(tag.words), "note")
    match tag.name:
        case "box":
            return admonition(kind, inner, title)
        case "details":
            return details(title or kind.capitalize(), inner)
        case "tab":
            notes.add(post.path, tag.line, f"a tab is a paragraph now: {title}")
            return f"**{title}**\n\n{inner.strip()}\n"
        case "keys":
            keys = "+".join(one.strip('"').capitalize() for one in inner.split("+"))
            return f"{{kbd}}`{keys}`"
        case "mark":
            return f"<mark>{inner}</mark>"
        case "insert":
            return f"<ins>{inner}</ins>"
        case "attributes":
            return _attributes(tag, post, notes)
        case "contents" | "icon":
            notes.add(post.path, tag.line, f"left out: {tag.written}")
            return ""
    return None


def _attributes(tag: Tag, post: Post, notes: Notes) -> str:
    """What of attributes has a counterpart: a heading's id, a picture's size."""
    size = r"\b(?:width|height)=[\w%.\"']+"
    if tag.words == ("image",) and (sizes := re.findall(size, tag.written)):
        if others := re.sub(size, "", tag.written).strip("{: }"):
            notes.add(post.path, tag.line, f"attributes are left out: {others}")
        return "{" + " ".join(sizes) + "}"
    if tag.before.lstrip(" >").startswith("#") and (id_ := re.search(r"#([\w-]+)", tag.written)):
        return f"{{#{id_[1]}}}"
    notes.add(post.path, tag.line, f"attributes are left out: {tag.written}")
    return ""
