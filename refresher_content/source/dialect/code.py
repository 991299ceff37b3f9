"""Code and formulas in bodies."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from xml.etree.ElementTree import fromstring

from refresher_content.model.html import Element

__all__ = ["code_block", "formula"]

_Problem = Callable[[str, str], None]

# An environment within a formula, which the converter knows by the name of the one that is one.
_ALIGNED = re.compile(r"(?<=\\begin\{)aligned(?=\})|(?<=\\end\{)aligned(?=\})")


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
    from latex2mathml.converter import convert

    source = " ".join(text.split())
    try:
        made = convert(_ALIGNED.sub("align*", source), display="block" if block else "inline")
        element = fromstring(made)  # noqa: S314 - made by the converter, not by anybody
    except Exception:  # its errors have no base of their own, and what it makes may be no XML
        hint = r"check the braces and commands of its LaTeX; & and < in it are \& and \lt"
        problem("the formula can't be read", hint)
        element = Element("math")
    for one in element.iter():
        one.tag = one.tag.rpartition("}")[2]
        # LaTeX can name addresses and colours; a formula needs neither.
        for name in one.attrib.keys() & {"href", "src", "style", "id", "class"}:
            del one.attrib[name]
    element.set("alttext", source)
    return element
