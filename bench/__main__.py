"""`python -m bench`: measures, prints the tables and writes them into the book."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from bench import book, library, plot, report, where
from bench.book import Row
from bench.library import Measured

_DOCS = Path("docs", "explanation")
_ROOM = 8 * 2**30
_PLOT = Path("docs", "images", "growth.svg")


def main() -> None:
    """Runs what the arguments ask for."""
    arguments = _arguments()
    if arguments.profile:
        _profile(arguments.sizes[0])
        return
    if arguments.where:
        _where(100 if arguments.quick else 1_000, write=arguments.write)
        return
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=_steady()))
    try:
        books = book.rows(work, arguments.sizes, arguments.repeat, arguments.only)
        asked = [] if arguments.only else _library(work, arguments)
        bytes_ = {path.name: path.stat().st_size for path in work.glob("library-*.sqlite")}
    finally:
        shutil.rmtree(work)
    tables = {
        "book": report.book_table(books),
        "library": report.library_table(asked),
        "goals": report.goals(books, asked),
    }
    source = f"Measured on {report.machine()}; medians of {arguments.repeat}."
    for name, table in tables.items():
        print(f"\n{table}")
        if arguments.write:
            (_DOCS / f"_bench-{name}.md").write_text(f"{source}\n\n{table}\n", encoding="utf-8")
    print(f"\n{source}")
    for name, size in sorted(bytes_.items()):
        print(f"{name}: {size / 1e6:.1f} MB")
    if arguments.write:
        _draw(books, asked)


def _steady() -> str | None:
    """A folder in memory where there is room, since disks take now this long, now that."""
    shared = Path("/dev/shm")
    room = shared.is_dir() and shutil.disk_usage(shared).free > _ROOM
    return str(shared) if room else None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: some minutes")
    parser.add_argument("--sizes", type=int, nargs="+", help="how many articles in a book")
    parser.add_argument("--library", type=int, nargs="+", help="… in a library")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="only these books")
    parser.add_argument("--write", action="store_true", help="write tables and plot into docs/")
    parser.add_argument("--where", action="store_true", help="say where time and bytes go")
    parser.add_argument("--profile", action="store_true", help="profile one build of ours")
    found = parser.parse_args()
    found.sizes = found.sizes or ([100] if found.quick else [100, 300, 1_000, 10_000])
    found.library = found.library or ([1_000] if found.quick else [100, 1_000, 10_000, 100_000])
    return found


def _library(work: Path, arguments: argparse.Namespace) -> list[Measured]:
    found = library.importing(max(5, arguments.repeat))
    for count in arguments.library:
        # Reading a hundred thousand files three times over shows nothing new.
        found += (
            library.compiling(work, count, arguments.repeat)
            if count <= 10_000
            else library.compiling_once(work, count)
        )
    return [*found, *library.asking(work, arguments.library[-1], arguments.repeat)]


def _where(count: int, *, write: bool) -> None:
    """Reports what time and bytes of a book of the given number of articles are spent on."""
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=_steady()))
    try:
        time = report.phases_table(where.phases(work, count))
        compiled = where.bytes_of_library(library.compiled(work, count))
        space = report.bytes_table(where.bytes_of_book(work), compiled)
    finally:
        shutil.rmtree(work)
    source = f"One build of {count:,} articles with one job, on {report.machine()}."
    text = f"{source}\n\n{time}\n\n{space}\n"
    print(text)
    if write:
        (_DOCS / "_bench-where.md").write_text(text, encoding="utf-8")


def _draw(books: list[Row], asked: list[Measured]) -> None:
    curves: dict[str, list[tuple[int, float]]] = {}
    for row in books:
        if row.name in ("refresher, -j 1", "bare Sphinx, -j 1", "ABlog", "stock theme", "Pelican"):
            curves.setdefault(f"book: {row.name.removesuffix(', -j 1')}", []).append(
                (row.count, row.cost.seconds)
            )
        if row.name == "refresher, -j 1, one article edited":
            curves.setdefault("book: refresher, one edit", []).append((row.count, row.cost.seconds))
    for measured in asked:
        if measured.what == "compile a folder, one core":
            curves.setdefault("library: compile", []).append((measured.count, measured.ours))
    plot.draw(_PLOT, curves, "Time by the number of articles")


def _profile(count: int) -> None:
    """Profiles one full build of ours, and prints where the time goes."""
    from pyinstrument import Profiler
    from sphinx.cmd.build import main as build

    from bench import corpus

    with tempfile.TemporaryDirectory() as name:
        corpus.layout("ours", Path(name), count)
        profiler = Profiler()
        with profiler:
            build(["-q", name, f"{name}/_build"])
        profiler.print(file=sys.stdout)


main()
