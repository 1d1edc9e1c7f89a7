"""The field ``_nbauth`` of a HAR entry: which leg of which exchange it is, and what HAR has no place for.

The specification keeps names with an underscore for the tool that wrote the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..core.record import OF_THE_FLOW, SENDERS, Exchange, Leg
from ..core.secret import NAME
from .har_values import seconds_of, size_of, text_of

__all__ = ["OWN", "OwnFields", "own_fields", "read_own"]

OWN = "_nbauth"

PURPOSES = ("request", "challenge", "answer", "redirect", *sorted(OF_THE_FLOW))
YEAR_10000 = 253_402_300_800.0


@dataclass(repr=False, slots=True)
class OwnFields:
    """What was read of the field."""

    exchange: int
    leg: int
    purpose: str
    login: str | None
    username: str | None
    literal: tuple[str, ...]
    started: float
    elapsed: float
    total: float
    error: str | None
    source: str
    by: str


def own_fields(leg: Leg, number: int, exchange: Exchange) -> dict[str, Any]:
    """Return the field for the *number*-th leg of an exchange."""
    return {
        "exchange": exchange.number,
        "leg": number,
        "legs": len(exchange.legs),
        "purpose": leg.purpose,
        "login": leg.login,
        "username": leg.username,
        "by": leg.by,
        "literal": list(leg.request.literal),
        "started": leg.started,
        "elapsed": leg.elapsed,
        "of_exchange": {"elapsed": exchange.elapsed, "error": exchange.error, "source": exchange.source},
    }


def read_own(found: Any) -> OwnFields | None:
    """Read the field; what we could not have written counts as missing, since others can write a file like ours."""
    if not isinstance(found, dict):
        return None
    about = found.get("of_exchange")
    about = about if isinstance(about, dict) else {}
    purpose, login, by = (text_of(found, name) for name in ("purpose", "login", "by"))
    literal = found["literal"] if isinstance(found.get("literal"), list) else []
    return OwnFields(
        size_of(found.get("exchange"), 0) or 0,
        size_of(found.get("leg"), 0) or 0,
        purpose if purpose in PURPOSES else "request",
        login if NAME.fullmatch(login) else None,
        text_of(found, "username") or None,
        tuple(name for name in literal if isinstance(name, str) and NAME.fullmatch(name)),
        min(seconds_of(found.get("started")), YEAR_10000 - 1),
        seconds_of(found.get("elapsed")),
        seconds_of(about.get("elapsed")),
        text_of(about, "error") or None,
        text_of(about, "source"),
        by if by in SENDERS else "",
    )
