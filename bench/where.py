"""Where the time of a build and the bytes of a book and a library go."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import corpus

__all__ = ["bytes_of_book", "bytes_of_library", "phases"]

# The functions that begin a phase, and what is done in it.
_PHASES = {
    (
        "refresher_content/compiler/compile.py",
        "compile_folder",
    ): "the content is read, checked and compiled",
    ("book/data/similar.py", "similar_articles"): "similar articles are computed",
    ("book/pages/facts.py", "describe"): "the pages’ facts are collected",
    ("book/pages/writer.py", "write"): "the pages’ texts are rendered",
    ("sphinx/builders/__init__.py", "read"): "Sphinx and MyST read the pages",
    ("sphinx/builders/__init__.py", "write"): "Sphinx writes the pages",
    (
        "book/html/stale.py",
        "_remove_stale_output",
    ): "feeds, cards, search index and the rest are written",
}
_REST = "Sphinx starts and ends"


def phases(work: Path, count: int) -> dict[str, float]:
    """The seconds of one full build with one job, by what they are spent on."""
    from pyinstrument import Profiler
    from sphinx.cmd.build import main as build

    folder = work / "where"
    corpus.layout("ours", folder, count)
    build(["-q", str(folder), str(folder / "_build")])
    shutil.rmtree(folder / "archive")
    shutil.rmtree(folder / "_build")
    profiler = Profiler(interval=0.005)
    with profiler:
        build(["-q", str(folder), str(folder / "_build")])
    root = profiler.last_session.root_frame() if profiler.last_session else None
    assert root is not None
    spent: dict[str, float] = dict.fromkeys([*_PHASES.values(), _REST], 0.0)
    for name, seconds in _spent(root):
        spent[name] += seconds
    spent[_REST] = root.time - sum(spent.values())
    return spent


def _spent(frame: Any) -> Iterator[tuple[str, float]]:
    """The time of each phase below a frame; a phase within another counts apart."""
    within = 0.0
    for child in frame.children:
        for name, seconds in _spent(child):
            within += seconds
            yield name, seconds
    path = (frame.file_path or "").replace("\\", "/")
    for (file, function), name in _PHASES.items():
        if frame.function == function and path.endswith(file):
            yield name, frame.time - within


def bytes_of_book(work: Path) -> dict[str, tuple[int, int]]:
    """How many files, and how many bytes, the last build's output has, by what they are."""
    out = work / "where" / "_build"
    found: dict[str, tuple[int, int]] = {}
    for path in sorted(out.rglob("*")):
        if not path.is_file() or ".doctrees" in path.parts:
            continue
        what = _what(path.relative_to(out))
        files, size = found.get(what, (0, 0))
        found[what] = (files + 1, size + path.stat().st_size)
    return dict(sorted(found.items(), key=lambda item: -item[1][1]))


def _what(path: Path) -> str:
    folders = {"search": "search index", "api": "JSON", "cards": "social cards"}
    for part in path.parts:
        if part in folders:
            return folders[part]
    if path.parts[0] in ("_static", "_images"):
        return "styles, scripts, pictures"
    if "-feed" in path.name or path.name.startswith("feed"):
        return "feeds"
    endings = {".html": "pages", ".md": "Markdown versions"}
    if path.suffix in (".bib", ".ris", ".json") and path.parts[0] == "archive":
        return "citations"
    return endings.get(path.suffix, "inventory, sitemap, Sphinx’s own search index")


def bytes_of_library(path: Path) -> Mapping[str, int]:
    """The bytes of a compiled library by table; empty where SQLite doesn't know."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            rows = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
            return _by_use(dict(rows.fetchall()))
        except sqlite3.OperationalError:
            return {}


def _by_use(tables: Mapping[str, int]) -> Mapping[str, int]:
    uses = {
        "article": "articles, the text in four forms",
        "fulltext": "full-text index",
        "keyterm": "key terms, for similar articles",
        "term": "key terms, for similar articles",
        "facet": "filters and counts",
        "file": "files and their digests",
    }
    found: Counter[str] = Counter()
    for name, size in tables.items():
        found[uses.get(name.partition("_")[0], "the rest")] += size
    return dict(found.most_common())
