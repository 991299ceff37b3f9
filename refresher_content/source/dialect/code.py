"""Code and formulas in bodies."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import unescape

from refresher_content.model.html import Element

__all__ = ["MATHML", "code_block", "formula"]

_Problem = Callable[[str, str], None]

# An environment within a formula, which the converter knows by the name of the one that is one.
_ALIGNED = re.compile(r"(?<=\\begin\{)aligned(?=\})|(?<=\\end\{)aligned(?=\})")

_COMMANDS = re.compile(
    r"\\(?:[egx]?def|let|(?:re)?newcommand|providecommand|DeclareMathOperator|href|url|class|style"
    r"|cssId|data|html[A-Z][a-z]+|include|includegraphics|input|require|special)(?![A-Za-z])"
)
"""What defines commands, or gives a formula links, files or attributes."""
_UNKNOWN = re.compile(r"\\[A-Za-z]+")
_VALUE = re.compile(r"[+-]?\d{1,2}(?:\.\d*)?[a-z%]*|[+-]?\d*\.\d+[a-z%]*|[#A-Za-z][\w-]*")
"""A word, a colour, or a length that stays on the page."""
_LONGEST = 5_000
_DEEPEST = 100

_MATHML = """
    maction math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom
    mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder
    munderover none semantics
"""
MATHML = frozenset(_MATHML.split())
"""The elements of a formula."""


def code_block(text: str, language: str = "", problem: _Problem | None = None) -> Element:
    """Code as it is written. A language that nothing can highlight is a problem."""
    pre = Element("pre")
    code = Element("code")
    code.text = text if text.endswith("\n") or not text else text + "\n"
    pre.append(code)
    if language and not _has_lexer(language):
        if problem:
            message = f"the language {language!r} is unknown; the code is shown as plain text"
            problem(message, "write text, or leave the language out")
    elif language:
        code.set("class", f"language-{language.lower()}")
    return pre


@cache
def _has_lexer(language: str) -> bool:
    # Most bodies hold no code, and need no highlighter.
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        find_lexer_class_by_name(language)
    except ClassNotFound:
        return False
    return True


def formula(text: str, block: bool, problem: _Problem) -> Element:
    """A formula in MathML, made of the mathematics of LaTeX."""
    # Most bodies hold no formula.
    from latex2mathml.converter import convert_to_element

    source = " ".join(text.split())
    wrong = _refused(source)
    element = Element("math")
    if not wrong:
        display = "block" if block else "inline"
        try:
            element = convert_to_element(_ALIGNED.sub("align*", source), display=display)
        except Exception:  # its errors have no base of their own
            hint = r"check the braces and commands of its LaTeX; & in it is \&"
            wrong = "the formula can't be read", hint
        else:
            wrong = _finish(element)
    if wrong:
        problem(*wrong)
        element = Element("math")
    element.set("alttext", source)
    return element


def _refused(source: str) -> tuple[str, str] | None:
    """What a formula may not ask for, and what to do."""
    if len(source) > _LONGEST:
        message = f"expected a formula of at most {_LONGEST} characters, found {len(source)}"
        return message, "write it as several formulas"
    if found := _COMMANDS.search(source):
        message = f"the command {found[0]} is not allowed: a formula only shows mathematics"
        return message, "write what it stands for"
    return None


def _finish(element: Element) -> tuple[str, str] | None:
    r"""Makes the converter's elements ours: their texts are texts. Gives what is wrong with them.

    The converter writes references to characters, and what stands in `\text`, as it is.
    """
    del element.attrib["xmlns"]
    level = [element]
    for _ in range(_DEEPEST):
        for one in level:
            one.text = unescape(one.text or "")
            if one.tag not in MATHML:
                return f"MathML has no element <{one.tag}>", "write it in another way"
            if one.tag == "mi" and (found := _UNKNOWN.fullmatch(one.text)):
                hint = "check how it is written; the LaTeX of mathematics is known, packages aren't"
                return f"the command {found[0]} is not known", hint
            for name, value in one.attrib.items():
                if not all(map(_VALUE.fullmatch, value.split())):
                    hint = "write a name or a number, of two digits at most before a unit"
                    return f"expected a simple value for {name}, found {value[:40]!r}", hint
        level = [child for one in level for child in one]
        if not level:
            return None
    return f"more than {_DEEPEST} parts of a formula stand in each other", "write it as several"
