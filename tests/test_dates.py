"""Partial dates say as much as is known, and sort by it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refresher_content import PartialDate


def _partial(moment: datetime, precision: int) -> PartialDate:
    if precision == 4:
        return PartialDate.of(moment)
    return PartialDate(*(moment.year, moment.month, moment.day)[:precision])


_zones = st.integers(-14 * 60, 14 * 60).map(lambda one: timezone(timedelta(minutes=one)))
_moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=_zones)
partial_dates = st.builds(_partial, _moments, st.integers(1, 4))


@given(partial_dates)
def test_a_date_reads_what_it_writes(value: PartialDate) -> None:
    """`parse` is the inverse of `str` at every precision."""
    assert PartialDate.parse(str(value)) == value
    day, _, time = str(value).partition("T")
    assert value.precision == ("time" if time else ("year", "month", "day")[day.count("-")])


@given(st.lists(partial_dates))
def test_dates_sort_as_their_texts_do(values: list[PartialDate]) -> None:
    """The order is that of the ISO form: the year before its months, a month before its days."""
    assert [str(value) for value in sorted(values)] == sorted(str(value) for value in values)


@given(partial_dates)
def test_a_date_spans_the_days_it_can_mean(value: PartialDate) -> None:
    """Every day from the first to the last has the date's own text at the front."""
    for day in (value.first_day, value.last_day):
        assert day.isoformat().startswith(str(value.without_time))
    assert value.first_day <= value.last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("2011-06", date(2011, 6, 1), date(2011, 6, 30)),
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2011-03-14", date(2011, 3, 14), date(2011, 3, 14)),
    ],
)
def test_the_first_and_the_last_day(text: str, first: date, last: date) -> None:
    """A year ends with December, a month with its last day, and a day is itself."""
    value = PartialDate.parse(text)
    assert (value.first_day, value.last_day) == (first, last)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    """What has none of the forms is a ValueError, never a guess."""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}(T.*)?", text, re.ASCII):
        with pytest.raises(ValueError, match="YYYY, YYYY-MM or YYYY-MM-DD"):
            PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "written", "moment"),
    [
        ("2024-03-05T09:30+01:00", "2024-03-05T09:30+01:00", "2024-03-05T08:30:00+00:00"),
        ("2024-03-05T09:30:15Z", "2024-03-05T09:30:15+00:00", "2024-03-05T09:30:15+00:00"),
        ("2024-03-05T09:30", "2024-03-05T09:30+00:00", "2024-03-05T09:30:00+00:00"),
        ("2024-03-05T00:30+01:00", "2024-03-05T00:30+01:00", "2024-03-04T23:30:00+00:00"),
        ("2024-03-05", "2024-03-05", "2024-03-05T00:00:00+00:00"),
        ("2024", "2024", "2024-01-01T00:00:00+00:00"),
    ],
)
def test_a_time_has_a_zone_and_a_moment(text: str, written: str, moment: str) -> None:
    """A time without a zone is in UTC, and the first moment is what a date means there."""
    value = PartialDate.parse(text)
    assert (str(value), value.first_moment.isoformat()) == (written, moment)
    assert PartialDate.parse(written) == value
    assert str(value.without_time) == text.partition("T")[0]
    assert value.precision == ("time" if "T" in text else {4: "year", 10: "day"}[len(text)])


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05T24:00Z",
        "2024-03-05T9:30Z",
        "2024-03-05T09:30+0100",
        "2024-03-05 09:30",
        "2024-03T09:30",
        "2024-03-05T",
        "0001-01-01T00:30+01:00",
    ],
)
def test_times_that_never_were_are_refused(text: str) -> None:
    """A time needs a day, two digits each, and a moment between the years 1 and 9999."""
    with pytest.raises(ValueError, match=r"is not|expected a day"):
        PartialDate.parse(text)


def test_a_datetime_keeps_its_zone() -> None:
    """A `datetime` without a zone is in UTC, and a `date` has no time."""
    zone = timezone(timedelta(hours=-5))
    assert str(PartialDate.of(datetime(2024, 3, 5, 9, 30, tzinfo=zone))) == "2024-03-05T09:30-05:00"
    assert str(PartialDate.of(datetime(2024, 3, 5, 9, 30))) == "2024-03-05T09:30+00:00"
    assert str(PartialDate.of(date(2024, 3, 5))) == "2024-03-05"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0000", "the year 0 is not between 1 and 9999"),
        ("2009-13", "there is no month 13"),
        ("2009-02-29", "there is no day 29 in 2009-02, which has 28 days"),
        ("2009-00-01", "there is no month 0"),
        ("٢٠٠٩", "is not of the form"),
    ],
)
def test_days_that_never_were_are_refused(text: str, message: str) -> None:
    """The error names the part that is wrong."""
    with pytest.raises(ValueError, match=message):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    """A day without a month is not a date."""
    with pytest.raises(ValueError, match="a day needs a month"):
        PartialDate(2009, None, 3)


def test_a_date_is_not_compared_with_something_else() -> None:
    """Dates have an order among themselves only."""
    with pytest.raises(TypeError):
        _ = PartialDate(2009) < "2010"
