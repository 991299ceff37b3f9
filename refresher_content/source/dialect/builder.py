"""A tree of HTML, built from the beginning to the end; HTML in a body is checked on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate
from posixpath import basename
from urllib.parse import unquote

from refresher_content.diagnostics import Diagnostic, Edit, Span
from refresher_content.model.html import BLOCKS, VOID, Element
from refresher_content.source.dialect.elements import (
    ATTRIBUTES,
    OPTIONAL_END,
    PARENTS,
    PHRASING,
    PLAYERS,
    SAFE,
    ends,
    refused,
)
from refresher_content.source.limits import limits

__all__ = ["Builder", "RawHtml"]

_MAX_DEPTH = 200
_ODD_COMMENT = re.compile(r"<!--(?:-?>|(?:[^-<]|-(?!->)|<(?!!--))*(?:--!>|<!--))")
"""A comment that HTML ends early, or in which another one begins."""

_AS_BLOCK = dict.fromkeys(("article", "center", "footer", "header", "main", "nav"), "div")
"""Elements that would be parts of the page, and are parts of a text here; and one of the past."""


@dataclass(slots=True)
class _Open:
    element: Element
    raw: bool
    """Whether it is written as HTML."""
    span: Span


class Builder:
    """The tree so far, with the elements that are open."""

    def __init__(self) -> None:
        self.root = Element("div")
        self.problems: list[Diagnostic] = []
        self._stack = [_Open(self.root, False, Span())]
        # The elements that were refused; their end tags aren't problems of their own.
        self._refused: Counter[str] = Counter()

    @property
    def top(self) -> Element:
        """The innermost open element."""
        return self._stack[-1].element

    @property
    def too_deep(self) -> bool:
        """Whether more elements are open than may be."""
        return len(self._stack) > _MAX_DEPTH

    @property
    def full(self) -> bool:
        """Whether there are more problems than are reported."""
        return len(self.problems) > limits().max_problems

    def problem(
        self, code: str, span: Span, message: str, hint: str = "", edits: tuple[Edit, ...] = ()
    ) -> None:
        """Notes a problem, with the changes that repair it."""
        if self.full:
            return
        self.problems.append(
            Diagnostic(code=code, span=span, message=message, hint=hint, edits=edits)
        )

    def deep(self, span: Span, limit: int = _MAX_DEPTH, what: str = "elements") -> None:
        """Notes, once, that too much stands in each other to be read."""
        if not any(one.code == "deep-nesting" for one in self.problems):
            message = f"expected at most {limit} {what} in each other, found more"
            self.problem("deep-nesting", span, message, "write it with fewer levels")

    def text(self, text: str) -> None:
        """Adds text."""
        top = self.top
        if len(top):
            top[-1].tail = (top[-1].tail or "") + text
        else:
            top.text = (top.text or "") + text

    def add(self, element: Element) -> Element:
        """Adds an element as it is."""
        self.top.append(element)
        return element

    def empty(self, tag: str, attributes: dict[str, str] | None = None) -> Element:
        """Adds an element without content."""
        return self.add(Element(tag, attributes or {}))

    def open(self, tag: str, attributes: dict[str, str] | None = None) -> Element:
        """Opens an element of Markdown."""
        if tag in BLOCKS:
            while self._stack[-1].raw and ends(self.top.tag, tag):
                self._stack.pop()
        return self._push(Element(tag, attributes or {}), False, Span())

    def _push(self, element: Element, raw: bool, span: Span) -> Element:
        # What is too deep is an error: it is read, and belongs to nothing.
        if not self.too_deep:
            self.top.append(element)
        self._stack.append(_Open(element, raw, span))
        return element

    def close(self) -> Element:
        """Closes the innermost element of Markdown; HTML that is open in it is a problem."""
        while self._stack[-1].raw:
            self._unclosed(self._stack.pop())
        return self._stack.pop().element

    def finish(self) -> None:
        """Closes what HTML has left open at the end of the body, and gives text that stands alone
        there an element, so that sections are made of elements only.
        """
        while self._stack[-1].raw:
            self._unclosed(self._stack.pop())
        for index, child in reversed(list(enumerate(self.root))):
            if child.tag[0] == "h" and (child.tail or "").strip():
                self.root.insert(index + 1, _span(child.tail))
                child.tail = None
        if (self.root.text or "").strip():
            self.root.insert(0, _span(self.root.text))
            self.root.text = None
        _link_to_players(self.root)

    def _unclosed(self, one: _Open) -> None:
        tag = one.element.tag
        if tag not in OPTIONAL_END:
            message = f"<{tag}> is not closed before the end of the block it is in"
            self.problem("unclosed-element", one.span, message, f"write </{tag}> where it ends")

    def start(self, tag: str, attributes: dict[str, str], span: Span) -> Element | None:
        """Opens an element that is written as HTML; None if it may not stand here."""
        while self._stack[-1].raw and ends(self.top.tag, tag):
            self._stack.pop()
        if problem := self._misplaced(tag):
            self.problem("misplaced-element", span, *problem)
            self._refused[tag] += 1
            return None
        element = Element(tag, attributes)
        if tag in VOID:
            return self.add(element)
        if self.too_deep:
            self.deep(span)
            return None
        return self._push(element, True, span)

    def _misplaced(self, tag: str) -> tuple[str, str] | None:
        here = next(
            (
                one.element
                for one in reversed(self._stack)
                if one.element.tag not in ("a", "del", "ins")
            ),
            self.root,
        )
        parents = PARENTS.get(tag)
        if parents and here.tag not in parents:
            wanted = " or ".join(f"<{one}>" for one in sorted(parents))
            return f"<{tag}> stands outside {wanted}", "put it there, or leave it out"
        if here.tag in PHRASING and tag in BLOCKS - PLAYERS and not parents:
            hint = "begin it on a line of its own, with an empty line before it"
            return f"<{tag}> can't stand inside <{here.tag}>", hint
        if here.tag in ("ul", "ol", "dl", "table", "tr") and not parents:
            return f"<{tag}> can't stand directly inside <{here.tag}>", ""
        return None

    def end(self, tag: str, span: Span) -> None:
        """Closes an element that is written as HTML."""
        for depth in range(len(self._stack) - 1, 0, -1):
            one = self._stack[depth]
            if not one.raw:
                break
            if one.element.tag == tag:
                for inner in reversed(self._stack[depth + 1 :]):
                    self._unclosed(inner)
                del self._stack[depth:]
                return
        if self._refused[tag]:
            self._refused[tag] -= 1
        elif tag not in VOID:
            message = f"</{tag}> closes nothing: no <{tag}> is open in this block"
            self.problem("unclosed-element", span, message, "delete it, or open the element")


def _link_to_players(root: Element) -> None:
    """Gives sounds and films a link for readers that can't play them."""
    for player in [one for one in root.iter() if one.tag in PLAYERS]:
        source = player.find("source")
        address = player.get("src") or (source.get("src") if source is not None else "")
        if address and not "".join(player.itertext()).strip():
            link = Element("a", {"href": address})
            link.text = unquote(basename(address))
            player.append(link)


