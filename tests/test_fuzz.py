"""What `nox -s fuzz` finds makes it fail."""

from __future__ import annotations

from pathlib import Path

import fuzz
import pytest


def test_a_finding_makes_the_session_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An input that breaks a promise is kept with its traceback, and the code is not 0: that of
    the engine that found it, and that of the session.
    """
    target = ["--target", "body", "--folder", str(tmp_path)]
    engine = [*target, "--engine", "hypothesis", "--seconds", "0.1"]
    assert fuzz.main(engine) == 0
    with monkeypatch.context() as patch:
        patch.setitem(fuzz.TARGETS, "body", lambda data: fuzz.promise(not data, "broken"))
        assert fuzz.main(engine) == 1
    (kept,) = fuzz.found(tmp_path)
    assert "BrokenPromiseError: broken" in kept.with_suffix(".txt").read_text(encoding="utf-8")
    monkeypatch.setattr(fuzz, "ENGINES", ("hypothesis",))
    assert fuzz.main([*target, "--seconds", "0.1"]) == 1
