"""Moments: moved by calendar units, and written as Day.js does, whose patterns VS Code's REST Client takes."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

__all__ = ["UNITS", "formatted", "http_date", "iso", "moved"]

MONTHS = {"y": 12, "Q": 3, "M": 1}
SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
UNITS = (*MONTHS, *SECONDS, "ms")

# English, whatever the locale.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = "January February March April May June July August September October November December".split()
TOKEN = re.compile(r"\[([^\[\]]*+)\]|YYYY|YY|M{1,4}|DD?|d{1,4}|HH?|hh?|A|a|mm?|ss?|SSS|ZZ?|X|x")


def moved(moment: datetime, count: int, unit: str) -> datetime | None:
    """Return a moment so many units later, or None; a day that its month does not have becomes the last one."""
    try:
        if unit in MONTHS:
            years, month = divmod(moment.month - 1 + count * MONTHS[unit], 12)
            year = moment.year + years
            day = min(moment.day, monthrange(year, month + 1)[1])
            return moment.replace(year=year, month=month + 1, day=day)
        return moment + timedelta(milliseconds=count if unit == "ms" else count * SECONDS[unit] * 1000)
    except (ValueError, OverflowError):
        return None


def iso(moment: datetime) -> str:
    """Return ISO 8601 in UTC with milliseconds, as JavaScript's toISOString does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def http_date(moment: datetime) -> str:
    """Return the date as HTTP writes it (RFC 9110 section 5.6.7, once RFC 1123)."""
    return formatted(moment, "ddd, DD MMM YYYY HH:mm:ss [GMT]", is_utc=True)


def formatted(moment: datetime, pattern: str, *, is_utc: bool = False) -> str:
    """Return a moment by a pattern of Day.js: YYYY-MM-DD HH:mm:ss.SSS Z; text in [brackets] stays."""
    moment = moment.astimezone(UTC) if is_utc else moment
    zone = moment.strftime("%z") or "+0000"
    hour = moment.hour % 12 or 12
    values = {
        "YYYY": f"{moment.year:04}", "YY": f"{moment.year % 100:02}",
        "M": str(moment.month), "MM": f"{moment.month:02}",
        "MMM": MONTH_NAMES[moment.month - 1][:3], "MMMM": MONTH_NAMES[moment.month - 1],
        "D": str(moment.day), "DD": f"{moment.day:02}",
        "d": str(moment.isoweekday() % 7), "dd": DAYS[moment.weekday()][:2],
        "ddd": DAYS[moment.weekday()][:3], "dddd": DAYS[moment.weekday()],
        "H": str(moment.hour), "HH": f"{moment.hour:02}", "h": str(hour), "hh": f"{hour:02}",
        "A": "AM" if moment.hour < 12 else "PM", "a": "am" if moment.hour < 12 else "pm",
        "m": str(moment.minute), "mm": f"{moment.minute:02}",
        "s": str(moment.second), "ss": f"{moment.second:02}", "SSS": f"{moment.microsecond // 1000:03}",
        "Z": f"{zone[:3]}:{zone[3:5]}", "ZZ": zone[:5],
        "X": str(int(moment.timestamp())), "x": str(int(moment.timestamp() * 1000)),
    }  # fmt: skip
    return TOKEN.sub(lambda match: match[1] if match[1] is not None else values[match[0]], pattern)
