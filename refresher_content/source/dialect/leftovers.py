"""What looks like a construct and isn't one: marks of template languages and of other dialects of
Markdown, references to nothing, and links that can't be read as links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from markdown_it.rules_inline import StateInline

__all__ = ["Leftover", "leftover_rule", "mark_rule"]


class Leftover(NamedTuple):
    """A mark that has no meaning in a body. Its pattern's matches are the problem's place."""

    pattern: re.Pattern[str]
    code: str
    message: str
    """The problem's message; `{written}` stands for the mark."""
    hint: str
    """What to write instead."""
    starts_line: bool = False
    """Whether it only is one at the beginning of a line."""


_Leftovers = Mapping[str, tuple[Leftover, ...]]
"""The leftovers by the character that each begins with."""

_LABEL = r"\[(?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,400}\]"
_PARENTHESES = r"(?:[^()\n]|\([^()\n]{0,200}\)){0,400}"
_VALUE = r"(?:\"[^\"\n]{,500}\"|'[^'\n]{,500}'|[^\s{}\"']{1,500})"
_ATTRIBUTE = rf"(?:[.#][A-Za-z][\w-]*|[A-Za-z][\w-]*={_VALUE})"
_LIKE_AN_ADDRESS = r"(?=[^()\n]{0,400}?(?:/|\.[a-z][a-z0-9]{1,4}\b)|#|[a-z]{3,6}:)"
_LIKE_A_FORMULA = r"(?=[^\n$]{0,400}?[\\^_=]|[A-Za-z]\$)"
_TO_END = r"(?:(?!\\[{0}]).){{1,2000}}"
_TEX = r"(?:(?!\\[{0}]).){{0,400}}?(?:\^|\\[A-Za-z]{{2}})"


def _foreign(what: str, hint: str, pattern: str, *, starts_line: bool = False) -> Leftover:
    message = f"{{written}} is {what} in other dialects; here it is shown as it is written"
    hint += "; if it is text, put a backslash before it"
    return Leftover(re.compile(pattern), "foreign-mark", message, hint, starts_line)


_BOX = "write ```{{note}} before its text and ``` behind it"
_FORMULA = "write {{math}}`a^2`, or a block ```{{math}}"

_MARKS: _Leftovers = {
    "\\": (
        _foreign(
            "a formula",
            _FORMULA,
            rf"\\\((?={_TEX.format(')')}){_TO_END.format(')')}\\\)",
        ),
        _foreign(
            "a formula",
            _FORMULA,
            rf"\\\[(?={_TEX.format(']')}){_TO_END.format(']')}\\\]",
        ),
    ),
    "$": (
        _foreign("a formula", _FORMULA, rf"\$\$\s*{_LIKE_A_FORMULA}[^$]{{1,2000}}\$\$"),
        _foreign(
            "a formula",
            _FORMULA,
            rf"\$(?=[^\s$]){_LIKE_A_FORMULA}[^$\n]{{0,400}}?(?<=[^\s\\])\$(?![\w$])",
        ),
    ),
    "!": (_foreign("a box", _BOX, r"!!!\+?[ \t]+[a-z][\w-]*", starts_line=True),),
    "?": (_foreign("a box", _BOX, r"\?\?\?\+?[ \t]+[a-z][\w-]*", starts_line=True),),
    ":": (
        _foreign(
            "a box",
            "write its name in braces, as in :::{{note}}",
            r":::+[ \t]*(?:[a-z][\w-]*|\{[.#][^\n]*)",
            starts_line=True,
        ),
        _foreign(
            "an emoji", "write the emoji itself", r"(?<![\w:/]):[a-z][a-z0-9_+-]*:(?![\w:/`\\])"
        ),
    ),
    "=": (
        _foreign("a mark", "write <mark>words</mark>", r"==(?=[^\s=])[^=\n]{1,400}(?<=\S)==(?!=)"),
    ),
    "~": (
        _foreign(
            "lowered or struck out",
            "write {{sub}}`2` or ~~words~~",
            r"~\w{1,4}~|~(?=[^\s~/])[^\s~/]{1,20}~(?![\w~/])",
        ),
    ),
    "^": (
        _foreign(
            "a footnote",
            "write [^1], and on a line of its own [^1]: the note",
            r"\^\[[^\]\n]{1,400}\]",
        ),
        _foreign("raised", "write {{sup}}`rd`", r"\^[^\s^\[\]]{1,20}\^(?![\w^])"),
    ),
}
"""What no construct of the dialect begins with."""

