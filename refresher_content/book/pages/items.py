"""An entry as lists show it."""

from __future__ import annotations

from typing import Any

from refresher_content.book.data.entries import Entries
from refresher_content.book.text import credit_of
from refresher_content.model import Article, Column, Entry, Topic

__all__ = ["item"]


def item(
    entry: Entry, entries: Entries, count: int = 0, column: Column | None = None
) -> dict[str, Any]:
    """The facts of an entry in a list; `count` is the number of its articles, and `column` the
    one whose list it is. An article has no number in the list of a further column.
    """
    found: dict[str, Any] = {
        "kind": entry.kind,
        "id": entry.id,
        "label": entry.label,
        "summary": str(getattr(entry, "summary", "") or getattr(entry, "takeaway", "")),
        "count": count,
    }
    if isinstance(entry, Article):
        credit = credit_of(entry, entries.work(entry))
        owned = column is None or entry.column_id == column.id
        topic = entries.get(Topic, entry.topic_ids[0]) if entry.topic_ids else None
        found |= {
            "published": str(entry.published),
            "minutes": entry.reading_time,
            "authors": [part.text for part in credit.after or credit.byline],
            "digest": bool(credit.after),
            "topic": topic.title if topic else "",
            "language": entry.language,
            "number": entry.number if entry.position and owned else None,
        }
    return found
