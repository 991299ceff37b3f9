"""Killed, twice at once, on a full disk: the last good output stays whole, and the next run
succeeds and equals a clean one. `nox -s crashes` kills each command two hundred times, or
as often as `REFRESHER_KILLS` says.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from books import Book
from crash_figures import note

import refresher_content as rc
from refresher_content.library import Library

LONG = bool(os.environ.get("REFRESHER_LONG"))
REFRESHER = (sys.executable, "-c", "from refresher_content.cli import main; main()")
KILLS = int(os.environ.get("REFRESHER_KILLS", 200 if LONG else 2))
FULL = signal.SIGXFSZ


@dataclass
class Place:
    """A project of its own in which commands run: its content changes between two versions."""

    folder: Path
    content: Path

    def turn(self, version: int) -> None:
        """Brings the content to one of two versions."""
        path = self.content / "articles/rope.md"
        text = path.read_text(encoding="utf-8").partition("\n\nVersion")[0]
        path.write_text(f"{text.rstrip()}\n\nVersion {version} of it.\n", encoding="utf-8")

    def out(self, name: str) -> Path:
        """Where a command writes."""
        return self.folder / "out" / name


def _snapshot(path: Path) -> dict[str, bytes]:
    """What is in a file or a folder, by path; what Sphinx keeps for itself is left out."""
    if path.is_file():
        return {"": path.read_bytes()}
    return {
        one.relative_to(path).as_posix(): one.read_bytes()
        for one in sorted(path.rglob("*"))
        if one.is_file() and one.name not in (".buildinfo", ".buildinfo.bak")
    }


def _compile(place: Place, out: Path) -> list[str]:
    return [*REFRESHER, "compile", str(place.content), "-o", str(out)]


def _export(kind: str, place: Place, out: Path) -> list[str]:
    library = ["--library", str(place.content)]
    return [*REFRESHER, "export", kind, *library, "-o", str(out)]


def _sphinx(place: Place, out: Path) -> list[str]:
    doctrees = ["-d", str(out.with_name(f"{out.name}-doctrees"))]
    return [sys.executable, "-m", "sphinx", "-q", *doctrees, str(place.folder / "book"), str(out)]


def _shards(place: Place, out: Path) -> list[str]:
    return [*REFRESHER, "build", str(place.folder / "book"), str(out), "--shards", "2"]


COMMANDS: dict[str, Callable[[Place, Path], list[str]]] = {
    "compile": _compile,
    "export-json": partial(_export, "json"),
    "export-csv": partial(_export, "csv"),
    "export-sqlite": partial(_export, "sqlite"),
    "export-parquet": partial(_export, "parquet"),
    "sphinx": _sphinx,
    "shards": _shards,
}
SHORT = ("compile", "export-csv")
"""The commands of the short run: one writes a file, the other a folder."""

ATOMIC = [name for name in COMMANDS if name != "sphinx"]


@pytest.fixture
def place(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A project in a folder of its own, with a cache of its own."""
    content = Path(shutil.copytree(corpus, tmp_path / "content"))
    Book.make(tmp_path / "book", content, more='html_theme = "refresher"')
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(Path(rc.__file__).parents[1]))
    return Place(tmp_path, content)


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def strays(folder: Path) -> list[str]:
    """What unfinished runs have left beside their targets."""
    kept = [folder / "content", folder / "cache"]
    return [
        path.name
        for path in folder.rglob("*")
        if ".part" in path.name or path.name.startswith((".staged-", ".shard-"))
        if not any(path.is_relative_to(one) for one in kept)
    ]


@pytest.mark.parametrize("name", COMMANDS if LONG else SHORT)
def test_a_killed_run_loses_nothing(place: Place, name: str) -> None:
    """After SIGKILL at any moment the last good output is whole, and the next run equals a clean
    one and removes what the killed one has left.
    """
    command = COMMANDS[name]
    clean: dict[int, dict[str, bytes]] = {}
    lasted = float("inf")
    for version in (0, 1):
        place.turn(version)
        target = place.out(f"clean-{version}")
        target.parent.mkdir(exist_ok=True)
        started = time.monotonic()
        done = run(command(place, target))
        lasted = min(lasted, time.monotonic() - started)
        assert done.returncode == 0, done.stderr
        clean[version] = _snapshot(target)
    assert clean[0] != clean[1]
    out, chance, killed = place.out("killed"), random.Random(name), 0
    if name == "sphinx":
        shutil.rmtree(place.folder / "book/archive")
    assert run(command(place, out)).returncode == 0
    for number in range(KILLS):
        version = number % 2
        place.turn(version)
        process = subprocess.Popen(
            command(place, out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.3, 1.05) * lasted)
        killed += process.poll() is None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if name in ATOMIC:
            assert _snapshot(out) in (clean[0], clean[1]), number
        done = run(command(place, out))
        assert done.returncode == 0, done.stderr
        assert _snapshot(out) == clean[version], number
        assert strays(place.folder) == [], number
    assert killed or not LONG
    note("SIGKILL", name, KILLS, killed)


