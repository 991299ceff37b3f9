"""Type checkers know the queries: their results, their arguments, and mistakes in them."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/typing"))
write_filters = importlib.import_module("write_filters")
sys.path.pop(0)


def test_the_filters_that_type_checkers_know_are_those_of_the_fields() -> None:
    """`typed_filters.py` is what its writer makes of the description of the fields."""
    written = write_filters.written()
    assert write_filters.TARGET.read_text(encoding="utf-8") == written, (
        "run: python tests/typing/write_filters.py"
    )
    assert "    published__gte: Date\n" in written


def test_mypy_knows_queries() -> None:
    """The checker mypy accepts what is right, and finds each mistake that is marked."""
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "tests/typing/typed_queries.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_pyright_knows_queries(tmp_path: Path) -> None:
    """Pyright accepts what is right, and finds each mistake that is marked."""
    pytest.importorskip("basedpyright", reason="needs the group typecheck")
    settings = {
        "include": [str(ROOT / "tests/typing/typed_queries.py")],
        "extraPaths": [str(ROOT)],
        "typeCheckingMode": "standard",
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(settings), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--project", str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 errors, 0 warnings" in result.stdout
