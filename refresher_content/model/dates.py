"""Dates that are known to the year, to the month, or to the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Literal

__all__ = ["DATE_PATTERN", "PartialDate"]

DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"
"""The regular expression of a date's text, for JSON Schema."""


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as it is known, and no more.

    Dates sort by what is known: a year stands before its months, a month before
    its days. `str()` gives the ISO 8601 form at that precision (`2009`,
    `2009-03`, `2009-03-14`), whose alphabetical order is the same.
    """

    year: int
    """The year, 1 to 9999."""
    month: int | None = None
    """The month, 1 to 12; None where only the year is known."""
    day: int | None = None
    """The day of the month; None where it isn't known."""

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError(f"the year {self.year} is not between 1 and 9999")
        if self.month is None:
            if self.day is not None:
                raise ValueError("a day needs a month")
        elif not 1 <= self.month <= 12:
            raise ValueError(f"there is no month {self.month}")
        elif self.day is not None:
            days = _days(self.year, self.month)
            if not 1 <= self.day <= days:
                raise ValueError(
                    f"there is no day {self.day} in {self.year:04}-{self.month:02},"
                    f" which has {days} days"
                )

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date that `text` writes as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

        Raises ValueError if it has another form or names a day that never was.
        """
        parts = text.split("-")
        digits = [len(part) if part.isascii() and part.isdigit() else 0 for part in parts]
        if digits not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError(f"{text!r} is not of the form YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(*map(int, parts))

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """The smallest unit that is known."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first_day(self) -> date:
        """The earliest day that the date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day that the date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or _days(self.year, month))

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        if self.month is not None:
            parts.append(f"{self.month:02}")
        if self.day is not None:
            parts.append(f"{self.day:02}")
        return "-".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return str(self) < str(other)


def _days(year: int, month: int) -> int:
    """How many days a month has, by the Gregorian calendar."""
    # Most dates are years or months, and the module is a tenth of the package's import.
    from calendar import monthrange

    return monthrange(year, month)[1]
