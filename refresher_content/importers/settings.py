"""Settings in a Python file, read without running it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from refresher_content.importers.archive import Notes
from refresher_content.importers.matter import TOO_DEEP

__all__ = ["read_python"]


def read_python(path: Path, where: str, notes: Notes) -> dict[str, Any]:
    """The names to which a Python file gives plain values; empty if there is no such file."""
    if not path.is_file():
        return {}
    try:
        tree = ast.parse(path.read_text(encoding="utf-8-sig"))
    except SyntaxError as error:
        notes.add(where, error.lineno or 1, f"can't be read: {error.msg}")
        return {}
    except (RecursionError, MemoryError):
        notes.add(where, 1, f"can't be read: {TOO_DEEP}")
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign) and node.value:
            targets, value = [node.target], node.value
        else:
            continue
        try:
            plain = ast.literal_eval(value)
        except ValueError:
            continue
        found |= {one.id: plain for one in targets if isinstance(one, ast.Name)}
    return found
