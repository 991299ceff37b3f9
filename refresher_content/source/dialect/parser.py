"""The Markdown of bodies, read into tokens: CommonMark and a fixed set of extensions.

Every token that points somewhere or may be wrong knows its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.myst_role.index import myst_role

from refresher_content.source.dialect.directives import directive_rule
from refresher_content.source.dialect.leftovers import leftover_rule, mark_rule
from refresher_content.source.dialect.stress import stress_rule

__all__ = ["MAX_NESTING", "MAX_WORK", "make_parser", "new_env", "parse", "placed_rule"]

MAX_NESTING = 60
"""How many blocks may stand inside each other; what is deeper is a problem."""

_TERMINATES = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
_HEADING_ID = re.compile(r"\s+\{#(?P<id>[^\s{}]+)\}$")
_TASK = re.compile(r"\[(?P<mark>[ xX])\]\s+")

_ATTRIBUTE = r"(?P<key>[\w-]+)=(?P<value>\"[^\"]*\"|'[^']*'|[^\s{}\"']+)|#(?P<id>[^\s{}]+)|\.[\w-]+"
_ATTRIBUTES = re.compile(
    r"\{\s*(?:(?:[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+)|[#.][^\s{}]+)\s*)+\}"
)

_Rule = Callable[[StateInline, bool], bool]


MAX_WORK = 100_000_000
"""How many characters of a body may be looked through for the ends of brackets that have none."""


def new_env() -> dict[str, Any]:
    """What the rules note while they parse a text."""
    return {"notes": [], "work": 0}


class _Helpers:
    """What markdown-it's rules for links and pictures ask, with a bound."""

    parseLinkDestination = staticmethod(helpers.parseLinkDestination)  # noqa: N815 - markdown-it's
    parseLinkTitle = staticmethod(helpers.parseLinkTitle)  # noqa: N815 - as above

    @staticmethod
    def parseLinkLabel(  # noqa: N802 - as above
        state: StateInline,
        start: int,
        disableNested: bool = False,  # noqa: N803 - as above
    ) -> int:
        """The end of the label that begins with a bracket, or -1."""
        if state.env["work"] > MAX_WORK:
            return -1
        end = helpers.parseLinkLabel(state, start, disableNested)
        if end < 0:
            state.env["work"] += state.posMax - start
        return end


class _Dialect(MarkdownIt):
    """Addresses stay as they were written; whether they are allowed is checked later."""

    helpers: Any

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - as above
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - as above
        return link


def parse(markdown: str) -> tuple[Sequence[Token], dict[str, Any]]:
    """The tokens of a body, and what markdown-it noted beside them: `references`,
    `duplicate_refs`, `notes` with each footnote's label and line, and `work`: see `MAX_WORK`.
    """
    env = new_env()
    return _parser().parse(markdown, env), env


@cache
def _parser() -> MarkdownIt:
    return make_parser()


def make_parser() -> MarkdownIt:
    """A parser of the dialect, to which rules may be added."""
    parser = _Dialect("commonmark", {"maxNesting": MAX_NESTING})
    parser.helpers = _Helpers
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(deflist_plugin)
    parser.use(myst_role_plugin).use(myst_block_plugin)
    parser.block.ruler.before("fence", "directive", directive_rule, {"alt": _TERMINATES})
    parser.core.ruler.after("block", "headings_and_notes", _headings_and_notes)
    parser.core.ruler.after("inline", "tasks", _tasks)
    inline: dict[str, _Rule] = {
        "link": link,
        "image": image,
        "autolink": autolink,
        "html_inline": html_inline,
        "footnote_ref": footnote_ref,
        "myst_role": myst_role,
    }
    for name, rule in inline.items():
        parser.inline.ruler.at(name, placed_rule(rule))
    parser.inline.ruler.after("footnote_ref", "attributes", _attributes)
    parser.inline.ruler.after("attributes", "leftover", leftover_rule)
    parser.inline.ruler.before("text", "mark", mark_rule)
    parser.inline.ruler.at("emphasis", stress_rule)
    return parser


def placed_rule(rule: _Rule) -> _Rule:
    """The rule, which notes in its token where in the block's text it begins and ends."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens) + bool(state.pending)
        if not rule(state, silent):
            return False
        if not silent:
            state.tokens[count].meta["place"] = (start, state.pos)
        return True

    return placed


def _attributes(state: StateInline, silent: bool) -> bool:
    """Reads attributes behind a picture, a link or code: `{width=50% #an-id .a-class}`."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    last = state.tokens[-1]
    match = _ATTRIBUTES.match(state.src, state.pos, state.posMax)
    if match is None or last.type not in ("image", "link_close", "code_inline"):
        return False
    if not silent:
        # The place of a picture is its own.
        last.meta.setdefault("place", match.span())
        for one in re.finditer(_ATTRIBUTE, match[0]):
            if one["key"]:
                last.meta.setdefault("attributes", {})[one["key"]] = one["value"].strip("\"'")
            elif one["id"]:
                last.meta["id"] = one["id"]
                last.meta["place_of_id"] = (state.pos + one.start(), state.pos + one.end())
    state.pos = match.end()
    return True


def _headings_and_notes(state: StateCore) -> None:
    """Takes the ids that headings are given off their text, and notes the footnotes' places."""
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            text = state.tokens[index + 1]
            if match := _HEADING_ID.search(text.content):
                text.content = text.content[: match.start()]
                token.meta["id"] = match["id"]
        elif token.type == "footnote_reference_open":
            state.env["notes"].append((token.meta["label"], token.map[0] if token.map else 0))


def _tasks(state: StateCore) -> None:
    """Turns `[ ]` and `[x]` at the beginning of a list's item into boxes."""
    tokens = state.tokens
    for index in range(2, len(tokens)):
        inline = tokens[index]
        if inline.type != "inline" or tokens[index - 2].type != "list_item_open":
            continue
        children = inline.children or []
        if children and (match := _TASK.match(children[0].content)):
            box = "☐" if match["mark"] == " " else "☑"
            children[0].content = f"{box} {children[0].content[match.end() :]}"