@pytest.mark.parametrize("name", COMMANDS if LONG else SHORT)
def test_two_at_once_end_whole(place: Place, name: str) -> None:
    """Two runs at once both succeed, and what they leave is whole."""
    command = COMMANDS[name]
    place.out("x").parent.mkdir()
    assert run(command(place, place.out("clean"))).returncode == 0
    clean = _snapshot(place.out("clean"))
    times = 20 if LONG else 1
    for number in range(times):
        out = place.out(f"at-once-{number % 2}")
        if name == "sphinx" or number % 4 > 1:
            shutil.rmtree(out, ignore_errors=True)
        both = [
            subprocess.Popen(command(place, out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        for process in both:
            _, errors = process.communicate()
            assert process.returncode == 0, errors.decode()
        assert _snapshot(out) == clean
        assert strays(place.folder) == []
    note("two at once", name, times, times)


def _is_refused(
    done: subprocess.CompletedProcess[str],
    name: str,
    step: int,
    out: Path,
    before: dict[str, bytes],
) -> bool:
    """Whether a command failed for want of room: it then says so and leaves what was there."""
    if not done.returncode:
        return False
    assert done.returncode == 1, (step, done.stderr)
    assert "Traceback" not in done.stderr, (step, done.stderr)
    assert "refresher: " in done.stderr
    if name in ATOMIC:
        assert _snapshot(out) == before
    return True


def _limited(size: int) -> None:
    signal.signal(FULL, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("name", COMMANDS if LONG else SHORT[:1])
def test_a_full_disk_is_reported(place: Place, name: str) -> None:
    """Where a file can't be written to its end, the command says so, exits with 1 and leaves
    what was there; the next run succeeds.
    """
    command = COMMANDS[name]
    out = place.out("full")
    out.parent.mkdir()
    assert run(command(place, out)).returncode == 0
    before = _snapshot(out)
    largest = max(map(len, before.values()))
    refused, sizes = 0, 10 if LONG else 2
    for step in range(sizes):
        place.turn(step % 2)
        shutil.rmtree(place.folder / "cache", ignore_errors=True)
        size = 10 + largest * step // 10
        done = run(command(place, out), preexec_fn=partial(_limited, size))
        refused += _is_refused(done, name, size, out, before)
        done = run(command(place, out))
        assert done.returncode == 0, done.stderr
        before = _snapshot(out)
        clean = place.out(f"clean-{step}")
        assert run(command(place, clean)).returncode == 0
        assert _snapshot(clean) == before, size
        assert strays(place.folder) == []
    assert refused
    note("file size limit", name, sizes, refused)


def _mounted(folder: Path, *options: str) -> bool:
    """Mounts a file system in memory, or gives the one that is mounted there other options."""
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    return run(command).returncode == 0


@pytest.mark.skipif(
    not LONG or os.geteuid() != 0 or not shutil.which("mount"),
    reason="root can mount a small disk; the long run does",
)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_small_disk_is_reported(place: Place, name: str) -> None:
    """On a file system without room for another output the command says so, exits with 1 and
    leaves what was there; with room for it, the next run succeeds and equals a clean one.
    """
    command = COMMANDS[name]
    out = place.out("full")
    out.parent.mkdir()
    if not _mounted(out.parent, "size=256m"):
        pytest.skip("nothing can be mounted here")
    try:
        assert run(command(place, out)).returncode == 0
        used = shutil.disk_usage(out.parent).used
        refused = 0
        for step in range(10):
            before = _snapshot(out)
            place.turn(step % 2)
            assert _mounted(out.parent, "remount", f"size={used * (11 + step) // 10}")
            done = run(command(place, out))
            refused += _is_refused(done, name, step, out, before)
            assert _mounted(out.parent, "remount", "size=256m")
            done = run(command(place, out))
            assert done.returncode == 0, done.stderr
            clean = place.folder / f"clean-{step}"
            assert run(command(place, clean)).returncode == 0
            assert _snapshot(clean) == _snapshot(out), step
            assert strays(place.folder) == []
        assert refused
        note("small disk", name, 10, refused)
    finally:
        run(["umount", str(out.parent)])


KEPT = ("environment.pickle", "*.doctree", ".buildinfo", "*.json")
"""What Sphinx and the extension keep from build to build."""


@pytest.mark.parametrize(
    ("what", "share"),
    [(what, share) for what in KEPT for share in (0.0, 0.5)]
    if LONG
    else [("*.doctree", 0.5), (".buildinfo", 0.0)],
)
def test_half_written_files_of_a_build_are_made_again(
    place: Place, what: str, share: float
) -> None:
    """Whichever of the files that a build keeps is cut, the next build or the one after it
    succeeds and equals a clean one; what fails says so in a line.
    """
    out = place.out("book")
    out.parent.mkdir()
    assert run(_sphinx(place, out)).returncode == 0
    folder = out if what == ".buildinfo" else out.with_name("book-doctrees")
    cut = [path for path in folder.rglob(what) if path.is_file()]
    assert cut
    for path in cut:
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    place.turn(1)
    done = run(_sphinx(place, out))
    if done.returncode:
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.strip().splitlines()[-1].startswith("refresher: ")
        done = run(_sphinx(place, out))
    assert done.returncode == 0, done.stderr
    clean = place.out("clean")
    shutil.rmtree(place.folder / "book/archive")
    assert run(_sphinx(place, clean)).returncode == 0
    assert _snapshot(out) == _snapshot(clean)


@pytest.fixture
def without_rights() -> list[str]:
    """What is put before a command so that it has only the rights that files give: root has
    others, unless it drops them.
    """
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may read and write everywhere, and can't drop that right here")
    return ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]


@pytest.mark.parametrize("name", COMMANDS if LONG else SHORT)
def test_a_folder_that_cannot_be_written_is_reported(
    place: Place, name: str, without_rights: list[str]
) -> None:
    """Without the right to write the command says where, and exits with 1."""
    locked = place.folder / "locked"
    locked.mkdir(mode=0o555)
    done = run([*without_rights, *COMMANDS[name](place, locked / "result")])
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("refresher: ")
    assert "Permission denied" in done.stderr
    assert list(locked.iterdir()) == []


def test_a_file_that_cannot_be_read_is_reported(place: Place, without_rights: list[str]) -> None:
    """A content file without the right to read it is a problem with its path."""
    (place.content / "articles/rope.md").chmod(0)
    done = run([*without_rights, *REFRESHER, "check", str(place.content)])
    assert done.returncode == 1, done.stderr
    assert "articles/rope.md:1:1: error[unreadable-file]" in done.stdout
    assert "Permission denied" in done.stdout


def test_files_that_vanish_are_reported(place: Place) -> None:
    """A file that is removed while a folder is read is a problem at most, never an exception."""
    script = (
        "import pathlib, sys, time\n"
        "path = pathlib.Path(sys.argv[1]); text = path.read_bytes()\n"
        "while True:\n    path.unlink(missing_ok=True)\n    path.write_bytes(text)\n"
    )
    path = place.content / "articles/rope.md"
    process = subprocess.Popen([sys.executable, "-c", script, str(path)])
    try:
        codes: set[str] = set()
        for _ in range(500 if LONG else 50):
            codes |= {one.code for one in rc.check(place.content)}
    finally:
        process.kill()
        process.wait()
    assert codes <= {"unreadable-file", "no-front-matter", "unknown-reference", "broken-link"}


def test_an_open_library_survives_its_file(place: Place) -> None:
    """A library that is open when its file is compiled again, or killed while it is, gives the
    answers that it gave.
    """
    target = place.out("library.sqlite")
    target.parent.mkdir()
    assert run(_compile(place, target)).returncode == 0
    library = Library(target)
    before = library.articles["rope"].text
    place.turn(1)
    assert run(_compile(place, target)).returncode == 0
    assert library.articles["rope"].text == before
    assert Library(target).articles["rope"].text != before
