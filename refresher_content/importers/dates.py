"""Dates as other tools write them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from refresher_content.model.dates import PartialDate

__all__ = ["day_of"]

_FORMS = (
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d.%m.%Y",
    "%m/%d/%Y", "%Y%m%d", "%B %Y", "%b %Y",
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
    bare = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
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
