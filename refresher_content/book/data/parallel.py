"""Work on many things, shared among the processes that Sphinx may use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sphinx.util.parallel import ParallelTasks, parallel_available

__all__ = ["parallel_map"]

Thing = TypeVar("Thing")
Result = TypeVar("Result")

PARALLEL_THRESHOLD = 200
"""From how many things on it pays to share them out."""


def parallel_map(
    work: Callable[[Sequence[Thing]], list[Result]],
    things: Sequence[Thing],
    jobs: int,
    *,
    rounds: int = 1,
) -> list[Result]:
    """What a function makes of things, in no order, with the given number of processes.

    With more `rounds` each process gets that many chunks, the first things first: where some
    take longer than others, no process waits for long.
    """
    if not parallel_available or jobs <= 1 or len(things) < PARALLEL_THRESHOLD:
        return work(things)
    found: list[Result] = []
    tasks = ParallelTasks(jobs)
    chunks = jobs * rounds
    for number in range(chunks):
        tasks.add_task(work, things[number::chunks], lambda _, new: found.extend(new))
    tasks.join()
    return found
