"""The tables of a run, for the terminal and for the book."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.book import Row
from bench.library import Measured

__all__ = ["book_table", "bytes_table", "goals", "library_table", "machine", "phases_table"]


def machine() -> str:
    """What the run was measured on, without names."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].partition(": ")[2] if lines else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    version = platform.python_version()
    return f"{cores} cores ({model}), {memory:.0f} GiB, {platform.system()}, Python {version}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def book_table(rows: Sequence[Row]) -> str:
    """Each way's time at each size, with its ratio to bare Sphinx with as many jobs, and its
    memory at the largest.
    """
    sizes = sorted({row.count for row in rows})
    names = list(dict.fromkeys(row.name for row in rows))
    costs = {(row.name, row.count): row.cost for row in rows}

    def cell(name: str, count: int) -> str:
        cost = costs.get((name, count))
        if cost is None:
            return "–"
        base = costs.get((f"bare Sphinx, {'-j 2' if '-j 2' in name else '-j 1'}", count))
        ratio = f" ({cost.seconds / base.seconds:.2f}×)" if base else ""
        return f"{cost.seconds:.1f} s{ratio}"

    def memory(name: str) -> str:
        found = [costs[name, count].memory for count in sizes if (name, count) in costs]
        return f"{found[-1]:.0f} MiB"

    head = ["what", *(f"{count:,} articles" for count in sizes), "peak memory"]
    return _table(head, [[name, *(cell(name, n) for n in sizes), memory(name)] for name in names])


def library_table(rows: Sequence[Measured]) -> str:
    """Ours beside the peers', with the ratio."""
    head = ["what", "articles", "ours", "peer", "which peer", "ratio"]
    return _table(
        head,
        [
            [
                row.what,
                f"{row.count:,}",
                f"{row.ours:.3g} {row.unit}",
                f"{row.theirs:.3g} {row.unit}" if row.theirs is not None else "–",
                row.peer,
                f"{row.ratio:.2f}" if row.ratio is not None else "–",
            ]
            for row in rows
        ],
    )


def phases_table(phases: Mapping[str, float]) -> str:
    """What a build spends its time on, in seconds and in parts of the whole."""
    whole = sum(phases.values())
    rows = [[what, f"{time:.1f} s", f"{time / whole:.0%}"] for what, time in phases.items()]
    return _table(["what", "time", "share"], rows)


def bytes_table(book: Mapping[str, tuple[int, int]], library: Mapping[str, int]) -> str:
    """What the bytes of a book's output and of a library are spent on."""
    rows = [
        [f"book: {what}", f"{files:,}", f"{size / 1e6:.1f} MB"]
        for what, (files, size) in book.items()
    ]
    rows += [[f"library: {what}", "", f"{size / 1e6:.1f} MB"] for what, size in library.items()]
    return _table(["what", "files", "bytes"], rows)


def goals(books: Sequence[Row], library: Sequence[Measured]) -> str:
    """The goals with what was measured; those whose sizes were not run are left out."""
    times = {(row.name, row.count): row.cost for row in books}
    lines: list[tuple[str, float, float, str]] = []

    def ratio(what: str, goal: float, above: tuple[str, int], below: tuple[str, int]) -> None:
        if above in times and below in times:
            lines.append((what, times[above].seconds / times[below].seconds, goal, "×"))

    n, many = 1_000, 10_000
    one, two = "refresher, -j 1", "refresher, -j 2"
    ratio("full build, 1 job, over bare Sphinx", 0.95, (one, n), ("bare Sphinx, -j 1", n))
    ratio("full build, 1 job, over ABlog", 0.5, (one, n), ("ABlog", n))
    ratio("full build, 2 jobs, over bare Sphinx", 1.0, (two, n), ("bare Sphinx, -j 2", n))
    ratio("full build, 2 jobs, over MkDocs Material", 1.0, (two, n), ("MkDocs Material", n))
    ratio("nothing changed, over the full build", 0.12, (f"{one}, nothing changed", n), (one, n))
    ratio(
        "one article edited, over the full build", 0.2, (f"{one}, one article edited", n), (one, n)
    )
    if (one, many) in times and (one, n) in times:
        grown = times[one, many].seconds / many / (times[one, n].seconds / n)
        lines.append(("cost of an article at 10,000 over that at 1,000", grown, 1.1, "×"))
        lines.append(("peak memory at 10,000 articles", times[one, many].memory, 1_024, " MiB"))
    limits = {
        "compile a folder, one core": 2.6,
        "compile a folder, two cores": 1.8,
        "import and first entry": 0.8,
        "open, one article by id": 1.5,
        "first 20 of a filter by author": 2,
        "first 20 of a filter by topic": 2,
        "first 20 of a filter by year": 2,
        "search, top 10 with snippets, p95": 1.5,
    }
    for row in library:
        compiling = row.what.startswith("compile")
        if row.what in limits and row.ratio is not None and (not compiling or row.count == many):
            what = f"{row.what}, {row.count:,} articles, over {row.peer}"
            lines.append((what, row.ratio, limits[row.what], "×"))
    absolute = {
        "modules that the import loads": (3, ""),
        "search, top 10 with snippets, p95": (30, " ms"),
        "memory of an open library in use": (40, " MB"),
    }
    for row in library:
        if row.what in absolute:
            limit, unit = absolute[row.what]
            lines.append((f"{row.what}, {row.count:,} articles", row.ours, limit, unit))
    return _table(
        ["what", "measured", "goal", "result"],
        [
            [
                what,
                f"{_short(value)}{unit}",
                f"≤ {_short(goal)}{unit}",
                "reached" if value <= goal else "**missed**",
            ]
            for what, value, goal, unit in lines
        ],
    )


def _short(value: float) -> str:
    """Three digits, and never as a power of ten."""
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"
