"""Entries and collections as notebooks show them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from refresher_content.model import Article, Entry

if TYPE_CHECKING:
    from refresher_content.library.collection import Collection

__all__ = ["card", "table"]

ROWS = 20
"""How many entries a table shows."""


def card(entry: Entry) -> str:
    """An entry as an HTML fragment: its name, its facts, its summary."""
    facts = escape(entry.kind)
    if isinstance(entry, Article):
        authors = ", ".join(entry.author_ids)
        if entry._library:
            authors = ", ".join(author.name for author in entry.authors)
        facts = f"{escape(authors)} · {entry.published} · {entry.reading_time} min"
    summary = escape(str(getattr(entry, "summary", "")))
    return (
        f"<article><strong>{escape(entry.label)}</strong><br><small>{facts}</small>"
        f"<p>{summary}</p></article>"
    )


def table(collection: Collection[Any]) -> str:
    """A collection as an HTML table of its first entries."""
    rows = "".join(
        f"<tr><td><code>{escape(entry.id)}</code></td><td>{escape(entry.label)}</td></tr>"
        for entry in collection[:ROWS]
    )
    count = len(collection)
    more = f"<tr><td colspan='2'>… {count - ROWS} more</td></tr>" if count > ROWS else ""
    return f"<table><thead><tr><th>id</th><th>{count} entries</th></tr></thead>{rows}{more}</table>"
