"""The blocks that directives make: admonitions, figures, quotations, code, tables with a title."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Collection

from refresher_content.diagnostics import Span
from refresher_content.errors import suggest
from refresher_content.model.html import Element
from refresher_content.source.dialect.admonitions import ADMONITIONS
from refresher_content.source.dialect.builder import Builder
from refresher_content.source.dialect.directives import (
    DIRECTIVES,
    Content,
    Directive,
    Written,
)
from refresher_content.source.dialect.positions import Positions

__all__ = ["FIGURE_HERE", "DirectiveBuilder", "attribute_quote"]

FIGURE_HERE = "figure-here"
"""The class of what stands for the front matter's figure."""

_REFUSED = """
    code-cell contents csv-table eval-rst include literalinclude meta only parsed-literal raw
    toctree
"""
"""Directives of Sphinx that archives often hold and that have no counterpart."""

_ATTRIBUTION = re.compile(r"\s*(?:---?|[—–―])\s*(?=\S)")


class DirectiveBuilder(Builder):
    """Builds the blocks of directives."""

    def __init__(self, places: Positions) -> None:
        super().__init__()
        self.places = places
        self._written: list[Written] = []
        # The kinds of entries that not every archive has.
        self._own_kinds: Collection[str] = ()
        # Whether the text that comes next is the title of a directive.
        self._title_follows = False

    @abstractmethod
    def picture(self, address: str, alt: str, span: Span, given: dict[str, str]) -> Element:
        """A picture, a sound or a film."""

    @abstractmethod
    def link(self, address: str, span: Span) -> dict[str, str]:
        """The attributes of a link."""

    @abstractmethod
    def code(self, text: str, language: str, span: Span) -> None:
        """Adds a block of code."""

    @abstractmethod
    def formula(self, text: str, span: Span, *, block: bool = False) -> None:
        """Adds a formula."""

    @abstractmethod
    def listing(self, element: Element, one: Written, line: int) -> None:
        """Notes a list of articles, and where it stands."""

    @abstractmethod
    def give_id(self, element: Element, id_: str, span: Span) -> None:
        """Gives an element an id."""

    @property
    def in_verse(self) -> bool:
        """Whether lines are lines of verse."""
        return any(one.name in ("line-block", "verse") for one in self._written)

    def open_directive(self, one: Written, line: int) -> None:
        """Begins the block of a directive that stands on a line."""
        span = self.places.line(line)
        if not one.closed:
            message = f"the block {{{one.name}}} never ends"
            hint = "write its fence again, on a line of its own, where it ends"
            self.problem("unclosed-fence", span, message, hint)
        self._written.append(one)
        known = DIRECTIVES.get(one.name)
        if known is None:
            self._unknown(one, line)
            self.open("div")
            return
        self._check(one, known, line)
        element = self._begin(one, line)
        if id_ := one.option("name"):
            self.give_id(element, id_, self.places.option(one.options["name"][1], id_))

    def close_directive(self) -> None:
        """Ends the innermost block of a directive."""
        one = self._written.pop()
        element = self.close()
        if one.name == "table":
            _with_caption(element)
        elif one.name == "figure":
            _caption_last(element)
        if element.tag == "div" and not element.attrib and len(element) == 1:
            # Nothing but a table, code or a formula: it needs nothing around it.
            self.top[-1] = element[0]
            element[0].tail = None

    def end_title(self) -> None:
        """Ends the title of a directive, if that is what was read."""
        if self._title_follows:
            self._title_follows = False
            self.close()
            self.text("\n")

    def _unknown(self, one: Written, line: int) -> None:
        meant = suggest(one.name, DIRECTIVES)
        known = ", ".join(DIRECTIVES)
        hint = f"did you mean {{{meant}}}?" if meant else f"there are: {known}"
        if one.name in _REFUSED.split():
            hint = "a body can't include files, run code or change its page: write what it says"
        span = self.places.option(line, one.name)
        self.problem("unknown-directive", span, f"no directive {{{one.name}}}", hint)

    def _check(self, one: Written, known: Directive, line: int) -> None:
        span = self.places.line(line)
        if known.required and not one.argument:
            message = f"{{{one.name}}} lacks {known.argument}"
            hint = f"write it behind the name: {{{one.name}}} …"
            self.problem("bad-directive", span, message, hint)
        elif one.argument and not known.argument:
            message = f"{{{one.name}}} takes nothing behind its name, found {one.argument[:40]!r}"
            self.problem("bad-directive", span, message)
        if known.content is Content.NOTHING and one.text.strip():
            self.problem("bad-directive", span, f"{{{one.name}}} holds no text", "delete its text")
        options = known.options | {"class", "name"}
        if known is DIRECTIVES["articles"]:
            options |= set(self._own_kinds)
        for name, (_, number) in one.options.items():
            if name not in options:
                meant = suggest(name, options)
                hint = f"did you mean :{meant}:?" if meant else ""
                hint = hint or f"there are: {', '.join(f':{each}:' for each in sorted(options))}"
                place = self.places.option(number, name)
                self.problem("unknown-option", place, f"{{{one.name}}} has no :{name}:", hint)

    def _begin(self, one: Written, line: int) -> Element:
        name = one.name
        if name in ADMONITIONS or name == "admonition":
            return self._admonition(one)
        if name in ("details", "dropdown"):
            element = self.open("details", {"open": ""} if "open" in one.options else {})
            return self._titled(element, "summary", one.argument)
        if name in ("epigraph", "pull-quote"):
            return self.open("blockquote", {"class": name})
        if name in ("verse", "line-block"):
            return self.open("div", {"class": "verse"})
        if name == "table":
            element = self.open("div")
            return self._titled(element, "caption", one.argument) if one.argument else element
        if name in ("figure", "image"):
            return self._picture(one, line)
        element = self.open("div", {} if name != FIGURE_HERE else {"class": FIGURE_HERE})
        if name == "card":
            element.set("class", "refresher-card")
            self.give_id(element, one.argument, self.places.option(line, one.argument))
        elif name == "articles":
            self.listing(element, one, line)
        elif name == "math":
            source = "\n".join(part for part in (one.argument, one.text) if part)
            self.formula(source, self.places.line(one.first), block=True)
        elif DIRECTIVES[name].content is Content.LITERAL:
            self._code(one, line)
        return element

    def _admonition(self, one: Written) -> Element:
        kind = "note" if one.name == "admonition" else one.name
        element = self.open("div", {"class": f"admonition {kind}", "role": "note"})
        if one.argument:
            return self._titled(element, "p", one.argument, "admonition-title")
        self.empty("p", {"class": "admonition-title", "titled": one.name})
        self.text("\n")
        return element

    def _titled(self, element: Element, tag: str, title: str, class_: str = "") -> Element:
        """Opens the element that the title's text, which comes next, belongs to."""
        if title:
            self.open(tag, {"class": class_} if class_ else {})
            self._title_follows = True
        return element

    def _picture(self, one: Written, line: int) -> Element:
        given: dict[str, str] = {
            name: one.option(name) for name in ("width", "height") if name in one.options
        }
        span = self.places.option(line, one.argument)
        element = self.open("figure" if one.name == "figure" else "p")
        picture = self.picture(one.argument, one.option("alt"), span, given)
        if target := one.option("target"):
            link = Element(
                "a", self.link(target, self.places.option(one.options["target"][1], target))
            )
            link.append(picture)
            picture = link
        self.add(picture)
        return element

    def _code(self, one: Written, line: int) -> None:
        if caption := one.option("caption"):
            title = Element("p", {"class": "code-title"})
            title.text = caption
            self.add(title)
        self.code(one.text, one.argument, self.places.option(line, one.argument))


