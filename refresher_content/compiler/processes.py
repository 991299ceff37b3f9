"""Files read by several processes, where there are many of them and cores are idle."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from refresher_content.compiler.key_terms import KeyTerms, key_terms
from refresher_content.source.files import SourceFile, read
from refresher_content.source.frontmatter import FrontMatter

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["PARALLEL_THRESHOLD", "Processes", "cores", "processes"]

T = TypeVar("T")
R = TypeVar("R")

PARALLEL_THRESHOLD = 2_000
"""The number of files from which it pays to start processes."""

CHUNK_SIZE = 100
"""How many files are handed over at a time."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(jobs: int | None, files: int) -> Iterator[Processes]:
    """As many processes as pay for a number of files; `jobs` is the maximum number, or None for
    as many as there are cores.

    They are forked: the other ways to start a process import the main script again, which
    must not surprise anybody who merely opens a library. Forking is safe only on Linux and
    as long as there is one thread; elsewhere this process does everything.
    """
    count = cores() if jobs is None else jobs
    forks = sys.platform == "linux" and threading.active_count() == 1
    if count < 2 or files < PARALLEL_THRESHOLD or not forks:
        yield Processes(None, 1)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count - 1, mp_context=context, initializer=gc.disable) as pool:
        try:
            yield Processes(pool, count)
        finally:
            pool.shutdown(cancel_futures=True)


class Processes:
    """The present process, and a pool of others if there is one."""

    def __init__(self, pool: Executor | None, count: int) -> None:
        self._pool = pool
        self._count = count

    def read_files(self, folder: Path, paths: Sequence[str], kinds: Kinds) -> dict[str, SourceFile]:
        """The files of these paths, without lines and places except where they have a problem."""
        chunks = [paths[start : start + CHUNK_SIZE] for start in range(0, len(paths), CHUNK_SIZE)]
        work = partial(_read_chunk, folder, kinds)
        others = [chunk for number, chunk in enumerate(chunks) if number % self._count]
        waiting = [(chunk, self._submit(work, chunk)) for chunk in others]
        own = chunks[:: self._count]
        found = {file.path: file for chunk in own for file in _read_chunk(folder, kinds, chunk)}
        for chunk, future in waiting:
            found |= {file.path: file for file in _result(future, work, chunk)}
        return found

    def find_key_terms(self, texts: Sequence[str]) -> Callable[[], KeyTerms]:
        """A function that gives the key terms of texts, which another process finds meanwhile."""
        if self._pool is None:
            return lambda: key_terms(texts)
        future = self._submit(key_terms, texts)
        return lambda: _result(future, key_terms, texts)

    def _submit(self, work: Callable[[T], R], about: T) -> Future[R] | None:
        assert self._pool is not None
        try:
            return self._pool.submit(work, about)
        except BrokenProcessPool:
            return None


def _result(future: Future[R] | None, work: Callable[[T], R], about: T) -> R:
    """What another process found, or what this one finds if that has died."""
    try:
        return work(about) if future is None else future.result()
    except BrokenProcessPool:
        return work(about)


def _read_chunk(folder: Path, kinds: Kinds, paths: Sequence[str]) -> list[SourceFile]:
    return [_without_places(read(folder, path, kinds)) for path in paths]


def _without_places(file: SourceFile) -> SourceFile:
    return file if file.problems else replace(file, lines=[], matter=FrontMatter())
