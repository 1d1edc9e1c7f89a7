"""The logins of a session as a list or a panel shows them: who you are where, never a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .session import Session

__all__ = ["LoginRow", "ago", "login_rows", "until"]

UNITS = ((86_400, 2 * 86_400, "days"), (3600, 3600, "h"), (60, 60, "min"), (1, 1, "s"))
"""Seconds in a unit, from how many seconds on it is used, and its name."""


@dataclass(frozen=True, slots=True)
class LoginRow:
    """One login, in words; moments are seconds since the epoch, None where they are not known."""

    name: str
    scheme: str
    origin: str
    user: str
    source: str
    expires_at: float | None
    used_at: float | None


def login_rows(session: Session) -> list[LoginRow]:
    """Return the logins, oldest first."""
    used = _last_uses(session)
    return [
        LoginRow(
            login.name,
            login.scheme,
            login.origin,
            login.username or "",
            login.source,
            # A token that is renewed has another end than that of the day it was made.
            getattr(login.auth, "expires_at", login.expires_at),
            used.get(login.name),
        )
        for login in session.logins.values()
    ]


def _last_uses(session: Session) -> dict[str, float]:
    """Return when each login was used last, as far as the history tells."""
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
