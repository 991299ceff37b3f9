"""What an archive holds: entries, dates, and the description of their fields."""

from __future__ import annotations

from refresher_content.model.dates import PartialDate
from refresher_content.model.entries import (
    ENTRIES_PER_PAGE,
    KINDS,
    WORDS_PER_MINUTE,
    Article,
    Author,
    Body,
    Column,
    Entry,
    Figure,
    Issue,
    Link,
    Organization,
    Original,
    Publication,
    Reference,
    Section,
    Topic,
)

__all__ = [
    "ENTRIES_PER_PAGE",
    "KINDS",
    "WORDS_PER_MINUTE",
    "Article",
    "Author",
    "Body",
    "Column",
    "Entry",
    "Figure",
    "Issue",
    "Link",
    "Organization",
    "Original",
    "PartialDate",
    "Publication",
    "Reference",
    "Section",
    "Topic",
]
