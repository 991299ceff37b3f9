"""The conferences that the magazine reports on, as a kind of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from refresher_content import GathersArticles, PartialDate, Slug, Url, refers_to


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Event(GathersArticles):
    """A conference."""

    kind: ClassVar[str] = "event"
    folder: ClassVar[str] = "events"
    order: ClassVar[str] = "-starts"
    has_feed: ClassVar[bool] = True

    title: str
    """Its name."""
    summary: str = ""
    """What it is about, in one sentence that stands alone."""
    starts: PartialDate
    """Its first day."""
    city: str = ""
    """Where it takes place; empty if it doesn't take place anywhere."""
    format: Literal["on-site", "online"] = "on-site"
    """How one takes part."""
    seats: int | None = None
    """How many can take part; None if unknown."""
    speakers: tuple[str, ...] = ()
    """Who speaks."""
    site: Url = ""
    """Its own site; empty for none."""
    article_ids: tuple[Slug, ...] = field(default=(), metadata=refers_to("article"))
    """The articles about it, besides those that mention it: ids."""

    @property
    def year(self) -> int:
        """The year in which it takes place."""
        return self.starts.year
