"""A body's HTML as CommonMark, with tables and footnotes as GitHub has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refresher_content.book.pages.markdown import escaped
from refresher_content.model.html import BLOCKS, Element

__all__ = ["to_markdown"]

_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_KEPT = frozenset({"abbr", "kbd", "q", "ruby", "rp", "rt", "sub", "sup", "mark", "small"})


def to_markdown(root: Element) -> str:
    """What an element holds, as Markdown."""
    return "\n\n".join(_blocks(root))


def _blocks(parent: Element) -> Iterator[str]:
    """The blocks of an element; text that stands beside blocks is a paragraph."""
    loose = _text(parent.text)
    for child in parent:
        if child.tag in BLOCKS:
            if loose.strip():
                yield loose.strip()
            loose = ""
            yield from (block for block in _block(child) if block)
        else:
            loose += _inline(child)
        loose += _text(child.tail)
    if loose.strip():
        yield loose.strip()


def _block(element: Element) -> Iterator[str]:
    tag = element.tag
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        yield f"{'#' * int(tag[1])} {_line(element)}"
    elif tag == "hr":
        yield "* * *"
    elif tag == "pre":
        yield _fence(element)
    elif tag in ("ol", "ul"):
        yield _list(element)
    elif tag == "table":
        yield from _table(element)
    elif tag == "blockquote":
        yield _prefixed(to_markdown(element), "> ", ">")
    elif tag in ("audio", "video"):
        yield _line(element)
    elif element.get("role") == "doc-endnotes":
        yield from (_note(number, note) for number, note in enumerate(element.iter("li"), 1))
    elif tag == "dt":
        yield f"**{_line(element)}**"
    elif tag in ("p", "summary", "caption", "figcaption"):
        yield _inner(element).strip()
    else:
        yield from _blocks(element)


def _prefixed(text: str, prefix: str, empty: str) -> str:
    return "\n".join(prefix + line if line else empty for line in text.split("\n"))


def _fence(pre: Element) -> str:
    code = pre.find("code")
    language = (code.get("class") or "").removeprefix("language-") if code is not None else ""
    text = "".join(pre.itertext()).rstrip("\n")
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _list(element: Element) -> str:
    start = int(element.get("start", "1"))
    items = []
    for number, item in enumerate(element.findall("li"), start):
        mark = f"{number}. " if element.tag == "ol" else "- "
        text = to_markdown(item)
        items.append(mark + _prefixed(text, " " * len(mark), "")[len(mark) :])
    return "\n".join(items)


def _table(table: Element) -> Iterator[str]:
    rows = [
        [_line(cell).replace("\n", " ") for cell in row if cell.tag in ("td", "th")]
        for row in table.iter("tr")
    ]
    caption = table.find("caption")
    if caption is not None:
        yield _line(caption)
    if rows:
        width = max(map(len, rows))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        yield "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _note(number: int, note: Element) -> str:
    text = to_markdown(note)
    return f"[^{number}]: " + _prefixed(text, "    ", "")[4:]


def _line(element: Element) -> str:
    return _inner(element).replace("\\\n", " ").replace("\n", " ").strip()


def _text(text: str | None) -> str:
    return str(escaped(text)) if text else ""


def _inner(element: Element) -> str:
    parts = [_text(element.text)]
    for child in element:
        parts += [_inline(child), _text(child.tail)]
    return "".join(parts)


def _inline(element: Element) -> str:
    tag, role = element.tag, element.get("role")
    if role == "doc-backlink":
        return ""
    if role == "doc-noteref":
        return f"[^{element.text}]"
    if tag == "img":
        return f"![{_text(element.get('alt'))}]({_address(element.get('src', ''))})"
    if tag == "br":
        return "\\\n"
    if tag == "code":
        return _code("".join(element.itertext()))
    if tag == "math":
        return _code(element.get("alttext", ""))
    inner = _inner(element)
    if tag == "a" and (address := element.get("href")):
        return f"[{inner}]({_address(address)})"
    if tag in _MARKS and inner.strip():
        mark = _MARKS[tag]
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        return f"{before}{mark}{inner.strip()}{mark}{after}"
    if tag == "sup" and inner.startswith("[^"):
        return inner
    return f"<{tag}>{inner}</{tag}>" if tag in _KEPT else inner


def _address(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def _code(text: str) -> str:
    runs = [len(run) for run in re.findall("`+", text)]
    ticks = "`" * next(n for n in range(1, 100) if n not in runs)
    padded = f" {text} " if text.startswith("`") or text.endswith("`") else text
    return f"{ticks}{padded}{ticks}"
