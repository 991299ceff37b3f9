"""Dates as readers see them, no more precise than they are known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton

if TYPE_CHECKING:
    from refresher_content.model import PartialDate

__all__ = ["display"]


@lru_cache(maxsize=4096)
def display(date: PartialDate, language: str) -> str:
    """A date in words of a language: "2009", "March 2009", "March 14, 2009".

    A language that the Unicode locale data doesn't have gives ISO 8601.
    """
    if date.precision == "year":
        return str(date)
    locale = language.replace("-", "_")
    try:
        if date.precision == "month":
            return format_skeleton("yMMMM", date.first_day, locale=locale)
        return format_date(date.first_day, format="long", locale=locale)
    except (UnknownLocaleError, ValueError):
        return str(date)
