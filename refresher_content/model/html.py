"""The HTML of bodies: well-formed XML as well, so that a page, a feed and an EPUB can hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from xml.etree.ElementTree import Element, fromstring

__all__ = [
    "BLOCKS",
    "HEADINGS",
    "VOID",
    "Element",
    "candidates",
    "joined",
    "plain_text",
    "read",
    "words",
    "write",
]

VOID = frozenset({"br", "hr", "img", "source", "track", "wbr"})
"""The elements that have no content and no end tag."""

_BLOCKS = """
    address aside audio blockquote caption dd details div dl dt figcaption figure
    h1 h2 h3 h4 h5 h6 hr li ol p pre section summary table tbody td tfoot th
    thead tr ul video
"""
BLOCKS = frozenset(_BLOCKS.split())
"""The elements whose text is a paragraph of its own."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""The elements that are titles."""

_MATHML = "http://www.w3.org/1998/Math/MathML"


def read(html: str) -> Element:
    """The tree of a fragment that `write` wrote, in an element around it."""
    return fromstring(f"<div>{html}</div>")  # noqa: S314 - `write` made the text


def write(root: Element, *, xhtml: bool = False) -> str:
    """What an element holds, as HTML that is XML too. `xhtml` adds the namespaces that a
    document of XHTML needs.
    """
    parts = [_text(root.text)]
    for child in root:
        _write(child, parts, xhtml)
    return "".join(parts).strip()


def _write(element: Element, parts: list[str], xhtml: bool) -> None:
    tag = element.tag
    attributes = element.attrib
    if xhtml and tag == "math":
        attributes = {"xmlns": _MATHML, **attributes}
    given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    if tag in VOID:
        parts.append(f"<{tag}{given} />")
    else:
        parts.append(f"<{tag}{given}>")
        parts.append(_text(element.text))
        for child in element:
            _write(child, parts, xhtml)
        parts.append(f"</{tag}>")
    parts.append(_text(element.tail))


def candidates(srcset: str) -> Iterator[tuple[str, str]]:
    """The addresses of an attribute `srcset`, each with its descriptor, which may be empty (HTML,
    "parse a srcset attribute").
    """
    words = srcset.split()
    while words:
        address = words.pop(0).lstrip(",")
        descriptor = ""
        if address.endswith(","):
            address = address.rstrip(",")
        elif words:
            descriptor, comma, rest = words.pop(0).partition(",")
            words = [rest, *words] if comma and rest else words
        if address:
            yield address, descriptor


def joined(found: Iterable[tuple[str, str]]) -> str:
    """The attribute `srcset` of these addresses and descriptors."""
    return ", ".join(f"{address.replace(',', '%2C')} {size}".strip() for address, size in found)


def _text(text: str | None) -> str:
    return escape(text, quote=False) if text else ""


def words(element: Element) -> str:
    """The text of an element in one line."""
    return _line(plain_text(element))


def _line(text: str | None) -> str:
    return " ".join(text.split()) if text else ""


def plain_text(root: Element) -> str:
    """The text of what an element holds, paragraphs separated by an empty line. Code stays
    as it is; a picture gives its alternative text, a formula its source.
    """
    found = (
        "".join(run).strip("\n").rstrip() if literal else _line("".join(run))
        for run, literal in _runs(root)
    )
    return "\n\n".join(text for text in found if text)


def _runs(root: Element) -> Iterator[tuple[list[str], bool]]:
    """The paragraphs of an element, each as pieces, and whether it is code."""
    run: list[str] = []

    def walk(element: Element) -> Iterator[tuple[list[str], bool]]:
        nonlocal run
        tag = element.tag
        if tag in BLOCKS:
            yield run, False
            run = []
        if tag == "math":
            run.append(element.get("alttext", ""))
        elif tag == "img":
            run.append(element.get("alt", ""))
        elif tag == "br":
            run.append(" ")
        elif tag == "pre":
            yield ["".join(element.itertext())], True
        elif element.get("role") not in ("doc-noteref", "doc-backlink"):
            if element.text:
                run.append(element.text)
            for child in element:
                yield from walk(child)
        if tag in BLOCKS:
            yield run, False
            run = []
        if element.tail and element is not root:
            run.append(element.tail)

    yield from walk(root)
    yield run, False
