"""HTML of our own to nodes of docutils, for titles and for builders of other formats."""

from __future__ import annotations

from collections.abc import Callable

from docutils import nodes

from refresher_content.model.html import HEADINGS, Element, plain_text

__all__ = ["block_nodes", "inline_nodes"]

Link = Callable[[str], nodes.Element]

_BLOCKS: dict[str, type[nodes.Element]] = {
    "aside": nodes.container,
    "blockquote": nodes.block_quote,
    "details": nodes.container,
    "div": nodes.container,
    "figure": nodes.container,
    "li": nodes.list_item,
    "ol": nodes.enumerated_list,
    "section": nodes.container,
    "ul": nodes.bullet_list,
}
_TEXT: dict[str, type[nodes.TextElement]] = {
    "address": nodes.paragraph,
    "caption": nodes.paragraph,
    "dd": nodes.paragraph,
    "dt": nodes.paragraph,
    "figcaption": nodes.paragraph,
    "p": nodes.paragraph,
    "summary": nodes.paragraph,
    "tr": nodes.paragraph,
}
_INLINE: dict[str, type[nodes.TextElement]] = {
    "b": nodes.strong,
    "code": nodes.literal,
    "em": nodes.emphasis,
    "i": nodes.emphasis,
    "kbd": nodes.literal,
    "strong": nodes.strong,
    "sub": nodes.subscript,
    "sup": nodes.superscript,
}


def _reference(address: str) -> nodes.Element:
    return nodes.reference(refuri=address)


def block_nodes(element: Element, link: Link = _reference) -> list[nodes.Node]:
    """What an element holds, as blocks."""
    found: list[nodes.Node] = []
    loose: list[nodes.Node] = []

    def end() -> None:
        if loose:
            found.append(nodes.paragraph("", "", *loose))
            loose.clear()

    def text(words: str | None) -> None:
        if words and (words.strip() or loose):
            loose.append(nodes.Text(words))

    text(element.text)
    for child in element:
        if (block := _block(child, link)) is not None:
            end()
            found += block
        else:
            loose += _inline(child, link)
        text(child.tail)
    end()
    return found


def _block(element: Element, link: Link) -> list[nodes.Node] | None:
    tag = element.tag
    if tag in _BLOCKS:
        node = _BLOCKS[tag]("", *block_nodes(element, link), classes=_classes(element))
        return [node] if node.children else []
    if tag in _TEXT:
        return [_TEXT[tag]("", "", *inline_nodes(element, link), classes=_classes(element))]
    if tag in HEADINGS:
        return [nodes.rubric("", "", *inline_nodes(element, link))]
    if tag == "pre":
        code = "".join(element.itertext())
        return [nodes.literal_block(code, code)]
    if tag == "hr":
        return [nodes.paragraph("", "* * *")]
    if tag in ("dl", "table", "tbody", "tfoot", "thead"):
        return block_nodes(element, link)
    return None


def inline_nodes(element: Element, link: Link = _reference) -> list[nodes.Node]:
    """What an element holds, as text with its marks."""
    found: list[nodes.Node] = [nodes.Text(element.text)] if element.text else []
    for child in element:
        found += _inline(child, link)
        if child.tail:
            found.append(nodes.Text(child.tail))
    return found


def _inline(element: Element, link: Link) -> list[nodes.Node]:
    tag = element.tag
    if tag == "img":
        picture = nodes.image(uri=element.get("src", ""), alt=element.get("alt", ""))
        return [picture] if element.get("src") else []
    if tag == "br":
        return [nodes.Text("\n")]
    if tag == "math":
        formula = element.get("alttext", "")
        return [nodes.math(formula, formula)]
    if tag in ("td", "th"):
        return [*inline_nodes(element, link), nodes.Text("  ")]
    inner = inline_nodes(element, link)
    if tag == "a" and element.get("href"):
        node = link(element.get("href", ""))
        node["ids"] += _ids(element)
        node += nodes.inline("", "", *inner)
        return [node]
    if tag in _INLINE:
        words = plain_text(element)
        made = _INLINE[tag](words, "", *inner, classes=_classes(element))
        return [made]
    return [nodes.inline("", "", *inner, classes=_classes(element), ids=_ids(element))]


def _ids(element: Element) -> list[str]:
    id_ = element.get("id")
    return [id_] if id_ else []


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()
