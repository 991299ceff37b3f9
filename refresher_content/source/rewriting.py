"""Changes of a body: of its addresses, and of whatever a token of the parser is.

Nothing is found by looking for marks in Markdown: the parser of the dialect gives tokens, and what
changes is the place of one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination
from markdown_it.token import Token

from refresher_content.source.dialect.addresses import PICTURES, ending
from refresher_content.source.dialect.parser import make_parser, new_env
from refresher_content.source.dialect.positions import Positions

__all__ = [
    "Change",
    "Piece",
    "Readdress",
    "Text",
    "definitions",
    "destination",
    "pieces",
    "rewritten",
]

Change = tuple[int, int, str]
"""Where something begins and ends, and what takes its place."""


@dataclass(frozen=True)
class Text:
    """A text, and for each of its lines the line of the source that it is from."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, text: str, first: int = 1) -> Text:
        """A text as it stands in its file from the line `first` on."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        return cls(lines, tuple(range(first, first + lines.count("\n") + 1)))

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        starts = [0]
        for line in self.text.split("\n")[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def line_at(self, offset: int) -> int:
        """The line of the source that a place is from."""
        return self.origins[bisect_right(self.starts, offset) - 1]

    def offset(self, line: int, column: int) -> int:
        """The place of a line and a column, both from 1."""
        line = min(max(line, 1), len(self.starts))
        return min(self.starts[line - 1] + column - 1, len(self.text))

    def changed(self, changes: Iterable[Change]) -> Text:
        """The text with changes made; of two that overlap, the first."""
        parts: list[str] = []
        origins = [self.origins[0]]
        done = 0

        def take(part: str, start: int, *, same: bool) -> None:
            parts.append(part)
            first = bisect_right(self.starts, start) - 1
            for number in range(part.count("\n")):
                at = min(first + number + 1, len(self.origins) - 1) if same else first
                origins.append(self.origins[at])

        for start, end, new in sorted(changes):
            if start >= done:
                take(self.text[done:start], done, same=True)
                take(new, start, same=False)
                done = end
        take(self.text[done:], done, same=True)
        return Text("".join(parts), tuple(origins))

    def stripped(self) -> Text:
        """The text without empty lines at its ends."""
        lines = self.text.split("\n")
        full = [number for number, line in enumerate(lines) if line.strip()]
        if not full:
            return Text("", self.origins[:1])
        first, last = full[0], full[-1] + 1
        return Text("\n".join(lines[first:last]).rstrip(), self.origins[first:last])

    def indent_at(self, offset: int) -> str:
        """What stands before a place on its line, as the beginning of lines that go on there."""
        before = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        return "".join(">" if char == ">" else " " for char in before)


@dataclass(frozen=True, slots=True)
class Piece:
    """A token and where it stands in the text."""

    token: Token
    start: int
    end: int
    block: bool
    """Whether it takes whole lines."""


def pieces(text: Text, parser: MarkdownIt | None = None) -> Iterator[Piece]:
    """The tokens of a text that point somewhere, are HTML or are code, and its headings."""
    places = Positions(text.text, 1)
    tokens = (parser or make_parser()).parse(text.text, new_env())
    for index, token in enumerate(tokens):
        if token.type == "inline":
            if index and tokens[index - 1].type in ("th_open", "td_open"):
                places.cell(token)
            yield from _inline(text, places, token)
        elif token.map and token.nesting >= 0 and token.type != "paragraph_open":
            yield _block(text, token)


def _block(text: Text, token: Token) -> Piece:
    assert token.map
    first, last = token.map
    lines = text.text.split("\n")
    while last - 1 > first and not lines[last - 1].strip(" >\t"):
        last -= 1
    start = text.starts[first]
    # What a fence holds is on other lines than its marks.
    written = token.markup if token.type == "fence" else token.content or token.markup
    head = written.lstrip().split("\n")[0].strip()
    found = lines[first].find(head) if head else -1
    column = found if found >= 0 else len(lines[first]) - len(lines[first].lstrip())
    end = text.starts[last - 1] + len(lines[last - 1])
    return Piece(token, start + column, max(end, start + column), True)


def _inline(text: Text, places: Positions, block: Token) -> Iterator[Piece]:
    for token in block.children or ():
        if (place := token.meta.get("place")) and place[1] > place[0]:
            first = places.of(block, place[0], place[0] + 1)
            last = places.of(block, place[1] - 1, place[1])
            start = text.offset(first.line, first.column)
            end = text.offset(last.line, last.column) + 1
            yield Piece(token, start, max(start, end), False)


def destination(written: str, address: str) -> tuple[int, int] | None:
    """Where the address stands in a link, a picture or a definition as it is written."""
    marks = (("](", 2), ("]:", 2))
    for mark, width in marks:
        at = written.rfind(mark)
        while at >= 0:
            start = at + width
            while start < len(written) and written[start] in " \t\n":
                start += 1
            found = parseLinkDestination(written, start, len(written))
            if found.ok and found.str == address:
                return start, found.pos
            at = written.rfind(mark, 0, at)
    return None


def definitions(text: Text, parser: MarkdownIt | None = None) -> Iterator[tuple[str, int, int]]:
    """The addresses of link definitions, and where they stand."""
    env = new_env()
    (parser or make_parser()).parse(text.text, env)
    references: object = env.get("references", {})
    assert isinstance(references, dict)
    for one in references.values():
        first, last = one["map"]
        start = text.starts[first]
        end = text.starts[last] if last < len(text.starts) else len(text.text)
        if found := destination(text.text[start:end], one["href"]):
            yield one["href"], start + found[0], start + found[1]


Readdress = Callable[[str, bool, int], str | None]
"""Gives what an address becomes, given whether it is shown and its line; None to leave it."""


def rewritten(text: Text, new_address: Readdress) -> Text:
    """A text with new addresses for links, pictures, definitions and those in HTML."""
    return text.changed([*_links(text, new_address), *_definitions(text, new_address)])


def _links(text: Text, new_address: Readdress) -> Iterator[Change]:
    for piece in pieces(text):
        token = piece.token
        written = text.text[piece.start : piece.end]
        line = text.line_at(piece.start)
        if token.type in ("html_block", "html_inline"):
            yield from _html(text, piece.start, written, new_address)
        elif token.type in ("link_open", "image"):
            shown = token.type == "image"
            address = str(token.attrs["src" if shown else "href"])
            if place := destination(written, address):
                new = new_address(address, shown, line)
                if new is not None:
                    yield piece.start + place[0], piece.start + place[1], _written(new)
            elif written.startswith("<") and (new := new_address(address, shown, line)):
                yield piece.start, piece.end, f"[{written[1:-1]}]({_written(new)})"
        elif token.type == "directive_open":
            yield from _directive(text, piece.start, piece.token.meta["directive"], new_address)


def _directive(text: Text, start: int, one: object, new_address: Readdress) -> Iterator[Change]:
    name, argument = getattr(one, "name", ""), getattr(one, "argument", "")
    if name in ("figure", "image") and argument:
        at = text.text.find(argument, start)
        if (new := new_address(argument, True, text.line_at(start))) is not None and at >= 0:
            yield at, at + len(argument), new


def _definitions(text: Text, new_address: Readdress) -> Iterator[Change]:
    for address, start, end in definitions(text):
        shown = ending(address) in PICTURES
        if (new := new_address(address, shown, text.line_at(start))) is not None:
            yield start, end, _written(new)


def _written(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) or not address else address


def _html(text: Text, start: int, html: str, new_address: Readdress) -> Iterator[Change]:
    for tag in _StartTags(html).found:
        changed = False
        attributes: Mapping[str, str | None] = tag.attributes
        line = text.line_at(start + tag.start)
        new = dict(attributes)
        for name in ("href", "src", "poster"):
            value = attributes.get(name)
            shown = name != "href"
            if value and (address := new_address(value, shown, line)) is not None:
                new[name], changed = address, True
        if changed:
            parts = [
                key if value is None else f'{key}="{escape(value)}"' for key, value in new.items()
            ]
            ends = " /" if tag.written.endswith("/>") else ""
            written = f"<{' '.join([tag.name, *parts])}{ends}>"
            yield start + tag.start, start + tag.start + len(tag.written), written


@dataclass(frozen=True, slots=True)
class _StartTag:
    name: str
    attributes: Mapping[str, str | None]
    start: int
    written: str


class _StartTags(HTMLParser):
    """The start tags of a piece of HTML, with their places."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_StartTag] = []
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag."""
        line, column = self.getpos()
        written = self.get_starttag_text() or ""
        self.found.append(_StartTag(tag, dict(attrs), self._starts[line - 1] + column, written))
