"""Moments, moved and written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.moments import UNITS, formatted, http_date, iso, moved

MOMENT = datetime(2024, 1, 31, 15, 4, 5, 678_901, timezone(timedelta(hours=-3, minutes=-30)))


@pytest.mark.parametrize(
    "count, unit, expected",
    [
        (1, "y", "2025-01-31T18:34:05.678Z"),
        (-1, "Q", "2023-10-31T18:34:05.678Z"),
        (1, "M", "2024-02-29T18:34:05.678Z"),
        (13, "M", "2025-02-28T18:34:05.678Z"),
        (-1, "w", "2024-01-24T18:34:05.678Z"),
        (2, "d", "2024-02-02T18:34:05.678Z"),
        (-3, "h", "2024-01-31T15:34:05.678Z"),
        (30, "m", "2024-01-31T19:04:05.678Z"),
        (-6, "s", "2024-01-31T18:33:59.678Z"),
        (1500, "ms", "2024-01-31T18:34:07.178Z"),
    ],
)
def test_moved(count, unit, expected):
    """By every unit; a month that is too short has its last day."""
    assert expected == iso(moved(MOMENT, count, unit))


@pytest.mark.parametrize("unit", UNITS)
def test_moved_out_of_the_calendar(unit):
    """There is no year 0 and none after 9999."""
    assert moved(MOMENT, 10**18, unit) is None
    assert moved(MOMENT, -(10**18), unit) is None


def test_http_date():
    """RFC 9110 section 5.6.7, in UTC."""
    assert "Wed, 31 Jan 2024 18:34:05 GMT" == http_date(MOMENT)


@pytest.mark.parametrize(
    "pattern, text",
    [
        ("YYYY-MM-DD HH:mm:ss.SSS", "2024-01-31 15:04:05.678"),
        ("YY M D H h m s", "24 1 31 15 3 4 5"),
        ("MMM MMMM dd ddd dddd d", "Jan January We Wed Wednesday 3"),
        ("hh:mm A a", "03:04 PM pm"),
        ("Z ZZ", "-03:30 -0330"),
        ("X x", "1706726045 1706726045678"),
        ("[at] HH[h] Y! [YYYY]", "at 15h Y! YYYY"),
        ("", ""),
    ],
)
def test_formatted(pattern, text):
    """The tokens of Day.js; what is none, and what is in brackets, stays."""
    assert text == formatted(MOMENT, pattern)


def test_linear_time():
    """Brackets that are never closed are text."""
    assert "[" * 200_000 == formatted(MOMENT, "[" * 200_000)


def test_formatted_in_utc():
    """The same moment elsewhere."""
    assert "18:34 +00:00" == formatted(MOMENT, "HH:mm Z", is_utc=True)


@given(st.datetimes(timezones=st.just(UTC)))
def test_iso_is_read_again(moment):
    """Milliseconds are kept."""
    again = datetime.fromisoformat(iso(moment).rjust(24, "0").replace("Z", "+00:00"))

    assert moment.replace(microsecond=moment.microsecond // 1000 * 1000) == again
