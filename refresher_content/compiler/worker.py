"""A second process beside the first, for a folder of many files where a core is idle."""

from __future__ import annotations

import gc
import marshal
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from refresher_content.compiler.key_terms import KeyTerms, key_terms
from refresher_content.diagnostics import Span
from refresher_content.library import schema
from refresher_content.model import KINDS, Body, Section
from refresher_content.source.body import Mention, ParsedBody
from refresher_content.source.files import SourceFile, Use, kind_of, read

__all__ = ["MANY", "Aside", "cores"]

MANY = 2_000
"""From how many files on it pays to start a process."""

_SHARE = 100
"""How many files are handed over at once."""

_MOST = 2**32
"""How many bytes an answer can have at most."""

_BROKEN = (OSError, EOFError, ValueError, TypeError)
"""What is raised where the second process is gone."""

_PYTHON = bool(sys.executable) and not getattr(sys, "frozen", False)
"""Whether there is an interpreter to start."""

_COMMAND = (
    "import sys; sys.path[:] = {}; from refresher_content.compiler.worker import serve; serve()"
)


class Aside:
    """Reads files and finds key terms, with a second process if there are many of them and
    `jobs`, or else the number of cores, allows it.

    What is given back is the same with and without. Where the process can't be had, or
    dies, the first one does everything.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self._alone = (cores() if jobs is None else jobs) < 2 or not _PYTHON
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()
        self._thread.shutdown()
        if self._process:
            self._process.communicate()

    def read(self, folder: Path, paths: Sequence[str]) -> dict[str, SourceFile]:
        """The files of these paths."""
        if self._alone or len(paths) < MANY or not self._start():
            return {path: read(folder, path) for path in paths}
        shares = deque(paths[start : start + _SHARE] for start in range(0, len(paths), _SHARE))
        helper = self._thread.submit(self._read_from_the_end, folder, shares)
        found: dict[str, SourceFile] = {}
        with suppress(IndexError):
            while True:
                found |= {path: read(folder, path) for path in shares.popleft()}
        found |= {one[0]: _unpacked(one) for one in helper.result()}
        # Whatever has a fault, or wasn't handed back, is read here.
        return found | {path: read(folder, path) for path in paths if path not in found}

    def _read_from_the_end(self, folder: Path, shares: deque[Sequence[str]]) -> list[Any]:
        """Sound files as the second process reads them, for which a next share always waits."""
        found: list[Any] = []
        waiting = 0
        with suppress(*_BROKEN):
            while shares or waiting:
                with suppress(IndexError):
                    while waiting < 2:
                        self._send("read", str(folder), shares.pop())
                        waiting += 1
                found += self._receive()
                waiting -= 1
        return found

    def key_terms(self, texts: Sequence[str]) -> Callable[[], KeyTerms]:
        """A function that gives the key terms of texts; see `words.key_terms`. Until it is
        called, the second process is at work.
        """
        if self._process is None:
            return lambda: key_terms(texts)
        helper = self._thread.submit(self._find_key_terms, texts)
        return lambda: helper.result() or key_terms(texts)

    def _find_key_terms(self, texts: Sequence[str]) -> KeyTerms | None:
        found: KeyTerms | None = None
        with suppress(*_BROKEN):
            self._send("key_terms", texts)
            found = self._receive()
        return found

    def _start(self) -> bool:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - it is our own code
                [sys.executable, "-c", _COMMAND.format([str(path) for path in sys.path])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=2**20,
            )
        except OSError:
            return False
        return True

    def _send(self, *question: Any) -> None:
        assert self._process
        assert self._process.stdin
        _write(self._process.stdin, question)

    def _receive(self) -> Any:
        assert self._process
        assert self._process.stdout
        return _read(self._process.stdout)


def _write(stream: IO[bytes], value: Any) -> None:
    data = marshal.dumps(value)
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def _read(stream: IO[bytes]) -> Any:
    """What was written. Raises EOFError at the end, and ValueError if it is something else."""
    size = int.from_bytes(stream.read(8), "big")
    if size > _MOST:
        raise ValueError("the process says something of its own")
    # At one stroke: for each piece this thread would have to wait for the other.
    return marshal.loads(stream.read(size))  # noqa: S302 - it comes from our own process


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve() -> None:
    """What the second process does: answers questions until there are no more."""
    gc.disable()
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            what, *about = _read(sys.stdin.buffer)
            answer = key_terms(*about) if what == "key_terms" else _sound(*about)
            _write(sys.stdout.buffer, answer)


def _sound(folder: str, paths: Sequence[str]) -> list[Any]:
    """Those of the files that have no fault."""
    return [packed for path in paths if (packed := _packed(read(Path(folder), path)))]


def _packed(file: SourceFile) -> Any:
    """A file as `marshal` can write it; None if it has a fault."""
    if file.faults or file.entry is None or file.parsed is None:
        return None
    body = file.parsed.body
    sections = [(one.title, one.level, one.anchor, one.text) for one in body.sections]
    mentions = [(one.kind, one.id, one.title) for one in file.parsed.mentions]
    return (
        file.path,
        file.sha256,
        file.body_line,
        file.assets,
        schema.cells(file.entry),
        (body.markdown, body.html, body.text, sections),
        mentions,
    )


def _unpacked(packed: Any) -> SourceFile:
    path, sha256, line, assets, cells, (markdown, html, text, sections), mentions = packed
    kind = kind_of(path) or ""
    body = Body(
        markdown=markdown,
        html=html,
        text=text,
        sections=tuple(
            Section(title=title, level=level, anchor=anchor, text=text)
            for title, level, anchor, text in sections
        ),
    )
    parsed = ParsedBody(
        body=body,
        mentions=tuple(
            Mention(kind=kind, id=id_, title=title, span=Span()) for kind, id_, title in mentions
        ),
    )
    return SourceFile(
        path=path,
        sha256=sha256,
        kind=kind,
        entry=schema.read_entry(KINDS[kind], cells),
        body_line=line,
        uses=tuple(Use(kind=one.kind, id=one.id) for one in parsed.mentions),
        assets=assets,
        parsed=parsed,
    )
