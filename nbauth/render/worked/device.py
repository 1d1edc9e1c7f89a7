"""The device code, worked: what a person is told, each poll, the waits between, and what ended it (RFC 8628)."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.record import Exchange, Leg
from .panel import Panel, Step
from .reading import form, granted, json_of, lasting, text_in

__all__ = ["panels"]

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL, SLOWER = 5.0, 5.0
"""Seconds between polls where the server says nothing, and what slow_down adds (section 3.5)."""

TOLERANCE = 0.25
MOST = 12
"""Polls that are told of one by one."""

ENDS = {
    "access_denied": "the person said no",
    "expired_token": "the code has run out",
    "invalid_grant": "the server does not know the code",
}
WHY = "A person signs in on any device that has a browser, and types no password where the code is shown."


def panels(exchange: Exchange) -> Iterator[Panel]:
    """Yield one panel where there were polls, or a code was given."""
    legs = list(enumerate(exchange.legs, 1))
    begun = next(((number, leg) for number, leg in legs if "device_code" in _begun(leg)), None)
    polls = [(number, leg) for number, leg in legs if form(leg.request).get("grant_type") == GRANT]
    if begun is None and not polls:
        return
    steps = [*(_told(*begun) if begun else ()), *_polled(polls)]
    numbers = (*([begun[0]] if begun else []), *(number for number, _ in polls))
    interval = _interval(_begun(begun[1])) if begun else 0.0
    yield Panel("Device code", numbers, tuple(steps), WHY, tuple(_problems(polls, interval)))


def _begun(leg: Leg) -> dict[str, object]:
    return json_of(leg.response) if leg.purpose == "authorize" else {}


def _told(number: int, leg: Leg) -> Iterator[Step]:
    found = json_of(leg.response)
    yield Step("code", f"for the polls, from {number}", text_in(found, "device_code"))
    yield Step("for the person", text_in(found, "verification_uri"), text_in(found, "user_code"))
    if isinstance(seconds := found.get("expires_in"), int | float) and 0 <= seconds < 1e10:
        yield Step("good for", "expires_in", lasting(seconds))
    said = "interval" in found
    yield Step(
        "interval",
        "between two polls" if said else "between two polls; the server says none",
        f"{_interval(found):g} s",
    )


def _interval(found: dict[str, object]) -> float:
    seconds = found.get("interval")
    return float(seconds) if isinstance(seconds, int | float) and 0 < seconds < 1e7 else INTERVAL


def _polled(polls: list[tuple[int, Leg]]) -> Iterator[Step]:
    before: Leg | None = None
    for at, (number, leg) in enumerate(polls):
        if MOST // 2 <= at < len(polls) - MOST // 2:
            if at == MOST // 2:
                yield Step("…", f"{len(polls) - MOST} more polls")
        else:
            waited = f"{_gap(before, leg):.1f} s after the one before" if before else "the first one"
            yield Step(f"poll {at + 1}", f"{number}, {waited}", _said(leg))
        before = leg
    if polls and (end := _end(polls[-1][1])):
        yield Step("end", "", end)


def _gap(before: Leg, leg: Leg) -> float:
    """Return seconds from the answer to one poll until the next one."""
    return max(0.0, leg.started - before.started - before.elapsed)


def _said(leg: Leg) -> str:
    if granted(leg):
        return "a token"
    return text_in(json_of(leg.response), "error") or (
        str(leg.status) if leg.status else leg.error or "no response"
    )


def _end(leg: Leg) -> str:
    if granted(leg):
        return "the person has signed in, and said yes"
    error = text_in(json_of(leg.response), "error")
    if error in ("authorization_pending", "slow_down"):
        return "nobody has signed in so far, and it was asked no more"
    return ENDS.get(error, "")


def _problems(polls: list[tuple[int, Leg]], interval: float) -> Iterator[str]:
    """Yield which polls came too early; *interval* is 0 where the record does not have what the server said."""
    before: Leg | None = None
    for number, leg in polls:
        if before is not None:
            if text_in(json_of(before.response), "error") == "slow_down":
                interval += SLOWER
            if interval and before.started and _gap(before, leg) < interval - TOLERANCE:
                gap = f"{_gap(before, leg):.1f} s after the one before"
                yield f"Poll {number} came {gap}: the server wants {interval:g} s between two."
        before = leg
