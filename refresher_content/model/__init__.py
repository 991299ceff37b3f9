"""What an archive holds: entries, dates, and the description of their fields."""

from __future__ import annotations

from refresher_content.model.articles import Articles
from refresher_content.model.body import Body, Section
from refresher_content.model.collection import Collection
from refresher_content.model.dates import PartialDate
from refresher_content.model.entry import KINDS, Entry
from refresher_content.model.kinds import (
    Article,
    Author,
    Column,
    Issue,
    Link,
    Organization,
    Publication,
    Reference,
    Topic,
)
from refresher_content.model.outside import ENTRIES_PER_PAGE
from refresher_content.model.parts import Contributor, Edition, Figure, Original
from refresher_content.model.words import WORDS_PER_MINUTE

__all__ = [
    "ENTRIES_PER_PAGE",
    "KINDS",
    "WORDS_PER_MINUTE",
    "Article",
    "Articles",
    "Author",
    "Body",
    "Collection",
    "Column",
    "Contributor",
    "Edition",
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
