"""The elements of HTML that a body may hold as HTML, and where each may stand."""

from __future__ import annotations

import re

from refresher_content.model.html import BLOCKS, VOID

__all__ = [
    "ATTRIBUTES",
    "LOADING_STYLE",
    "OPTIONAL_END",
    "PARENTS",
    "PHRASING",
    "PLAYERS",
    "SAFE",
    "ends",
    "refused",
]

_PHRASING = """
    abbr b bdi bdo cite code dfn em h1 h2 h3 h4 h5 h6 i kbd mark p pre q rp rt ruby s samp
    small span strong sub summary sup time u var
"""
PHRASING = frozenset(_PHRASING.split())
"""The elements that hold text, and no blocks."""

PLAYERS = frozenset({"audio", "video"})
"""The elements that may stand among words, although they stand on lines of their own."""

SAFE = BLOCKS | VOID | PHRASING | frozenset(["a", "del", "ins", "picture"])
"""The elements that are kept."""

ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "name"}),
    "abbr": frozenset({"title"}),
    "audio": frozenset({"src", "controls"}),
    "img": frozenset({"src", "srcset", "sizes", "alt", "width", "height"}),
    "ol": frozenset({"start", "reversed"}),
    "source": frozenset({"src", "srcset", "sizes", "media", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"src", "kind", "srclang", "label"}),
    "video": frozenset({"src", "controls", "poster", "width", "height"}),
    "details": frozenset({"open"}),
    "bdo": frozenset(),
}
"""The attributes that are kept, besides `id`, `lang`, `dir` and `title`."""

_LOADING_NAMES = """
    action background classid codebase data dynsrc formaction href http-equiv lowsrc manifest
    ping poster profile src srcdoc srcset usemap xlink:href xml:base
"""
_LOADING = frozenset(_LOADING_NAMES.split())
LOADING_STYLE = r"@import|image-set|src\s*\(|javascript:|expression\s*\(|-moz-binding|\\"
"""What in a style leads to another file, or runs, besides an address: as the inside of a regular
expression. A backslash might spell any of these."""
_LOADING_STYLE = re.compile(rf"url\s*\(|behavior|{LOADING_STYLE}", re.IGNORECASE)


def refused(tag: str, name: str, value: str) -> str:
    """Why an element may not have an attribute; empty if it is kept, or left out since it only
    changes how the element looks.
    """
    if name.startswith("on"):
        return "a body can't run code"
    if name == "style" and _LOADING_STYLE.search(value):
        return "a style can't load files"
    if name in _LOADING and name not in ATTRIBUTES.get(tag, ()):
        return f"<{tag}> leads nowhere and loads nothing"
    return ""


OPTIONAL_END = frozenset(
    ("caption", "dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr")
)
"""The elements whose end tag may be left out."""

_LIST = frozenset({"ol", "ul"})
_ROWS = frozenset({"tbody", "tfoot", "thead"})
PARENTS: dict[str, frozenset[str]] = {
    "caption": frozenset({"table"}),
    "dd": frozenset({"dl"}),
    "dt": frozenset({"dl"}),
    "figcaption": frozenset({"figure"}),
    "li": _LIST,
    "rp": frozenset({"ruby"}),
    "rt": frozenset({"ruby"}),
    "source": frozenset({"audio", "picture", "video"}),
    "summary": frozenset({"details"}),
    "tbody": frozenset({"table"}),
    "td": frozenset({"tr"}),
    "tfoot": frozenset({"table"}),
    "th": frozenset({"tr"}),
    "thead": frozenset({"table"}),
    "tr": _ROWS | {"table"},
    "track": frozenset({"audio", "video"}),
}
"""The elements that may only stand in certain others."""

_CELLS = frozenset({"td", "th"})
_ENDED_BY: dict[str, frozenset[str]] = {
    "caption": _ROWS | {"tr"},
    "dd": frozenset({"dd", "dt"}),
    "dt": frozenset({"dd", "dt"}),
    "li": frozenset({"li"}),
    "p": BLOCKS,
    "rp": frozenset({"rp", "rt"}),
    "rt": frozenset({"rp", "rt"}),
    "tbody": _ROWS,
    "td": _CELLS | _ROWS | {"tr"},
    "tfoot": _ROWS,
    "th": _CELLS | _ROWS | {"tr"},
    "thead": _ROWS,
    "tr": _ROWS | {"tr"},
}


def ends(opened: str, tag: str) -> bool:
    """Whether an element ends where another begins, without an end tag."""
    return tag in _ENDED_BY.get(opened, ())
