"""The logins as a table: who you are where, never a value."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..render.inert import short

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["ago", "login_table", "until"]

HEADS = ("name", "scheme", "origin", "user", "source", "expires", "last used")
ALWAYS = 5
"""Columns that are there even when they are empty."""

UNITS = ((86_400, 2 * 86_400, "days"), (3600, 3600, "h"), (60, 60, "min"), (1, 1, "s"))
"""Seconds in a unit, from how many seconds on it is used, and its name."""


def login_table(session: Session) -> str:
    """Return a line for each login, oldest first; what is nowhere known (an expiry, a use) has no column."""
    now, used = time.time(), _last_uses(session)
    rows = [
        (
            login.name,
            login.scheme,
            login.origin,
            login.username or "",
            login.source,
            until(login.expires_at, now),
            ago(used.get(login.name), now),
        )
        for login in session.logins.values()
    ]
    if not rows:
        return "no logins"
    cells = [HEADS, *([short(cell, 60) for cell in row] for row in rows)]
    columns = [column for index, column in enumerate(zip(*cells, strict=True)) if index < ALWAYS or any(column[1:])]
    widths = [max(map(len, column)) for column in columns]
    lines = zip(*columns, strict=True)
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in lines
    )


def _last_uses(session: Session) -> dict[str, float]:
    """Return when each login was used last, in seconds since the epoch, as far as the history tells."""
    made = {login.name: login.made_at for login in session.logins.values()}
    used: dict[str, float] = {}
    for exchange in reversed(list(session.history)):
        for leg in exchange.legs:
            # Not what an earlier login of the name did.
            if leg.login in made and leg.login not in used and leg.started >= made[leg.login]:
                used[leg.login] = leg.started
        if len(used) == len(made):
            break
    return used


def until(moment: float | None, now: float) -> str:
    """Return "in 4 min", or "expired"; empty for None. Both are seconds since the epoch."""
    if moment is None:
        return ""
    return f"in {_span(moment - now)}" if moment > now else "expired"


def ago(moment: float | None, now: float) -> str:
    """Return "4 min ago"; "just now" within a minute; empty for None. Both are seconds since the epoch."""
    if moment is None:
        return ""
    return f"{_span(now - moment)} ago" if now - moment >= 60 else "just now"


def _span(seconds: float) -> str:
    size, _, name = next((unit for unit in UNITS if seconds >= unit[1]), UNITS[-1])
    return f"{int(seconds // size)} {name}"
