"""The rows of the library: compiling, opening, asking, beside what a developer would else use."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from generate import generate

from refresher_content.compiler.compile import compile_folder
from refresher_content.compiler.processes import PARALLEL_THRESHOLD, cores
from refresher_content.library import Library

__all__ = ["Measured", "asking", "compiling", "compiling_once", "importing"]


@dataclass(frozen=True, slots=True)
class Measured:
    """Something of ours beside a peer's, in the same unit."""

    what: str
    count: int
    ours: float
    theirs: float | None
    unit: str
    peer: str

    @property
    def ratio(self) -> float | None:
        """Ours over theirs."""
        return self.ours / self.theirs if self.theirs else None


def _seconds(what: Callable[[], object], repeat: int) -> float:
    """The median time of a call."""
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        what()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def corpus_of(work: Path, count: int) -> Path:
    """A generated content folder, written once."""
    folder = work / f"content-{count}"
    if not (folder / "publication.md").exists():
        generate(folder, count)
    return folder


def compiled(work: Path, count: int) -> Path:
    """A compiled library, written once."""
    path = work / f"library-{count}.sqlite"
    if not path.exists():
        compile_folder(corpus_of(work, count), path, jobs=1)
    return path


def compiling(work: Path, count: int, repeat: int) -> list[Measured]:
    """Compiling a folder beside reading its front matter and rendering its Markdown alone, with
    the same syntax.
    """
    import frontmatter
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    content = corpus_of(work, count)
    target = work / "compiled.sqlite"

    def alone() -> None:
        renderer = MarkdownIt("commonmark").enable("table")
        renderer.use(myst_role_plugin).use(myst_block_plugin).use(footnote_plugin)
        for path in content.rglob("*.md"):
            renderer.render(frontmatter.load(str(path)).content)

    def whole(jobs: int) -> None:
        target.unlink(missing_ok=True)
        compile_folder(content, target, jobs=jobs)

    def edited() -> None:
        with (content / "articles" / f"a{count // 2:06}.md").open("a", encoding="utf-8") as file:
            file.write("\nAnother sentence.\n")
        compile_folder(content, target, jobs=1)

    ways: dict[str, Callable[[], object]] = {
        "peer": alone,
        "one core": partial(whole, 1),
        "two cores": partial(whole, 2),
    }
    if count < PARALLEL_THRESHOLD or cores() < 2:
        del ways["two cores"]
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(repeat):
        for way, what in ways.items():
            times[way].append(_seconds(what, 1))
    medians = {way: statistics.median(found) for way, found in times.items()}
    theirs = medians.pop("peer")
    peer = "python-frontmatter + markdown-it-py"
    after, full = _seconds(edited, repeat), medians["one core"]
    return [
        *(
            Measured(f"compile a folder, {way}", count, ours, theirs, "s", peer)
            for way, ours in medians.items()
        ),
        Measured("compile after one edit", count, after, full, "s", "in full, one core"),
    ]


def compiling_once(work: Path, count: int) -> list[Measured]:
    """Compiling a folder that is too large to do so three times over."""
    corpus_of(work, count)
    seconds = _seconds(lambda: compiled(work, count), 1)
    return [Measured("compile a folder, one core", count, seconds, None, "s", "")]


_ELSEWHERE = Path(__file__).anchor
"""Where the installed package is imported, and not the checkout."""

_FIRST = {
    "ours": "import refresher_content as rc; rc.articles[0]",
    "pycountry": "import pycountry; next(iter(pycountry.countries))",
}


def importing(repeat: int) -> list[Measured]:
    """Import and first article beside pycountry's import and first country, and the modules
    that the import loads.
    """

    def fresh(code: str) -> float:
        timed = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
        return statistics.median(
            float(subprocess.check_output([sys.executable, "-c", timed], cwd=_ELSEWHERE))
            for _ in range(repeat)
        )

    count = (
        "import sys, importlib; before = set(sys.modules); import refresher_content;"
        "names = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(len(names - sys.stdlib_module_names))"
    )
    modules = int(subprocess.check_output([sys.executable, "-c", count], cwd=_ELSEWHERE))
    ours, theirs = fresh(_FIRST["ours"]) * 1e3, fresh(_FIRST["pycountry"]) * 1e3
    return [
        Measured("modules that the import loads", 6, modules, None, "modules", ""),
        Measured("import and first entry", 6, ours, theirs, "ms", "pycountry"),
    ]