def attribute_quote(quote: Element) -> None:
    """Makes the last paragraph of a quotation that begins with a dash, or the last line of it,
    the line that says who wrote it.
    """
    last = quote[-1] if len(quote) else None
    if last is None or last.tag != "p":
        return
    if len(quote) > 1 and (match := _ATTRIBUTION.match(last.text or "")):
        last.set("class", "attribution")
        last.text = f"— {(last.text or '')[match.end() :]}"
        return
    if len(last):
        return
    before, _, line = (last.text or "").rpartition("\n")
    if before and (match := _ATTRIBUTION.match(line)):
        last.text, tail = before, last.tail
        attribution = Element("p", {"class": "attribution"})
        attribution.text, attribution.tail = f"— {line[match.end() :]}", tail
        last.tail = "\n"
        quote.append(attribution)


def _with_caption(block: Element) -> None:
    """Puts the title of a table into it."""
    caption, table = block.find("caption"), block.find("table")
    if caption is not None and table is not None:
        block.remove(caption)
        caption.tail = "\n"
        table.insert(0, caption)
    elif caption is not None:
        caption.tag = "p"


def _caption_last(figure: Element) -> None:
    """Puts what stands below a figure's picture into its caption."""
    picture, *rest = figure
    if not rest:
        return
    caption = Element("figcaption")
    caption.text, picture.tail = "", ""
    for one in rest:
        figure.remove(one)
        caption.append(one)
    if len(caption) == 1 and caption[0].tag == "p":
        only = caption[0]
        only.tag, only.tail = "figcaption", None
        caption = only
    figure.append(caption)
