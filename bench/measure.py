"""Runs a command and measures what it costs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cost", "median", "run"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost; of several runs the medians."""

    seconds: float
    """By the clock on the wall."""
    cpu: float
    """Seconds of all processes together."""
    memory: float
    """The largest process's peak, in MiB."""


def run(command: Sequence[str], folder: Path, **environment: str) -> Cost:
    """Runs a command in a folder. Raises RuntimeError with its output if it fails."""
    with Path(folder, ".bench-output").open("w+", encoding="utf-8") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)}: {output.read()[-2000:]}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def median(costs: Sequence[Cost]) -> Cost:
    """The medians of several runs."""
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
    )
