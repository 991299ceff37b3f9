"""The figures of `nox -s crashes`: with REFRESHER_WRITE_FIGURES=1 each of its tests that passes
puts how much it tried into the documentation.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

FIGURES = Path(__file__).parents[1] / "docs/explanation/_crashes.md"
HEAD = """\
| event | what | tried | effective |
| --- | --- | ---: | ---: |
"""


def note(event: str, what: str, tried: int, effective: int, figures: Path = FIGURES) -> None:
    """Writes how often an event was tried on something, and how often it had an effect, in place
    of the same event's last figures.
    """
    if not os.environ.get("REFRESHER_WRITE_FIGURES"):
        return
    text = figures.read_text(encoding="utf-8") if figures.exists() else ""
    rows = set(re.findall(r"^\| (?!event|---).*$", text, re.MULTILINE))
    rows = {row for row in rows if not row.startswith(f"| {event} | {what} |")}
    rows.add(f"| {event} | {what} | {tried:,} | {effective:,} |")
    figures.write_text(HEAD + "\n".join(sorted(rows)) + "\n", encoding="utf-8")
