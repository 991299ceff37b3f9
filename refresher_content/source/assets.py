"""The files that a text shows or links to: which may be copied beside the pages."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from refresher_content.source.dialect.addresses import AUDIO, PICTURES, VIDEO, file_ending
from refresher_content.source.dialect.elements import LOADING_STYLE
from refresher_content.source.limits import limits

__all__ = ["DOCUMENTS", "AssetProblem", "asset_problem", "irregular", "svg_problem"]

_DOCUMENTS = """
    7z bib bz2 csv docx epub gz ics json jsonl mobi odp ods odt pdf pptx ris rtf srt tar tsv txt
    vtt xlsx xz zip
"""
DOCUMENTS = frozenset(_DOCUMENTS.split())
"""The types of files that a text may link to, besides what pages show. None of them runs in a
browser as a part of the site."""

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISDIR, "a folder"),
)


class AssetProblem(NamedTuple):
    """Why a file can't be copied."""

    code: str
    message: str
    hint: str


def irregular(mode: int) -> str:
    """What a thing in a folder is, if it isn't a file; empty for a file."""
    return next((name for test, name in _KINDS if test(mode)), "")


def asset_problem(folder: Path, path: str) -> AssetProblem | None:
    """Why a file of the content folder can't be shown or linked to; None if it can, or if there
    is no such file.
    """
    whole = folder / path
    trusted = limits().trusted
    if not trusted and (link := _link(folder, path)):
        hint = "put a copy of the file in its place"
        return AssetProblem("symbolic-link", f"{link!r} is a symbolic link", hint)
    try:
        mode = whole.stat().st_mode
    except (OSError, ValueError):
        return None
    if (found := irregular(mode)) and not stat.S_ISDIR(mode):
        return AssetProblem("unreadable-file", f"{path!r} is {found}, not a file", "remove it")
    if trusted or stat.S_ISDIR(mode):
        return None
    if (type_ := file_ending(path)) not in DOCUMENTS | PICTURES | AUDIO | VIDEO:
        what = f"a file that ends in '.{type_}'" if type_ else "a file without an ending"
        message = f"{what} is not copied: it might run in a browser"
        return AssetProblem("unsafe-file", message, "link to a PDF, a text or a zip file")
    if type_ == "svg" and (problem := svg_problem(whole.read_bytes())):
        hint = "save the drawing as plain SVG, without scripts and without other files"
        return AssetProblem("unsafe-file", f"{path!r} can't be shown: {problem}", hint)
    return None


def _link(folder: Path, path: str) -> str:
    """The first part of a path that is a symbolic link; empty if there is none."""
    parts = path.split("/")
    paths = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next((one for one in paths if (folder / one).is_symlink()), "")


_SVG = "http://www.w3.org/2000/svg"
_FOREIGN = frozenset({"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"})
_DRAWING = """
    a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence filter flowPara flowRegion flowRoot font
    font-face glyph g hkern image line linearGradient marker mask metadata missing-glyph mpath
    namedview path pattern perspective polygon polyline radialGradient rect set solidColor stop
    style svg switch symbol text textPath title tref tspan use view
"""
_ELEMENTS = frozenset(_DRAWING.split())
_PICTURE = re.compile(r"data:image/(?:avif|gif|jpe?g|png|webp)[;,]", re.IGNORECASE)
_LINK = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"url\s*\(\s*['\"]?(?!\s*['\"]?#)(?!data:image/(?:avif|gif|jpe?g|png|webp)[;,])"
    rf"|{LOADING_STYLE}",
    re.IGNORECASE,
)
"""What in a style leads to another file, or runs."""


class _UnsafeError(Exception):
    pass


def svg_problem(data: bytes) -> str | None:
    """What in a drawing might run, or load something from elsewhere, with its line; None if it
    only draws.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    style: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        for problem in _element_problems(name, attributes):
            raise _UnsafeError(problem)
        parser.CharacterDataHandler = style.append if name.endswith("style") else None

    def refuse(what: str) -> None:
        raise _UnsafeError(what)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda *_: setattr(parser, "CharacterDataHandler", None)
    parser.EntityDeclHandler = lambda *_: refuse("it declares an entity")
    parser.ProcessingInstructionHandler = lambda *_: refuse("it has a processing instruction")
    try:
        parser.Parse(data, True)
    except _UnsafeError as error:
        return f"{error} (line {parser.CurrentLineNumber})"
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"it is not XML: {error}"
    if found := _OUTSIDE.search("".join(style)):
        return f"its style has {found[0]!r}"
    return None


def _element_problems(name: str, attributes: Mapping[str, str]) -> Iterator[str]:
    space, _, tag = name.rpartition(" ")
    if space in _FOREIGN or (space in ("", _SVG) and tag not in _ELEMENTS):
        yield f"it has the element <{tag}>"
    for whole, value in attributes.items():
        short = whole.rpartition(" ")[2].lower()
        if short.startswith("on"):
            yield f"it has the attribute {short}"
        elif short == "base":
            yield "it has the attribute xml:base"
        elif short in ("href", "src"):
            if not _may_lead(tag, value.strip()):
                yield f"<{tag}> leads to {value[:60]!r}"
        elif short == "attributename" and value.rpartition(":")[2].lower().startswith(
            ("href", "on")
        ):
            yield f"<{tag}> changes {value!r}"
        elif space in ("", _SVG) and (found := _OUTSIDE.search(value)):
            yield f"the attribute {short} has {found[0]!r}"


def _may_lead(tag: str, address: str) -> bool:
    if tag == "a":
        return bool(address.startswith("#") or _LINK.match(address))
    return bool(address.startswith("#") or _PICTURE.match(address) or not address)
