"""The same input gives the same bytes, wherever and however it is built."""

from __future__ import annotations

import locale
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from books import Book

ROOT = Path(__file__).parents[1]
BUILD = """
import os, sys
from pathlib import Path
from refresher_content.cli.commands import refresher

os.umask(int(sys.argv[1], 8))
jobs = sys.argv[2]
out = Path("out")
out.mkdir()

def run(*command):
    try:
        refresher(list(command))
    except SystemExit as ended:
        assert not ended.code, command

# First, for Sphinx forks, and what writes Parquet has threads.
from sphinx.cmd.build import main as sphinx
for builder in ("html", "epub"):
    options = ["-q", "-j", jobs, "-b", builder, "-d", f"doctrees/{builder}"]
    assert sphinx([*options, "book", f"out/{builder}"]) == 0
run("compile", "book/content", "-o", "out/library.sqlite")
for kind in ("json", "csv", "sqlite", "parquet"):
    run("export", kind, "--library", "out/library.sqlite", "-o", f"out/{kind}")
"""
PACKAGES = """
import os, sys
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

os.umask(int(sys.argv[1], 8))
for builder in (SdistBuilder, WheelBuilder):
    print(*builder(os.getcwd()).build(directory=sys.argv[2]))
"""


def _unlike_c() -> str:
    """A locale of this machine, Turkish if it can be: its letter i has another capital."""
    before = locale.setlocale(locale.LC_ALL)
    for name in ("tr_TR.UTF-8", "de_DE.UTF-8", "en_US.UTF-8", "C.UTF-8"):
        with suppress(locale.Error):
            locale.setlocale(locale.LC_ALL, name)
            locale.setlocale(locale.LC_ALL, before)
            return name
    return "C"


PLAIN = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
OTHER = {"TZ": "Pacific/Kiritimati", "LC_ALL": _unlike_c(), "PYTHONHASHSEED": "2"}
SETTINGS = (("022", "1", PLAIN), ("077", "2", OTHER))
"""Two umasks, numbers of processes and environments that have nothing in common."""


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        # The number of Sphinx's own settings, among them that of processes.
        if path.is_file() and path.name != ".buildinfo"
    }


def _run(script: str, folder: Path, *args: str, **variables: str) -> None:
    environment = os.environ | variables | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, *args]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_outputs_are_the_same_everywhere(corpus: Path, tmp_path: Path) -> None:
    """Library, exports, pages and EPUB are the same bytes in another folder, time zone, locale,
    with another hash seed, umask and number of processes.
    """
    made = []
    for (umask, jobs, variables), name in zip(SETTINGS, ("a", "other folder/ß"), strict=True):
        folder = tmp_path / name
        more = 'html_theme = "refresher"\nhtml_baseurl = "https://quay.example/"'
        book = Book.make(folder / "book", Path("content"), more=more)
        shutil.copytree(corpus, book.folder / "content")
        cache = str(folder / "cache")
        _run(BUILD, folder, umask, jobs, **variables, XDG_CACHE_HOME=cache)
        made.append(_hashes(folder / "out"))
    assert made[0] == made[1]
    assert len(made[0]) > 100


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """The package's sources in two folders."""
    folders = [tmp_path / "a", tmp_path / "other folder"]
    ignored = shutil.ignore_patterns(
        "__pycache__", "_build", "archive", "*.mo", "library.sqlite", ".*", "tests", "docs"
    )
    for folder in folders:
        shutil.copytree(ROOT, folder, ignore=ignored)
        for name in ("tests", "docs"):
            (folder / name).mkdir()
    return folders


def test_packages_are_the_same_everywhere(sources: list[Path], tmp_path: Path) -> None:
    """So are wheel and sdist."""
    made = []
    for folder, (umask, _, variables) in zip(sources, SETTINGS, strict=True):
        out = tmp_path / f"dist-{umask}"
        _run(PACKAGES, folder, umask, str(out), **variables)
        made.append(_hashes(out))
    assert made[0] == made[1]
    assert len(made[0]) == 2
