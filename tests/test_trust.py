"""The page on trust is true: each promise names a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_promise_names_what_holds_it() -> None:
    """Every row of the table ends with files that are there."""
    page = (ROOT / "docs/explanation/trust.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!promise|-)(.*) \| (.*) \|$", page, re.MULTILINE)
    assert len(rows) > 10
    for promise, holders in rows:
        named = re.findall(r"`(tests/[^`]+)`", holders)
        assert named, promise
        for name in named:
            assert list(ROOT.glob(name.rstrip("/"))), name
