"""Dates that are known to the year, to the month, to the day, or to the time of day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import total_ordering
from typing import Literal

__all__ = ["DATE_PATTERN", "PartialDate"]

DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?$"
"""The regular expression of a date's text, for JSON Schema."""

_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as it is known, and no more.

    Dates sort by what is known: a year stands before its months, a month before
    its days, a day before its times, which sort as their clocks show them. `str()` gives the
    ISO 8601 form at that precision (`2009`, `2009-03`, `2009-03-14`,
    `2009-03-14T09:30+01:00`), whose alphabetical order is the same.
    """

    year: int
    """The year, 1 to 9999."""
    month: int | None = None
    """The month, 1 to 12; None where only the year is known."""
    day: int | None = None
    """The day of the month; None where it isn't known."""
    time: str = field(default="", kw_only=True)
    """The time of day with its distance from UTC, such as `09:30+01:00` or `09:30:15+00:00`;
    empty where it isn't known."""

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
        if self.time and (self.day is None or self.time != _time(self.time)):
            raise ValueError(f"expected a day and a time such as '09:30+01:00', not {self.time!r}")
        if self.time:
            _utc(self)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date that `text` writes as `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or, for example,
        `YYYY-MM-DDThh:mm+01:00`. A time without a zone is in UTC, as with `Z`.

        Raises ValueError if it has another form or names a day or a time that never was.
        """
        day, t, written = text.partition("T")
        if t:
            found = cls.parse(day)
            return cls(found.year, found.month, found.day, time=_time(written))
        parts = text.split("-")
        digits = [len(part) if part.isascii() and part.isdigit() else 0 for part in parts]
        if digits not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError(f"{text!r} is not of the form YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(*map(int, parts))

    @classmethod
    def of(cls, value: date) -> PartialDate:
        """The date of a `datetime.date`; of a `datetime.datetime` with its time to the second. One
        without a zone is in UTC.
        """
        if not isinstance(value, datetime):
            return cls(value.year, value.month, value.day)
        return cls.parse(value.isoformat(timespec="seconds"))

    @property
    def precision(self) -> Literal["year", "month", "day", "time"]:
        """The smallest unit that is known."""
        if self.month is None:
            return "year"
        if self.day is None:
            return "month"
        return "time" if self.time else "day"

    @property
    def without_time(self) -> PartialDate:
        """The date alone, as a calendar shows it."""
        return PartialDate(self.year, self.month, self.day) if self.time else self

    @property
    def first_moment(self) -> datetime:
        """The earliest moment that it can mean, in UTC; a day begins at midnight there."""
        if self.time:
            return _utc(self)
        return datetime.combine(self.first_day, time(tzinfo=UTC))

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
        return "-".join(parts) + (f"T{self.time}" if self.time else "")

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return str(self) < str(other)


def _time(written: str) -> str:
    """A time of day in the one form that it is kept in."""
    try:
        if not _TIME.fullmatch(written):
            raise ValueError
        found = time.fromisoformat(written)
    except ValueError:
        raise ValueError(
            f"{written!r} is not a time of day of the form hh:mm or hh:mm:ss with a zone such as"
            " +01:00 or Z"
        ) from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.isoformat("seconds" if found.second else "minutes")


def _utc(value: PartialDate) -> datetime:
    """The moment of a date with a time."""
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value} is not between the years 1 and 9999 in UTC") from None


def _days(year: int, month: int) -> int:
    """How many days a month has, by the Gregorian calendar."""
    # Most dates are years or months, and the module is a tenth of the package's import.
    from calendar import monthrange

    return monthrange(year, month)[1]
