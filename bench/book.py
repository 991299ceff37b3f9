"""The rows of the book: ours and the peers', built in turn on the same cores."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from bench.measure import Cost, median, run

__all__ = ["Row", "rows"]

_BIN = Path(sys.executable).parent
_SMALL_ONLY = {"stock theme": 300, "stock theme, collapsed": 300}
"""The largest size at which a peer is run: a thousand articles take it eight minutes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A way to build a book, at a size."""

    name: str
    count: int
    cost: Cost


def _sphinx(jobs: int) -> list[str]:
    return [str(_BIN / "sphinx-build"), "-q", f"-j{jobs}", ".", "_build"]


_COMMANDS = {
    "MkDocs Material": ([str(_BIN / "mkdocs"), "-q", "build"], "site"),
    "Pelican": ([str(_BIN / "pelican"), "-q", "content", "-s", "pelicanconf.py"], "output"),
    "Hugo": ([str(_BIN / "hugo"), "--quiet"], "public"),
}


def rows(work: Path, sizes: Sequence[int], repeat: int, only: Sequence[str]) -> list[Row]:
    """Every way at every size, medians of the given number of repeats, taken in turn."""
    found = []
    for count in sizes:
        # Ten thousand articles take minutes: once is enough there, and the two that matter.
        often = repeat if count <= 1_000 else 1
        ways = [way for way in _ways(count) if not only or way.name in only]
        for way in ways:
            corpus.layout(way.peer, way.folder(work), count)
        costs: dict[str, list[Cost]] = {}
        for _ in range(often):
            for way in ways:
                for name, cost in way.run(work):
                    costs.setdefault(name, []).append(cost)
                    print(f"{count:>6} {name:<34} {cost.seconds:8.2f} s", flush=True)
        found += [Row(name, count, median(some)) for name, some in costs.items()]
        shutil.rmtree(work / str(count), ignore_errors=True)
    return found


@dataclass(frozen=True, slots=True)
class _Way:
    name: str
    peer: str
    command: list[str]
    output: str
    count: int

    def folder(self, work: Path) -> Path:
        return work / str(self.count) / self.name.replace(" ", "-")

    def run(self, work: Path) -> list[tuple[str, Cost]]:
        folder = self.folder(work)
        for made in (self.output, "archive"):
            shutil.rmtree(folder / made, ignore_errors=True)
        if self.peer == "bare Sphinx":
            # What Sphinx needs to find that there is nothing to do, as a measure for ours.
            again = f"{self.name}, nothing changed"
            return [(name, run(self.command, folder)) for name in (self.name, again)]
        if self.peer != "ours":
            return [(self.name, run(self.command, folder))]
        found = []
        # A cache for each size, so that none finds some of its cards drawn by another.
        drawn = work / "cache" / f"{self.name} {self.count}"
        cache = {"XDG_CACHE_HOME": str(drawn)}
        if not drawn.exists():
            drawn.mkdir(parents=True)
            fresh = run(self.command, folder, **cache)
            found.append((f"{self.name}, cards drawn", fresh))
            for made in (self.output, "archive"):
                shutil.rmtree(folder / made)
        found.append((self.name, run(self.command, folder, **cache)))
        found.append((f"{self.name}, nothing changed", run(self.command, folder, **cache)))
        article = folder / "content" / "articles" / f"a{self.count // 2:06}.md"
        with article.open("a", encoding="utf-8") as file:
            file.write("\nAnother sentence.\n")
        found.append((f"{self.name}, one article edited", run(self.command, folder, **cache)))
        return found


def _ways(count: int) -> list[_Way]:
    both = [
        _Way(f"{name}, -j {jobs}", peer, _sphinx(jobs), "_build", count)
        for jobs in (1, 2)
        for name, peer in (("bare Sphinx", "bare Sphinx"), ("refresher", "ours"))
        if jobs == 1 or count <= 1_000
    ]
    if count > 1_000:
        return both
    others = [
        _Way(peer, peer, *_COMMANDS.get(peer, (_sphinx(1), "_build")), count)
        for peer in corpus.LAYOUTS
        if peer != "bare Sphinx" and count <= _SMALL_ONLY.get(peer, count)
    ]
    return [*both, *others]