_LEFTOVERS: _Leftovers = {
    "{": (
        Leftover(
            re.compile(
                r"\{%.{,200}?%\}|\{\{.{,200}?\}\}|\{::?\s?[.#\w][^{}\n]{,200}\}"
                r"|\{(?:attach|filename|static)\}"
            ),
            "template-mark",
            "the mark {written} of a template has no meaning here",
            "delete it, or put it into backticks if it is to be shown",
        ),
        _foreign(
            "a list of attributes",
            "delete it",
            rf"\{{\s*{_ATTRIBUTE}(?:\s{{1,9}}{_ATTRIBUTE}){{,99}}\s*\}}|\{{-\}}",
        ),
    ),
    "!": (
        Leftover(
            re.compile(rf"!{_LABEL}\({_PARENTHESES}\)"),
            "unread-link",
            "{written} can't be read as a picture; it is shown as it is written",
            "put an address with spaces or parentheses between < and >, and a size behind the"
            " picture, as in {{width=120}}",
        ),
        _foreign(
            "a picture", "write ![what it shows](../images/name.png)", r"!\[\[[^\[\]\n]{1,500}\]\]"
        ),
    ),
    "[": (
        Leftover(
            re.compile(r"\[\^[^\]\s]{1,500}\](?!:)"),
            "undefined-footnote",
            "there is no footnote {written}",
            "write the note on a line of its own: {written}: its text",
        ),
        Leftover(
            re.compile(rf"(?<!!){_LABEL}\({_LIKE_AN_ADDRESS}{_PARENTHESES}\)?"),
            "unread-link",
            "{written} can't be read as a link; it is shown as it is written",
            "put an address with spaces or parentheses between < and >; a link holds no other link",
        ),
        Leftover(
            re.compile(r"(?<=\))\[(?:https?:|mailto:)[^\]\s]{1,2000}\](?!\()"),
            "unread-link",
            "{written} can't be read as a link; it is shown as it is written",
            "its words stand in brackets and its address in parentheses: [words](address)",
        ),
        _foreign("a link", "write [words](name.md)", r"(?<!!)\[\[[^\[\]\n]{1,500}\]\]"),
        _foreign("a table of contents", "delete it: the page has one", r"\[(?:TOC|toc)\](?!\[)"),
        _foreign("a box", _BOX, r"\[![A-Za-z]+\][-+]?", starts_line=True),
        _foreign(
            "an abbreviation",
            "write {{abbr}}`CEO (chief executive officer)`",
            r"(?<=\*)\[[^\[\]\n]{1,500}\]:[ \t]",
        ),
        Leftover(
            re.compile(r"\[[^\[\]\n]{1,500}\]\[[^\[\]\n]{,500}\]"),
            "undefined-definition",
            "{written} refers to a link definition that doesn't exist; it is shown as it is"
            " written",
            "define it on a line of its own, as in [name]: https://example.org/",
        ),
    ),
}
"""What the constructs that begin with the same character have left."""

_WHOLE = ("template-mark", "undefined-footnote")
"""What is text as a whole: the marks in it are no problems of their own."""
_MARK = re.compile(r"\\.|!(?=\[)|\[|(.)\1*")


def mark_rule(state: StateInline, silent: bool) -> bool:
    """Reads the marks of other dialects, before any text is read."""
    return _read(_MARKS, state, silent)


def leftover_rule(state: StateInline, silent: bool) -> bool:
    """Reads what no other rule has read."""
    return _read(_LEFTOVERS, state, silent)


def _read(leftovers: _Leftovers, state: StateInline, silent: bool) -> bool:
    """Takes what a writer meant as a construct, and isn't one, for text with a problem; the text
    behind its first mark is read as any other.
    """
    found = leftovers.get(state.src[state.pos])
    if found is None:
        return False
    start = state.pos
    begins = not start or state.src[start - 1] == "\n"
    for one in found:
        if one.starts_line and not begins:
            continue
        if match := one.pattern.match(state.src, start, state.posMax):
            shown = match[0] if one.code in _WHOLE else _first_mark(match)
            if not silent:
                token = state.push("leftover", "", 0)
                token.content = shown.removeprefix("\\")
                token.meta |= {"leftover": one, "written": match[0], "place": match.span()}
            state.pos += len(shown)
            return True
    return False


def _first_mark(match: re.Match[str]) -> str:
    mark = _MARK.match(match[0])
    assert mark is not None
    return mark[0]
