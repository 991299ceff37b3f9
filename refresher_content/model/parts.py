"""What an article has that isn't an entry: its figure, and the original that it retells."""

from __future__ import annotations

from dataclasses import dataclass

from refresher_content.model.dates import PartialDate
from refresher_content.model.text_formats import RelativePath, Url

__all__ = ["Figure", "Original"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture that belongs to an article."""

    image: RelativePath
    """The picture's file, relative to the article's file."""
    alt: str
    """What the picture shows, in words, for those who can't see it."""
    caption: str = ""
    """The line below the picture; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The text that a digest retells. Empty fields are those of the article itself."""

    title: str = ""
    """The original's title; empty if it is the article's."""
    publication: str = ""
    """Where it appeared; empty if in this archive's own publication."""
    published: PartialDate | None = None
    """When it appeared; None if on the article's own date."""
    url: Url = ""
    """Where it can be read; empty if nowhere known."""
    rights: str = ""
    """Who holds its rights, in a sentence; empty if unknown."""
