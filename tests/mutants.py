"""`nox -s mutants`: changes the core in small ways, one at a time, and lists those that no test
notices.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = "refresher_content"
TIMEOUT = 300
"""Seconds after which the tests of a mutant are ended: it loops, which counts as noticed."""

CORE = {
    "cite/names.py": "cite credit",
    "compiler/key_terms.py": "key_terms related similar",
    "compiler/rows.py": "compile library collections",
    "errors.py": "library snapshot",
    "library/fulltext.py": "fulltext search_index language",
    "library/related.py": "related similar",
    "library/schema.py": "snapshot entries library",
    "library/sql.py": "collections collection_queries",
    "model/collection.py": "collections collection_queries snapshot",
    "model/dates.py": "dates entries",
    "model/filters.py": "collections collection_queries snapshot",
    "model/plain.py": "entries",
    "model/selection.py": "collections collection_queries",
    "source/frontmatter.py": "diagnostics source",
}
"""The modules that are changed, each with the tests that should notice."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.Add,
}  # fmt: skip


class Mutant(NamedTuple):
    """A change of one expression in a module."""

    module: str
    node: ast.expr | ast.Return
    new: ast.AST

    def __str__(self) -> str:
        place = f"{self.module}:{self.node.lineno}"
        return f"{place}: {ast.unparse(self.node)}  ->  {ast.unparse(self.new)}"

    def source(self, text: str) -> str:
        """The module's text with the change."""
        starts = [0, *accumulate(len(line) for line in text.encode().splitlines(keepends=True))]
        node, data = self.node, text.encode()
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        before = data[: starts[node.lineno - 1] + node.col_offset].decode()
        after = data[starts[node.end_lineno - 1] + node.end_col_offset :].decode()
        new = ast.unparse(self.new)
        return before + (new if isinstance(node, ast.Return) else f"({new})") + after


def _changed(node: ast.AST) -> ast.AST | None:
    """An expression with one small change, or None if there is none for its kind."""
    match new := copy.deepcopy(node):
        case ast.Compare(ops=[op, *_]) if type(op) in COMPARISONS:
            new.ops[0] = COMPARISONS[type(op)]()
        case ast.BinOp(op=op) if type(op) in OPERATORS and not _is_text(new):
            new.op = OPERATORS[type(op)]()
        case ast.BoolOp(op=op):
            new.op = ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.UnaryOp(op=ast.Not()):
            return new.operand
        case ast.IfExp():
            new.body, new.orelse = new.orelse, new.body
        case ast.Constant(value=bool(value)):
            new.value = not value
        case ast.Constant(value=int(value) | float(value)):
            new.value = value + 1
        case ast.Return(value=ast.expr()) if ast.unparse(new) != "return None":
            new.value = ast.Constant(None)
        case _:
            return None
    return new


def _is_text(node: ast.BinOp) -> bool:
    sides = [getattr(side, "value", side) for side in (node.left, node.right)]
    return any(isinstance(side, str | ast.JoinedStr) for side in sides)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """What may be changed: no annotation, decorator or message, nothing for type checkers."""
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _nodes(child)


def mutants(module: str) -> Iterator[Mutant]:
    """Every change of a module."""
    for node in _nodes(ast.parse((ROOT / PACKAGE / module).read_text(encoding="utf-8"))):
        new = _changed(node)
        if new is not None and isinstance(node, ast.expr | ast.Return):
            yield Mutant(module, node, new)


def _survives(mutant: Mutant, folder: Path) -> bool:
    """Whether all tests of a module pass though it is changed in a copy of the project."""
    target = folder / PACKAGE / mutant.module
    sound = target.read_text(encoding="utf-8")
    target.write_text(mutant.source(sound), encoding="utf-8")
    try:
        return _passes(CORE[mutant.module].split(), folder)
    finally:
        target.write_text(sound, encoding="utf-8")


def _passes(tests: Iterable[str], folder: Path) -> bool:
    """Whether tests pass, in time, in a copy of the project."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += ["--hypothesis-profile=mutants", "--hypothesis-seed=0"]
    try:
        done = subprocess.run(
            [*command, *(f"tests/test_{name}.py" for name in tests)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _copy(folder: Path) -> Path:
    made = shutil.ignore_patterns("__pycache__", "_build", "archive", ".*")
    for name in (PACKAGE, "tests", "docs", "bench"):
        shutil.copytree(ROOT / name, folder / name, ignore=made)
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    return folder


def main() -> None:
    """Tries a sample, the same each time, and prints what survives, then the score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="how many changes are tried")
    parser.add_argument("--module", choices=CORE, help="change this module alone")
    parser.add_argument("--seed", type=int, default=0, help="which sample is tried")
    options = parser.parse_args()
    modules = [options.module] if options.module else list(CORE)
    every = [mutant for module in modules for mutant in mutants(module)]
    sample = random.Random(options.seed).sample(every, min(options.count, len(every)))
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(jobs) as pool:
        folders: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            folders.put(folder := _copy(Path(name, str(number))))
        for tests in sorted({CORE[module] for module in modules}):
            if not _passes(tests.split(), folder):
                sys.exit(f"without any change, a test fails among {tests}")

        def attempt(mutant: Mutant) -> bool:
            folder = folders.get()
            try:
                return _survives(mutant, folder)
            finally:
                folders.put(folder)

        survivors = 0
        for mutant, alive in zip(sample, pool.map(attempt, sample), strict=True):
            survivors += alive
            if alive:
                print(mutant, flush=True)  # noqa: T201
    noticed = len(sample) - survivors
    print(f"{noticed} of {len(sample)} changes are noticed, of {len(every)}")  # noqa: T201


if __name__ == "__main__":
    main()
