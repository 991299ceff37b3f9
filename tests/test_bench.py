"""The benchmark gives every peer the same articles, and its tables say what was measured."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from bench import corpus, library, report
from bench.book import Row
from bench.library import Measured
from bench.measure import Cost, median, run

PEERS = ["ours", *corpus.LAYOUTS]


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_gets_the_same_articles(peer: str, tmp_path: Path) -> None:
    """A peer's project holds each article once, with its text, and is the same each time."""
    corpus.layout("ours", tmp_path / "corpus", 12)
    pieces = corpus.pieces(tmp_path / "corpus" / "content")
    assert len(pieces) == 12
    corpus.layout(peer, tmp_path / "one", 12)
    corpus.layout(peer, tmp_path / "two", 12)
    assert _digest(tmp_path / "one") == _digest(tmp_path / "two")
    for piece in pieces:
        (path,) = (tmp_path / "one").rglob(f"{piece.slug}.md")
        text = path.read_text(encoding="utf-8")
        assert piece.title in text
        assert piece.body.split("{article}")[0].strip() in text


def test_links_between_articles_reach_every_peer(tmp_path: Path) -> None:
    """A peer's articles link to one another as often as ours, in the peer's own form."""
    corpus.layout("ours", tmp_path, 40)
    pieces = corpus.pieces(tmp_path / "content")
    ours = sum(piece.body.count("{article}`") for piece in pieces)
    assert ours > 0
    assert sum(piece.linked("<%s>").count("<a0") for piece in pieces) == ours
    assert not any("{article}" in piece.linked("<%s>") for piece in pieces)


def _cost(seconds: float, memory: float = 100) -> Cost:
    return Cost(seconds=seconds, cpu=seconds, memory=memory)


ROWS = [
    Row("bare Sphinx, -j 1", 100, _cost(2)),
    Row("refresher, -j 1", 100, _cost(2.5)),
    Row("bare Sphinx, -j 1", 1_000, _cost(20)),
    Row("refresher, -j 1", 1_000, _cost(22)),
    Row("refresher, -j 1, one article edited", 1_000, _cost(11)),
    Row("stock theme", 100, _cost(6)),
]


def test_the_table_has_ratios_and_gaps() -> None:
    """Each time stands beside its ratio to bare Sphinx; a size that wasn't run is a dash."""
    lines = report.book_table(ROWS).splitlines()
    assert lines[0] == "| what | 100 articles | 1,000 articles | peak memory |"
    assert "| refresher, -j 1 | 2.5 s (1.25×) | 22.0 s (1.10×) | 100 MiB |" in lines
    assert "| stock theme | 6.0 s (3.00×) | – | 100 MiB |" in lines


def test_goals_say_what_was_reached() -> None:
    """A goal is reached or missed by its figure; one without figures is left out."""
    measured = [
        Measured("open, one article by id", 100_000, 1.2, 1.0, "ms", "six"),
        Measured("memory of an open library in use", 100_000, 50.0, None, "MB", ""),
    ]
    text = report.goals(ROWS, measured)
    assert "| full build, 1 job, over bare Sphinx | 1.1× | ≤ 0.95× | **missed** |" in text
    assert "| one article edited, over the full build | 0.5× | ≤ 0.2× | **missed** |" in text
    assert "over six | 1.2× | ≤ 1.5× | reached |" in text
    assert "| 50 MB | ≤ 40 MB | **missed** |" in text
    assert "ABlog" not in text


def test_a_run_reports_its_cost_or_its_failure(tmp_path: Path) -> None:
    """A command's time, processor time and memory are reported; one that fails shows its words."""
    waiting = run([sys.executable, "-c", "import time; time.sleep(0.2)"], tmp_path)
    assert waiting.seconds >= 0.2
    assert waiting.cpu > 0
    assert waiting.memory > 1
    with pytest.raises(RuntimeError, match="no such sail"):
        run([sys.executable, "-c", "raise SystemExit('no such sail')"], tmp_path)
    assert median([_cost(1, 5), _cost(9, 7), _cost(2, 6)]) == _cost(2, 7)


def test_compiling_is_measured_on_one_core_and_on_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each way has its row; the second core is measured where there are files and cores for it."""
    pytest.importorskip("frontmatter")
    for many, ways in ((1_000, ["one core"]), (10, ["one core", "two cores"])):
        monkeypatch.setattr("bench.library.PARALLEL_THRESHOLD", many)
        monkeypatch.setattr("bench.library.cores", lambda: 2)
        found = library.compiling(tmp_path, 20, 1)
        assert [one.what for one in found] == [
            *(f"compile a folder, {way}" for way in ways),
            "compile after one edit",
        ]


def test_the_library_is_asked_the_same_as_raw_sql(tmp_path: Path) -> None:
    """Each question is measured for ours and for the peer, over a compiled library."""
    found = library.asking(tmp_path, 60, 1)
    asked = {one.what for one in found}
    assert {"open, one article by id", "first 20 of a filter by year"} <= asked
    assert all(one.ours > 0 for one in found)
