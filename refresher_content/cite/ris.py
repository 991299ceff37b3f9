"""RIS, as EndNote and Zotero read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refresher_content.cite.names import note_of, one_line, parts_of, with_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from refresher_content.model.parts import Contributor
    from refresher_content.model.works import Work

__all__ = ["render"]


def render(work: Work) -> str:
    """A record of a line per field; dates are YYYY/MM/DD/, empty where unknown. A digest is an
    electronic source (ELEC), an original an article in a magazine (MGZN).
    """
    published = work.published
    month, day = (f"{part:02}" if part else "" for part in (published.month, published.day))
    lines: list[tuple[str, object]] = [("TY", "ELEC" if work.original else "MGZN")]
    lines += _names("AU", work.writers)
    lines += _names("ED", with_role(work, "editor"))
    lines += _names("A4", with_role(work, "translator"))
    lines += [
        ("TI", work.title),
        ("T2", work.container),
        ("PB", work.publisher if work.original else ""),
        ("PY", f"{published.year:04}"),
        ("DA", f"{published.year:04}/{month}/{day}/"),
        ("VL", work.volume),
        ("IS", work.number),
        ("LA", work.language),
        ("DO", work.doi),
        ("UR", work.url),
        ("N1", note_of(work, ("reviewer", "illustrator", "photographer"))),
    ]
    body = [f"{tag}  - {one_line(str(value))}" for tag, value in lines if value not in (None, "")]
    return "\n".join([*body, "ER  - "])


def _names(tag: str, people: Iterable[Contributor]) -> Iterator[tuple[str, str]]:
    for one in people:
        yield tag, ", ".join(part for part in parts_of(one) if part)