def asking(work: Path, count: int, repeat: int) -> list[Measured]:
    """Look-up, filters and search beside raw SQL and pandas over the same table."""
    path = compiled(work, count)
    raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    library = Library(path)
    found = [_opening(path, count, repeat)]
    for word, value in (
        ("author", library.authors[0].id),
        ("topic", library.topics[0].id),
        ("year", "2012"),
    ):
        found.append(_filtering(library, raw, word, value, count, repeat))
    found += _searching(library, raw, count)
    found.append(_pandas(raw, library, count, repeat))
    found.append(_memory(path, count))
    return found


def _opening(path: Path, count: int, repeat: int) -> Measured:
    import refresher_content

    def one(place: Path, id_: str) -> Callable[[], object]:
        return lambda: Library(place).articles[id_].title

    bundled = refresher_content.articles[0]
    small = path.with_name("bundled.sqlite")
    compile_folder(Path(refresher_content.__file__).with_name("content"), small)
    ours = _seconds(one(path, "a000003"), repeat * 20) * 1e3
    theirs = _seconds(one(small, bundled.id), repeat * 20) * 1e3
    return Measured(
        "open, one article by id", count, ours, theirs, "ms", "the same on six articles"
    )


def _filtering(
    library: Library, raw: sqlite3.Connection, word: str, value: str, count: int, repeat: int
) -> Measured:
    names = ", ".join(f'"{row[1]}"' for row in raw.execute("PRAGMA table_info(article)"))
    sql = (
        f"SELECT {names} FROM article WHERE rowid IN (SELECT rowid FROM facet"
        " WHERE kind = 'article' AND name = ? AND value = ?) ORDER BY rowid LIMIT 20"
    )
    words: dict[str, Any] = {word: value}
    ours = _seconds(lambda: list(library.articles.filter(**words)[:20]), repeat * 20) * 1e3
    theirs = _seconds(lambda: raw.execute(sql, (word, value)).fetchall(), repeat * 20) * 1e3
    return Measured(f"first 20 of a filter by {word}", count, ours, theirs, "ms", "the same SQL")


def _searching(library: Library, raw: sqlite3.Connection, count: int) -> list[Measured]:
    sql = (
        "SELECT rowid, bm25(fulltext), snippet(fulltext, -1, '[', ']', '…', 12) FROM fulltext"
        " WHERE fulltext MATCH ? ORDER BY bm25(fulltext) LIMIT 10"
    )
    # Two words that say something, as a reader types them.
    titles = [article.title.rstrip(".").split() for article in library.articles[:60]]
    rare = [[word for word in words if len(word) > 4] for words in titles]
    queries = [" ".join(words[:2]) for words in rare if len(words) > 1]
    ours, theirs = [], []
    for query in queries:
        ours.append(_seconds(partial(library.search, query, limit=10), 1) * 1e3)
        theirs.append(_seconds(lambda: raw.execute(sql, (query,)).fetchall(), 1) * 1e3)  # noqa: B023
    return [
        Measured(
            "search, top 10 with snippets, p95", count,
            _p95(ours), _p95(theirs), "ms", "raw FTS5",
        ),
    ]  # fmt: skip


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _pandas(raw: sqlite3.Connection, library: Library, count: int, repeat: int) -> Measured:
    import pandas as pd

    frame = pd.read_sql("SELECT id, title, published, authors FROM article ORDER BY rowid", raw)
    author = library.authors[0].id
    lists = frame["authors"].map(json.loads)

    def theirs() -> object:
        return frame[lists.map(lambda some: author in some)].head(20)

    def ours() -> object:
        return list(library.articles.filter(author=author)[:20])

    return Measured(
        "first 20 of an author", count,
        _seconds(ours, repeat * 5) * 1e3, _seconds(theirs, repeat) * 1e3, "ms", "pandas, loaded",
    )  # fmt: skip


_USED = """
import sys
def used():
    with open("/proc/self/status") as status:
        (line,) = [line for line in status if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1e3
before = used()
from refresher_content import open_library
library = open_library(sys.argv[1])
list(library.articles[:20]); library.articles["a000003"].related(3)
list(library.articles.filter(year=2012)[:20]); library.search("the", limit=10)
library.articles.facets("topic")
print(used() - before)
"""
"""The peak of memory, on Linux: what the system's own measure says holds for a parent too."""


def _memory(path: Path, count: int) -> Measured:
    if not Path("/proc/self/status").exists():
        return Measured(
            "memory of an open library in use", count, 0, None, "MB", "not measured here"
        )
    used = float(subprocess.check_output([sys.executable, "-c", _USED, str(path)]))
    return Measured("memory of an open library in use", count, used, None, "MB", "")
