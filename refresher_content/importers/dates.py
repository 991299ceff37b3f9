"""Dates as other tools write them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from refresher_content.model.dates import PartialDate

__all__ = ["date_of", "day_of", "is_ambiguous"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner janvier janv",
            "february feb februar feber fevrier fevr fev",
            "march mar marz mrz maerz mars",
            "april apr avril avr",
            "may mai",
            "june jun juni juin",
            "july jul juli juillet juil",
            "august aug aout",
            "september sep sept septembre",
            "october oct oktober okt octobre",
            "november nov novembre",
            "december dec dezember dez decembre",
        ),
        start=1,
    )
    for name in names.split()
}
"""The months of English, German and French, without accents."""
_BETWEEN = frozenset(["at", "den", "le", "of", "the", "st", "nd", "rd", "th", "er", "um"])
"""What may stand in a date besides day, month and year."""


def day_of(written: str) -> str:
    """A date as `2009`, `2009-03` or `2009-03-14`, as precisely as it is written; empty if it
    can't be read, or can be read in two ways.
    """
    text = " ".join(written.split())
    if found := re.match(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?=[T ]|$)", text):
        return _known(found[1], *found.groups()[1:])
    bare = re.sub(r",? (at |um |à )?\d{1,2}:\d{2}.*$", "", text)
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", bare):
        return _known(*found.groups())
    if found := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", bare):
        return _known(*found.groups()[::-1])
    if found := _NUMBERS.fullmatch(bare):
        first, second, year = found.groups()
        day, month = (first, second) if int(first) > 12 else (second, first)
        return "" if is_ambiguous(bare) else _known(year, month, day)
    if in_words := _in_words(bare):
        return in_words
    try:
        return parsedate_to_datetime(text).strftime("%Y-%m-%d")
    except (TypeError, ValueError):
        return ""


_NUMBERS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def is_ambiguous(written: str) -> bool:
    """Whether day and month of a date could change places, as in 03/04/2020."""
    found = _NUMBERS.match(written.strip())
    first, second = (int(found[1]), int(found[2])) if found else (0, 0)
    return first != second and max(first, second) <= 12


def _known(year: str, month: str | None = None, day: str | None = None) -> str:
    parts = [year, *(one.zfill(2) for one in (month, day) if one)]
    try:
        return str(PartialDate.parse("-".join(parts)))
    except ValueError:
        return ""


def _in_words(text: str) -> str:
    """A date with the name of its month."""
    plain = "".join(one for one in normalize("NFKD", text) if not combining(one)).casefold()
    found = re.findall(r"\d+|[^\W\d]+", plain)
    months = [one for one in found if one in _MONTHS]
    if found and found[0].isalpha() and (found[0] not in _MONTHS or len(months) > 1):
        # The name of the day, which may be short for "mardi".
        months = months[found[0] in _MONTHS :]
        found = found[1:]
    numbers = [one for one in found if one.isdecimal()]
    others = set(found) - set(months) - set(numbers)
    if len(months) != 1 or others - _BETWEEN or not numbers or len(numbers[-1]) != 4:
        return ""
    *day, year = numbers
    return _known(year, str(_MONTHS[months[0]]), *day) if len(day) < 2 else ""


def date_of(written: str, zone: str = "") -> str:
    """A date as `day_of` gives it, with the time of day where its distance from UTC is known:
    `2009-03-14T09:30+01:00`. `zone` is the name of the zone of dates without one.

    Midnight is no time of day: tools write it where there is none.
    """
    day = day_of(written)
    moment = _moment(" ".join(written.split()))
    if moment is None or len(day) < 10:
        return day
    if moment.tzinfo is None and zone:
        moment = moment.replace(tzinfo=_zone(zone))
    if moment.tzinfo is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return day
    return str(PartialDate.of(moment))


@cache
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _moment(text: str) -> datetime | None:
    found = re.fullmatch(
        r"(\d{4})-(\d{1,2})-(\d{1,2})[ Tt]*(\d{1,2}):(\d{2})(:\d{2})?(?:[.,]\d+)?"
        r" ?(?:(Z|z|UTC|GMT)|([+-]\d{2}):?(\d{2})?)?",
        text,
    )
    try:
        if found is None:
            return parsedate_to_datetime(text)
        year, month, day, hour, minute, second, utc, hours, minutes = found.groups()
        zone = "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""
        iso = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}{second or ':00'}{zone}"
        return datetime.fromisoformat(iso)
    except (TypeError, ValueError):
        return None
