"""Exchanges as plain text: all that the card says, for terminals, logs and screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.record import Exchange, Leg
from .inert import clock, short, size
from .words import body_text, challenge, outcome, path, proof, status

__all__ = ["exchange_text", "history_text"]

BODY_LINES = 20
BODY_WIDTH = 200


def exchange_text(exchange: Exchange) -> str:
    """Return one status line, a line for each leg, and the beginning of the body."""
    lines = [_headline(exchange), *_legs(exchange)]
    return "\n".join([*lines, *_body(exchange)])


def history_text(exchanges: Sequence[Exchange], dropped: int = 0) -> str:
    """Return a line for each exchange, and below it a line for each leg."""
    lines = [f"{dropped} older exchanges were dropped"] if dropped else []
    for exchange in exchanges:
        lines += [f"{exchange.number:>3}  {_headline(exchange)}", *(f"   {leg}" for leg in _legs(exchange))]
    return "\n".join(lines) or "nothing was sent yet"


def _headline(exchange: Exchange) -> str:
    parts = [outcome(exchange)]
    if exchange.request:
        parts.append(f"{short(exchange.request.method, 20)} {short(exchange.request.url, 200)}")
    parts.append(clock(exchange.elapsed))
    if exchange.response:
        parts.append(size(exchange.response.body.size))
    parts.append(f"login {short(exchange.login, 40)}" if exchange.login else "no login")
    return "  ".join(parts)


def _legs(exchange: Exchange) -> list[str]:
    return [f"  {number} {_leg(leg, exchange)}" for number, leg in enumerate(exchange.legs, 1)]


def _leg(leg: Leg, exchange: Exchange) -> str:
    sent = f"→ {leg.purpose:<9}  {short(leg.request.method, 20)} {path(leg.request, exchange)}"
    if shown := proof(leg.request):
        sent += f"  {shown}"
    if leg.response is None:
        return f"{sent}  ✗ {short(leg.error or 'no response', 200)}  {clock(leg.elapsed)}"
    asked = challenge(leg.response)
    return f"{sent}  ← {status(leg.response)}{f'  {asked}' if asked else ''}  {clock(leg.elapsed)}"


def _body(exchange: Exchange) -> list[str]:
    if exchange.error is not None:
        return [short(exchange.error, 400)]
    response = exchange.response
    if response is None:
        return []
    body = response.body
    if not body.content:
        return [f"(body: {body.note})"] if body.note else []
    media = response.header("content-type") or ""
    text = body_text(body, media)
    if text is None:
        return [f"({short(media, 80) or 'binary'}, {size(body.size)})"]
    lines = text.rstrip("\n").split("\n")
    shown = [short(line, BODY_WIDTH) for line in lines[:BODY_LINES]]
    if len(lines) > BODY_LINES:
        shown.append(f"… {len(lines) - BODY_LINES} more lines")
    return [*shown, f"({body.note})"] if body.note else shown
