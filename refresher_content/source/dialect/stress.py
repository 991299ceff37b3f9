"""Stress in languages that write no spaces between words."""

from __future__ import annotations

import unicodedata

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis

__all__ = ["stress_rule"]


def stress_rule(state: StateInline, silent: bool) -> bool:
    """Reads stars and underscores as CommonMark does. Stars beside Chinese, Japanese or Korean
    begin and end stress as they do beside spaces: CommonMark wants a space between `**「所」**` and
    the next word, and these languages write none.
    """
    start, count = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    before = state.src[start - 1] if start else " "
    after = state.src[state.pos] if state.pos < state.posMax else " "
    if state.src[start] == "*" and (_is_cjk(before) or _is_cjk(after)):
        for one in state.delimiters[count:]:
            one.open = _attaches(after, before)
            one.close = _attaches(before, after)
    return True


def _attaches(inner: str, outer: str) -> bool:
    """Whether stars belong to what stands on their one side, given what stands on the other."""
    if isWhiteSpace(ord(inner)):
        return False
    return not _is_mark(inner) or isWhiteSpace(ord(outer)) or _is_mark(outer) or _is_cjk(outer)


def _is_mark(char: str) -> bool:
    return (isMdAsciiPunct(ord(char)) or isPunctChar(char)) and not _is_cjk(char)


def _is_cjk(char: str) -> bool:
    # Emoji are wide, too.
    return unicodedata.east_asian_width(char) in "WFH" and unicodedata.category(char) != "So"