def _span(text: str | None) -> Element:
    element = Element("span")
    element.text = text
    return element


class RawHtml(HTMLParser):
    """Reads HTML in a body into the builder: what is safe is kept, all else is a problem."""

    def __init__(
        self,
        builder: Builder,
        place: Callable[[int, int, int], Span],
        attributes: Callable[[str, dict[str, str], Span], dict[str, str]],
    ) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = builder
        self._place = place
        self._attributes = attributes
        self._dropped = ""
        self._html, self._starts = "", [0]

    def read(self, html: str) -> None:
        """Reads a whole piece."""
        # Behind the last end of a comment Python's parser would look for another at each mark.
        start = html.find("<!--", html.rfind("-->") + 1)
        whole = html if start < 0 else html[:start]
        self._html = whole
        self._starts = [0, *accumulate(len(line) + 1 for line in whole.split("\n"))]
        self.feed(whole)
        self.close()
        if start >= 0:
            self._problem("unclosed-element", "a comment is not closed", "end it with -->")

    def _span(self, width: int = 1) -> Span:
        line, column = self.getpos()
        return self._place(line - 1, column, width)

    def _problem(self, code: str, message: str, hint: str = "", width: int = 1) -> None:
        self._builder.problem(code, self._span(width), message, hint)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a safe element with the attributes that are kept."""
        if self._dropped:
            return
        width = len(self.get_starttag_text() or tag)
        written, tag = tag, _AS_BLOCK.get(tag, tag)
        if tag not in SAFE:
            hint = f"delete it; if it is text, write &lt;{tag}&gt;, or put it into backticks"
            self._problem("raw-html", f"the element <{tag}> is not allowed", hint, width)
            if tag in ("script", "style", "textarea", "title", "iframe", "noscript", "template"):
                self._dropped = tag
            return
        for name, value in () if self._builder.full else attrs:
            if why := refused(tag, name, value or ""):
                message = f"the attribute {name} is not allowed: {why}"
                self._problem("raw-html", message, "delete it", width)
        kept = ATTRIBUTES.get(tag, frozenset()) | {"id", "lang", "dir", "title"}
        given = {name: value or "" for name, value in attrs if name in kept}
        span = self._span(width)
        attributes = self._attributes(tag, given, span)
        if written == "center":
            attributes["class"] = "text-center"
        self._builder.start(tag, attributes, span)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element; HTML closes with `/>` only what has no content anyway."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Closes an element."""
        tag = _AS_BLOCK.get(tag, tag)
        if self._dropped:
            self._dropped = "" if tag == self._dropped else self._dropped
        elif tag in SAFE:
            self._builder.end(tag, self._span(len(tag) + 3))

    def handle_data(self, data: str) -> None:
        """Adds text."""
        if self._dropped:
            return
        tag = self._builder.top.tag
        if tag in ("dl", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul"):
            if data.strip():
                self._problem("misplaced-element", f"text can't stand directly inside <{tag}>")
            return
        self._builder.text(data)

    def handle_comment(self, data: str) -> None:
        """Leaves a comment out, if browsers and parsers agree on where it ends."""
        line, column = self.getpos()
        if _ODD_COMMENT.match(self._html, self._starts[line - 1] + column):
            hint = "write <!-- and a space before it, a space and --> behind it"
            self._problem("raw-html", "a comment ends before the end that it seems to have", hint)

    def handle_decl(self, decl: str) -> None:
        """Refuses a declaration."""
        self._problem("raw-html", f"<!{decl[:20]}> is not allowed in a body", "delete it")

    def unknown_decl(self, data: str) -> None:
        """Refuses a section of XML."""
        self._problem("raw-html", f"<![{data[:20]}]> is not allowed in a body", "delete it")

    def handle_pi(self, data: str) -> None:
        """Refuses an instruction."""
        self._problem("raw-html", f"<?{data[:20]}> is not allowed in a body", "delete it")
