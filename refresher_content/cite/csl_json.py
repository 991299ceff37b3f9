"""CSL-JSON 1.0.2, as Zotero, pandoc and citation processors read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from refresher_content.cite.names import note_of, one_line, parts_of, with_role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refresher_content.model.dates import PartialDate
    from refresher_content.model.parts import Contributor
    from refresher_content.model.works import Work

__all__ = ["item_of", "render"]


def render(work: Work) -> str:
    """A list of one item."""
    return json.dumps([item_of(work)], ensure_ascii=False, indent=2)


def item_of(work: Work) -> dict[str, Any]:
    """The item of a work. Date parts stop where knowledge does."""
    original = work.original
    item = {
        "id": work.id,
        "type": "webpage" if original else "article-magazine",
        "title": work.title,
        "author": _names(work.writers),
        "editor": _names(with_role(work, "editor")),
        "translator": _names(with_role(work, "translator")),
        "illustrator": _names(with_role(work, "illustrator")),
        "contributor": _names(with_role(work, "reviewer", "photographer")),
        "container-title": work.container,
        "publisher": work.publisher if original else "",
        "section": work.column,
        "issued": _date(work.published),
        "volume": work.volume,
        "issue": work.number,
        "language": work.language,
        "DOI": work.doi,
        "URL": work.url,
        "note": note_of(work, ("reviewer", "photographer")),
    }
    if original:
        item |= {
            "original-author": _names(original.writers),
            "original-date": _date(original.published),
            "original-title": original.title,
        }
    return {
        key: one_line(value) if isinstance(value, str) else value
        for key, value in item.items()
        if value not in (None, "", [])
    }


def _names(people: Iterable[Contributor]) -> list[dict[str, str]]:
    return [_name(*parts_of(one)) for one in people]


def _name(family: str, given: str, suffix: str) -> dict[str, str]:
    if not given:
        return {"literal": family}
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _date(date: PartialDate) -> dict[str, Any]:
    return {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]}
