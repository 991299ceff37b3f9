"""A citation in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refresher_content.cite.names import joined, note_of, one_line
from refresher_content.model.site_paths import doi_address

if TYPE_CHECKING:
    from refresher_content.model.works import Work

__all__ = ["render"]


def render(work: Work) -> str:
    """One line: who, title, where, when; what a digest retells; the address."""
    numbers = [
        f"{label} {value}"
        for label, value in (("vol.", work.volume), ("no.", work.number))
        if value is not None
    ]
    where = ", ".join([one_line(work.container), *numbers, str(work.published.without_time)])
    note = note_of(work)
    said = f"{joined(work.writers)}, “{one_line(work.title)}”, {where}."
    address = doi_address(work.doi) if work.doi else work.url
    return " ".join(part for part in (said, f"{note}." if note else "", address) if part)
