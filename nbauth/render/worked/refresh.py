"""A refresh, worked: which token went in, which came out, and whether it was rotated (RFC 6749 section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.record import Exchange, Leg
from .panel import Panel, Step
from .reading import form, granted, json_of, lasting, text_in

__all__ = ["panels"]

WHY = (
    "An access token is good for a short time, so that a stolen one is soon worth nothing; the refresh token stays"
    " with the client and goes to the authorization server alone."
)


def panels(exchange: Exchange) -> Iterator[Panel]:
    """Yield a panel for each time that a refresh token was handed in."""
    spent: dict[str, int] = {}
    for number, leg in enumerate(exchange.legs, 1):
        sent = form(leg.request)
        if not leg.is_of_flow or sent.get("grant_type") != "refresh_token":
            continue
        token = sent.get("refresh_token", "")
        yield Panel("Refresh", (number,), tuple(_steps(token, leg)), WHY, tuple(_problems(token, leg, spent)))
        if text_in(granted(leg), "refresh_token") not in ("", token):
            spent[token] = number


def _steps(token: str, leg: Leg) -> Iterator[Step]:
    yield Step("in", "the refresh token", token)
    found = granted(leg)
    if not found:
        return
    yield Step("out", "a new access token", text_in(found, "access_token"))
    if isinstance(seconds := found.get("expires_in"), int) and 0 <= seconds < 1e10:
        yield Step("good for", "expires_in", lasting(seconds))
    new = text_in(found, "refresh_token")
    if new and new != token:
        yield Step("rotated", "a new refresh token, and the one that went in is spent", new)
    else:
        how = (
            "the same refresh token came back" if new else "no refresh token came back: the one that went in stays"
        )
        yield Step("not rotated", how, token)


def _problems(token: str, leg: Leg, spent: dict[str, int]) -> Iterator[str]:
    if token in spent:
        yield (
            f"This refresh token was spent in {spent[token]}: a server may take that for a theft, and end all"
            " tokens that came of it (RFC 9700 section 4.14.2)."
        )
    if text_in(json_of(leg.response), "error") == "invalid_grant":
        yield "The server takes this refresh token no more: it ran out, was taken back, or was rotated elsewhere."
