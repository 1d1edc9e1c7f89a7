"""The logins as a table of text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..render.inert import short

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["login_table"]

HEADS = ("name", "scheme", "origin", "user", "source", "expires", "last used")
ALWAYS = 5
"""Columns that are there even when they are empty."""


def login_table(session: Session) -> str:
    """Return a line for each login, oldest first; what is nowhere known (an expiry, a use) has no column."""
    from ..wire.login_rows import ago, login_rows, until

    now = time.time()
    rows = [
        (
            each.name,
            each.scheme,
            each.origin,
            each.user,
            each.source,
            until(each.expires_at, now),
            ago(each.used_at, now),
        )
        for each in login_rows(session)
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
