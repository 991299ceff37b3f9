"""A problem's place is where what is wrong stands, in whatever it stands."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count

from refresher_content.diagnostics import Span
from refresher_content.source.body import ParsedBody, parse

WORDS = ["a", "bb  c", "`code`", r"\*", "&amp;", "<br>", "é😀", "*e*"]


class Bodies:
    """Bodies of nested blocks, with a name of its own in each link and picture."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._numbers = count()

    def text(self) -> str:
        """A body."""
        return "\n\n".join(self._block(0) for _ in range(6))

    def _name(self) -> str:
        return f"m{next(self._numbers)}z.md"

    def _link(self) -> str:
        name = self._name()
        forms = [
            f"[x]({name})",
            f'[*x* `y`]( {name} "t")',
            f"{{article}}`{name}`",
            f"{{article}}`w <{name}>`",
            f"**[x](<{name}>)**",
            f"[[x]({name})]",
            f"[q]({name}#f)",
            f"[![p]({name})](https://example.org/)",
        ]
        return self._chance.choice(forms)

    def _line(self) -> str:
        return f"{self._chance.choice(WORDS)} {self._link()} z"

    def _paragraph(self) -> str:
        return "\n".join(self._line() for _ in range(self._chance.randint(1, 3)))

    def _table(self) -> str:
        rows = ["| " + " | ".join(self._link() for _ in range(3)) + " |" for _ in range(3)]
        return "\n".join([rows[0], "|---|---|---|", *rows[1:]])

    def _block(self, depth: int) -> str:
        kind = self._chance.randrange(10 if depth < 3 else 3)
        if kind == 1:
            return f"## {self._line()}"
        if kind == 2:
            return self._table()
        if kind == 3:
            return _indented(self._block(depth + 1) + "\n\n" + self._block(depth + 1), "> ", "> ")
        if kind == 4:
            return "\n".join(_indented(self._block(depth + 1), "- ", "  ") for _ in range(2))
        if kind == 5:
            return _indented(self._block(depth + 1) + "\n\n" + self._paragraph(), "1. ", "   ")
        if kind == 6:
            return f"Term {self._link()}\n" + _indented(self._block(depth + 1), ": ", "  ")
        if kind == 7 and not depth:
            return f":::{{note}}\n{self._block(1)}\n:::"
        if kind == 8 and not depth:
            note = next(self._numbers)
            return f"N[^{note}].\n\n[^{note}]: " + _indented(self._block(1), "x ", "    ")
        if kind == 9 and not depth:
            # What stands behind a definition has its place, too.
            return f"See [this][d].\n\n[d]: https://example.org/\n\n{self._paragraph()}"
        return self._paragraph()


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(rest + line if line else "" for line in lines[1:])])


def _places(body: ParsedBody) -> Iterator[tuple[str, Span]]:
    """The name in each link and picture, and the place that a problem with it would have."""
    for one in body.mentions:
        yield (one.id or one.path).rpartition("/")[2], one.span
    for problem in body.problems:
        if problem.code == "bad-picture":
            yield problem.message.split("'")[1], problem.span


def test_links_have_their_places() -> None:
    """In lists, quotations, tables, notes, terms, boxes and behind definitions."""
    seen = 0
    for seed in range(60):
        text = Bodies(seed).text()
        lines = text.split("\n")
        for name, span in _places(parse(text, folder="articles")):
            written = lines[span.line - 1][span.column - 1 :][: span.width]
            assert written in (name, f"{name}#f"), text
            seen += 1
    assert seen > 1_000
