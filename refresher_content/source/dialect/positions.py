"""Where the parts of a body stand in its file."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from markdown_it.token import Token

from refresher_content.diagnostics import Span

__all__ = ["Positions"]


class Positions:
    """The lines of a body, and the places of its tokens in them."""

    def __init__(self, markdown: str, first_line: int) -> None:
        self._lines = markdown.split("\n")
        self._first = first_line
        # The rows of tables: where in its line the next cell begins.
        self._cells: dict[int, int] = {}
        # The block that was asked about last: one may hold a hundred thousand links.
        self._block: Token | None = None
        self._starts: list[int] = []
        self._bases: dict[int, tuple[int, int]] = {}

    def line(self, number: int) -> Span:
        """A whole line of the body, counted from 0."""
        text = self._text(number)
        stripped = text.strip()
        return Span(self._first + number, text.find(stripped) + 1, max(1, len(stripped)))

    def _text(self, number: int) -> str:
        return self._lines[number] if number < len(self._lines) else ""

    def cell(self, token: Token) -> None:
        """Notes where a table's cell begins, in the order of its row."""
        assert token.map is not None
        row = token.map[0]
        start = max(0, self._text(row).find(token.content, self._cells.get(row, 0)))
        token.meta["column"] = start
        self._cells[row] = start + len(token.content)

    def cells_after(self, number: int, columns: int) -> Span | None:
        """The place of what a row of a table holds behind its columns; None if it holds nothing."""
        text = self._text(number)
        bars = [match.start() for match in re.finditer(r"(?<!\\)\|", text)]
        # A bar before the first cell stands behind the marks of other blocks.
        begins = bool(bars) and not text[: bars[0]].strip("> \t")
        last = columns - 1 + begins
        rest = text[bars[last] + 1 :] if last < len(bars) else ""
        written = rest.strip().removesuffix("|").rstrip()
        if not written:
            return None
        column = len(text) - len(rest.lstrip()) + 1
        return Span(self._first + number, column, len(written))

    def of(self, block: Token, start: int, end: int, written: str = "") -> Span:
        """The place of what stands from `start` to `end` in a block's text, or of the last
        `written` in it.
        """
        if block.map is None:
            return Span(self._first)
        part = block.content[start:end]
        found = part.rfind(written) if written else -1
        if found >= 0:
            start, end = start + found, start + found + len(written)
        starts = self._starts_of(block)
        row = bisect_right(starts, start) - 1
        number = block.map[0] + row
        if row not in self._bases:
            within = block.content[starts[row] : starts[row + 1] - 1]
            self._bases[row] = self.base(number, within, block.meta.get("column", 0))
        base, indent = self._bases[row]
        column = max(0, start - starts[row] - indent)
        width = min(end, starts[row + 1] - 1) - start
        return Span(self._first + number, base + column + 1, max(1, width))

    def base(self, number: int, written: str, start: int = 0) -> tuple[int, int]:
        """Where a part of a line begins in it, behind the marks of other blocks, and how far
        that part is indented. A line may be asked about a hundred thousand times: ask once.
        """
        base = max(0, self._text(number).find(written.strip(), start))
        return base, len(written) - len(written.lstrip())

    def _starts_of(self, block: Token) -> list[int]:
        """Where each line of a block's text begins, and where one after the last would."""
        if self._block is not block:
            self._block = block
            lengths = (len(line) + 1 for line in block.content.split("\n"))
            self._starts = [0, *accumulate(lengths)]
            self._bases = {}
        return self._starts

    def within(self, number: int, base: tuple[int, int], column: int, width: int) -> Span:
        """The place of what stands at a column of a part of a line that begins at `base`."""
        start, indent = base
        return Span(self._first + number, start + max(0, column - indent) + 1, max(1, width))

    def option(self, number: int, value: str) -> Span:
        """The place of a value on a line."""
        column = self._text(number).rfind(value) if value else -1
        if column < 0:
            return self.line(number)
        return Span(self._first + number, column + 1, len(value))

    def ends_fence(self, number: int, markup: str) -> bool:
        """Whether a line closes a fence."""
        rest = self._text(number).strip().lstrip("> \t")
        return len(rest) >= len(markup) and not rest.strip(markup[0])
