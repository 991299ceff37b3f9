"""A body's HTML as CommonMark, with tables and footnotes as GitHub has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from refresher_content.model.html import BLOCKS, HEADINGS, Element

__all__ = ["escaped", "to_markdown"]

# An underscore within a word and an ampersand that begins no entity mean themselves; number
# signs at a heading's end do not.
_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|(?<= )#+$")
# What begins a list's item, a table's second line, a heading or a quotation.
_LEADING = re.compile(
    r"^ ?(?:(?=[-+](?: |$)|:?-+ *[-:|]|-+ *$|=+ *$|#{1,6}(?: |$)|>)|\d{1,9}(?=[.)](?: |$)))",
    re.MULTILINE,
)

_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_KEPT = frozenset({"abbr", "kbd", "q", "ruby", "rp", "rt", "sub", "sup", "mark", "small"})


def escaped(text: str) -> str:
    """Plain text as a line of CommonMark: nothing in it is read as a mark."""
    return _lines(_text(text))


def to_markdown(root: Element) -> str:
    """What an element holds, as Markdown."""
    return "\n\n".join(_blocks(root))


def _blocks(parent: Element) -> Iterator[str]:
    """The blocks of an element; text that stands beside blocks is a paragraph."""
    loose = _text(parent.text)
    for child in parent:
        if child.tag in BLOCKS:
            if loose.strip():
                yield _lines(loose.strip())
            loose = _text(child.tail)
            yield from (block for block in _block(child) if block)
        else:
            loose = _with_child(loose, child)
    if loose.strip():
        yield _lines(loose.strip())


def _block(element: Element) -> Iterator[str]:
    tag = element.tag
    if tag in HEADINGS:
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
        yield from (
            _note(number, note) for number, note in enumerate(element.findall("./ol/li"), 1)
        )
    elif tag == "dt":
        yield f"**{_line(element)}**"
    elif tag in ("p", "summary", "caption", "figcaption"):
        yield _lines(_inner(element).strip())
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
        [_line(cell).replace("|", "\\|") for cell in row if cell.tag in ("td", "th")]
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
    return _SPECIAL.sub(r"\\\g<0>", re.sub(r"\s+", " ", text or ""))


def _lines(text: str) -> str:
    """Lines none of which begins a list, a heading or a quotation."""
    return _LEADING.sub(r"\g<0>\\", text)


def _inner(element: Element) -> str:
    text = _text(element.text)
    for child in element:
        text = _with_child(text, child)
    return text


def _with_child(before: str, child: Element) -> str:
    """The text before a child, the child and the text after it, none of which changes how
    another is read.
    """
    shown, tail = _inline(child, before[-1:]), _text(child.tail)
    if shown.startswith("[") and before.endswith("!"):
        before = f"{before[:-1]}\\!"
    if child.tag == "br":
        tail = tail.lstrip()
    if child.get("role") == "doc-noteref" and tail.startswith((":", "(")):
        tail = f"\\{tail}"
    return before + shown + tail


def _flanks(outside: str, inside: str) -> bool:
    """Whether a mark between two characters is one: not between a letter and a full stop."""
    return not _is_mark(inside) or not outside or outside.isspace() or _is_mark(outside)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _inline(element: Element, before: str) -> str:
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
        return _code("".join(element.itertext()).replace("\n", " "))
    if tag == "math":
        return _code(element.get("alttext", ""))
    inner = _inner(element)
    if tag == "a" and (address := element.get("href")):
        return f"[{inner}]({_address(address)})"
    if tag in _MARKS and inner.strip():
        return _marked(element, inner, before)
    if tag == "sup" and inner.startswith("[^"):
        return inner
    return f"<{tag}>{inner}</{tag}>" if tag in _KEPT else inner


def _marked(element: Element, inner: str, before: str) -> str:
    """Stressed or struck text; as HTML where a mark would be taken for a letter."""
    tag, mark, words = element.tag, _MARKS[element.tag], inner.strip()
    start, end = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    after = (element.tail or " ")[0]
    opens = _flanks(start or before, words[0]) and (start or before[-1:] not in ("*", "~"))
    if opens and _flanks(end or after, words[-1]):
        return f"{start}{mark}{words}{mark}{end}"
    return f"{start}<{tag}>{words}</{tag}>{end}"


def _address(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def _code(text: str) -> str:
    runs = [len(run) for run in re.findall("`+", text)]
    ticks = "`" * next(n for n in range(1, 100) if n not in runs)
    padded = f" {text} " if text.startswith("`") or text.endswith("`") else text
    return f"{ticks}{padded}{ticks}"
