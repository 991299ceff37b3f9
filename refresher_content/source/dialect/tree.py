"""The tokens of a body to the one tree from which everybody reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from textwrap import shorten
from typing import TYPE_CHECKING

from markdown_it.token import Token

from refresher_content.diagnostics import Edit, Span
from refresher_content.errors import suggest
from refresher_content.model import KINDS
from refresher_content.model.html import HEADINGS, Element, words
from refresher_content.source.dialect.addresses import Mention
from refresher_content.source.dialect.blocks import attribute_quote
from refresher_content.source.dialect.builder import RawHtml
from refresher_content.source.dialect.code import code_block, formula
from refresher_content.source.dialect.leftovers import Leftover
from refresher_content.source.dialect.parser import MAX_NESTING
from refresher_content.source.dialect.pointing import PointingBuilder
from refresher_content.source.dialect.positions import Positions

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["TreeBuilder", "roles"]


def roles(kinds: Kinds) -> tuple[str, ...]:
    """The kinds that have a role in bodies."""
    return tuple(kind for kind, cls in kinds.items() if cls.has_role)


_TEXT_ROLES = {"kbd": "kbd", "sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup"}

_INSTEAD = {
    "doc": "write a link: [text](other.md)",
    "download": "write a link: [text](../files/name.pdf)",
    "ref": "write a link: [text](other.md#place)",
}
"""What to write for roles of Sphinx that archives often hold."""


class TreeBuilder(PointingBuilder):
    """Walks the tokens of a body once and builds its tree."""

    def __init__(self, places: Positions, folder: str, prefix: str, kinds: Kinds) -> None:
        super().__init__(places, folder, prefix)
        self._roles = roles(kinds)
        self._own_kinds = kinds.keys() - KINDS.keys()
        self._block = Token("inline", "", 0)
        self._heading = 1
        # How many columns the table at hand has; 0 while its head is read.
        self._columns = 0
        # The place of the link at hand, and the links in which nothing stands.
        self._link = Span()
        self._without_words: list[tuple[Element, Span]] = []

    def build(self, tokens: Sequence[Token]) -> Element:
        """The tree of a body's tokens, in an element around it."""
        for token in tokens:
            if token.type == "myst_target":
                self.claim(token.content.strip(), self.places.line(_line(token)))
            elif "id" in token.meta and token.type == "heading_open":
                self.claim(token.meta["id"], self.places.line(_line(token)))
        for token in tokens:
            self._token(token)
        self.finish()
        self._fill_links()
        return self.root

    def _fill_links(self) -> None:
        """Gives links without words that lead to a heading of this body its title."""
        headings = {one.get("id"): one for one in self.root.iter() if one.tag in HEADINGS}
        for link, span in self._without_words:
            heading = headings.get(link.get("href", "").removeprefix("#"))
            link.text = self._title(heading) if heading is not None else None
            if not link.text:
                hint = "write them between the brackets"
                self.problem("empty-link", span, "the link has no words to show", hint)

    def _token(self, token: Token) -> None:
        if token.level >= MAX_NESTING - 1:
            self.deep(self.places.line(_line(token)), MAX_NESTING - 2, "blocks")
        own: Callable[[Token], None] | None = getattr(self, f"_on_{token.type}", None)
        if own is not None:
            own(token)
        elif token.nesting == 1:
            attributes = {"start": str(token.attrs["start"])} if "start" in token.attrs else {}
            self.open(token.tag, self.with_id(attributes))
        elif token.nesting == -1:
            self.close()
            self.text("\n")

    # Blocks

    def _on_paragraph_open(self, token: Token) -> None:
        if not token.hidden:
            self.open("p", self.with_id({}))

    def _on_paragraph_close(self, token: Token) -> None:
        if not token.hidden:
            self.close()
            self.text("\n")

    def _on_heading_open(self, token: Token) -> None:
        level = int(token.tag[1:])
        span = self.places.line(_line(token))
        if level == 1:
            message = "expected headings of level 2 and below, found one of level 1"
            hint = "the title is in the front matter: begin the heading with '##'"
            self.problem("extra-title", span, message, hint, _begun_with(token, span, 2))
        elif level > self._heading + 1:
            message = f"a heading of level {level} follows one of level {self._heading}"
            wanted = self._heading + 1
            hint = f"begin it with {'#' * wanted!r}"
            self.problem("skipped-level", span, message, hint, _begun_with(token, span, wanted))
        self._heading = max(level, 1)
        element = self.open(token.tag, self.with_id({}))
        if given := token.meta.get("id"):
            if before := element.get("id"):
                self.empty("span", {"id": before})
            element.set("id", self.prefix + given)

    def _on_heading_close(self, token: Token) -> None:
        element = self.close()
        if not element.get("id"):
            element.set("id", self.prefix + self.unique_id(self._title(element)))
        self.text("\n")

    def _title(self, heading: Element) -> str:
        shown = [
            self.mentions[int(one.get("mention", ""))]
            for one in heading.iter("a")
            if one.get("mention")
        ]
        return words(heading) or " ".join(one.title or one.id or one.path for one in shown)

    def _on_blockquote_close(self, token: Token) -> None:
        attribute_quote(self.close())
        self.text("\n")

    def _on_thead_open(self, token: Token) -> None:
        self.open("thead")
        self._columns = 0

    def _on_tr_open(self, token: Token) -> None:
        self.open("tr")
        span = self.places.cells_after(_line(token), self._columns) if self._columns else None
        if span is not None:
            message = "the row has more cells than its table's head: what stands here is left out"
            hint = r"write \| for a bar within a cell, also in code, or give the table a column"
            self.problem("extra-cells", span, message, hint)

    def _on_tr_close(self, token: Token) -> None:
        self._columns = len(self.close())
        self.text("\n")

    def _on_th_open(self, token: Token) -> None:
        align = str(token.attrs.get("style", "")).removeprefix("text-align:")
        self.open(token.tag, {"class": f"text-{align}"} if align else {})

    _on_td_open = _on_th_open

    def _on_hr(self, token: Token) -> None:
        self.empty("hr")
        self.text("\n")

    def _on_fence(self, token: Token) -> None:
        line, end = token.map or (0, 1)
        if not self.places.ends_fence(end - 1, token.markup) or end - line < 2:
            hint = f"write {token.markup} on a line of its own where it ends"
            self.problem("unclosed-fence", self.places.line(line), "the code never ends", hint)
        language = (token.info.split() or [""])[0]
        self.code(token.content, language, self.places.option(line, language))

    def _on_code_block(self, token: Token) -> None:
        self.add(code_block(token.content))
        self.text("\n")

    def code(self, text: str, language: str, span: Span) -> None:
        """Adds a block of code."""
        if language == "math":
            self.formula(text, span, block=True)
        else:
            self.add(
                code_block(
                    text, language, lambda *problem: self.problem("unknown-lexer", span, *problem)
                )
            )
        self.text("\n")

    def formula(self, text: str, span: Span, *, block: bool = False) -> None:
        """Adds a formula."""
        self.add(formula(text, block, lambda *problem: self.problem("bad-formula", span, *problem)))

    def _on_html_block(self, token: Token) -> None:
        first = _line(token)
        lines = token.content.split("\n")
        base = cache(lambda line: self.places.base(first + line, lines[line]))

        def place(line: int, column: int, width: int) -> Span:
            width = min(width, len(lines[line]) - column)
            return self.places.within(first + line, base(line), column, width)

        RawHtml(self, place, self.html_attributes).read(token.content)

    def _on_myst_target(self, token: Token) -> None:
        self.given_id = token.content.strip()

    def _on_myst_line_comment(self, token: Token) -> None:
        """Leaves a comment out."""

    _on_myst_block_break = _on_myst_line_comment

    def _on_directive_open(self, token: Token) -> None:
        self.open_directive(token.meta["directive"], _line(token))

    def _on_directive_close(self, token: Token) -> None:
        self.close_directive()
        self.text("\n")

    # Footnotes

    def _on_footnote_block_open(self, token: Token) -> None:
        self.open("section", {"class": "footnotes", "role": "doc-endnotes"})
        self.open("ol")

    def _on_footnote_block_close(self, token: Token) -> None:
        self.close()
        self.close()

    def _on_footnote_open(self, token: Token) -> None:
        self.open("li", {"id": f"{self.prefix}fn_{token.meta['id'] + 1}"})

    def _note(self, token: Token) -> str:
        again = token.meta.get("subId", 0)
        return f"{token.meta['id'] + 1}" + (f"_{again + 1}" if again else "")

    def _on_footnote_anchor(self, token: Token) -> None:
        self.text(" ")
        address = f"#{self.prefix}fnref_{self._note(token)}"
        self.empty("a", {"href": address, "role": "doc-backlink"}).text = "↩\ufe0e"

    def _on_footnote_ref(self, token: Token) -> None:
        number = token.meta["id"] + 1
        self.open("sup")
        link = {
            "href": f"#{self.prefix}fn_{number}",
            "id": f"{self.prefix}fnref_{self._note(token)}",
            "role": "doc-noteref",
        }
        self.empty("a", link).text = str(number)
        self.close()

    # Text

    def _on_inline(self, token: Token) -> None:
        self._block = token
        if self._heading_cell(token):
            self.places.cell(token)
        for child in token.children or ():
            self._inline(child)
        self.end_title()

    def _heading_cell(self, token: Token) -> bool:
        return self.top.tag in ("td", "th") and token.map is not None

    def _inline(self, token: Token) -> None:
        own: Callable[[Token], None] | None = getattr(self, f"_on_{token.type}", None)
        if own is not None:
            own(token)
        elif token.nesting == 1:
            if self.too_deep:
                self.deep(self.place(token))
            self.open("del" if token.tag == "s" else token.tag)
        elif token.nesting == -1:
            self._ended(self.close(), token)

    def _ended(self, element: Element, token: Token) -> None:
        for name in token.meta.get("attributes", ()):
            message = f"a link or code in a line has no attribute {name!r}"
            self.problem(
                "unknown-option", self.place(token), message, "expected an id, as in {#id}"
            )
        if given := token.meta.get("id"):
            self.give_id(element, given, self.places.of(self._block, *token.meta["place_of_id"]))

    def place(self, token: Token, written: str = "") -> Span:
        """Where a token of the text stands, or the last `written` in it."""
        start, end = token.meta.get("place", (0, len(self._block.content)))
        return self.places.of(self._block, start, end, written)

    def _on_text(self, token: Token) -> None:
        self.text(token.content)

    def _on_softbreak(self, token: Token) -> None:
        if self.in_verse:
            self.empty("br")
        self.text("\n")

    def _on_hardbreak(self, token: Token) -> None:
        self.empty("br")
        self.text("\n")

    def _on_code_inline(self, token: Token) -> None:
        element = self.empty("code")
        element.text = token.content
        self._ended(element, token)

    def _on_leftover(self, token: Token) -> None:
        one: Leftover = token.meta["leftover"]
        written = shorten(token.meta["written"], 60, placeholder=" …")
        message, hint = (part.format(written=written) for part in (one.message, one.hint))
        self.problem(one.code, self.place(token), message, hint)
        self.text(token.content)

    def _on_html_inline(self, token: Token) -> None:
        block, start = self._block, token.meta["place"][0]

        def place(line: int, column: int, width: int) -> Span:
            return self.places.of(block, start + column, start + column + width)

        RawHtml(self, place, self.html_attributes).read(token.content)

    def _on_link_open(self, token: Token) -> None:
        address = str(token.attrs["href"])
        self._link = self.place(token, address)
        attributes = self.link(address, self._link)
        if title := token.attrs.get("title"):
            attributes["title"] = str(title)
        self.open("a", attributes)

    def _on_link_close(self, token: Token) -> None:
        link = self.close()
        if not len(link) and not (link.text or "").strip():
            link.text = None
            if "mention" not in link.attrib:
                self._without_words.append((link, self._link))
        self._ended(link, token)

    def _on_image(self, token: Token) -> None:
        address = str(token.attrs["src"])
        span = self.place(token, address)
        alt = "".join(_alt(child) for child in token.children or ())
        given = self.attributes_of_picture(token.meta.pop("attributes", {}), span)
        element = self.picture(address, alt or given.get("alt", ""), span, given)
        if title := token.attrs.get("title") or given.get("title"):
            element.set("title", str(title))
        self.add(element)
        self._ended(element, token)

    def _on_myst_role(self, token: Token) -> None:
        name = token.meta["name"].removeprefix("refresher:")
        written = token.content.strip()
        if name in self._roles:
            self._mention(name, token)
        elif name in _TEXT_ROLES:
            self.empty(_TEXT_ROLES[name]).text = written
        elif name == "math":
            self.formula(written, self.place(token, written))
        elif name in ("abbr", "abbreviation"):
            short, _, long = written.partition("(")
            element = self.empty("abbr", {"title": long.rstrip(") ")} if long else {})
            element.text = short.strip()
        else:
            known = [*self._roles, *_TEXT_ROLES, "abbr", "math"]
            meant = None if self.full else suggest(name, known)
            hint = f"did you mean {{{meant}}}?" if meant else f"there are: {', '.join(known)}"
            hint = _INSTEAD.get(name, hint)
            self.problem("unknown-role", self.place(token, name), f"no role {{{name}}}", hint)
            self.text(written)

    def _mention(self, kind: str, token: Token) -> None:
        written = token.content
        head, found, target = written.rstrip().removesuffix(">").rpartition("<")
        explicit = bool(found) and written.rstrip().endswith(">") and bool(head.strip())
        title, id_ = (head.strip(), target) if explicit else ("", written)
        one = Mention(kind=kind, id=id_.strip(), title=title, span=self.place(token, id_))
        self.empty("a", self.mention(one)).text = title or None


def _begun_with(heading: Token, span: Span, level: int) -> tuple[Edit, ...]:
    """The change that gives a heading another level, if it begins its line with its marks."""
    if heading.level or not heading.markup.startswith("#"):
        return ()
    return (Edit(Span(span.line, span.column, len(heading.markup)), "#" * level),)


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _alt(token: Token) -> str:
    if token.type == "image":
        return "".join(_alt(child) for child in token.children or ())
    return " " if token.type in ("softbreak", "hardbreak") else token.content
