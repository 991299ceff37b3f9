"""Dates as other tools write them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from refresher_content.model.dates import PartialDate

__all__ = ["date_of", "day_of"]

_FORMS = (
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d.%m.%Y",
    "%m/%d/%Y", "%d %B, %Y", "%d %b, %Y", "%Y%m%d", "%B %Y", "%b %Y",
)  # fmt: skip


def day_of(written: str) -> str:
    """A date as `2009`, `2009-03` or `2009-03-14`, as precisely as it is written; empty if it
    can't be read.
    """
    text = " ".join(written.split())
    if found := re.match(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?=[T ]|$)", text):
        parts = [one.zfill(2) for one in found.groups()[1:] if one]
        try:
            return str(PartialDate.parse("-".join([found[1], *parts])))
        except ValueError:
            return ""
    bare = re.sub(r"(?<=\d)(st|nd|rd|th)\b( of\b)?", "", text)
    bare = re.sub(r"[, ]+(at )?\d{1,2}:\d{2}.*$", "", re.sub(r"^[A-Za-z]+day,? ", "", bare))
    for form in _FORMS:
        try:
            found_day = datetime.strptime(bare, form)
        except ValueError:
            continue
        return found_day.strftime("%Y-%m-%d" if "%d" in form else "%Y-%m")
    try:
        return parsedate_to_datetime(text).strftime("%Y-%m-%d")
    except (TypeError, ValueError):
        return ""


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
