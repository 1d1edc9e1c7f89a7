"""The responses of one cell in one output: their cards one below the other; of many, a row for each."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.record import Exchange
from .card import Card
from .history import HistoryRows
from .style import LIMIT, LINE, frame, weight

__all__ = ["responses_html", "responses_text"]

CARDS = 10
"""Responses that are shown as cards."""

BODY_LINES = 10
BETWEEN = f"border-top:3px solid {LINE}"


def responses_html(exchanges: Sequence[Exchange]) -> str:
    """Return some exchanges as HTML, 64 KiB at most for all; the cards share the room."""
    if len(exchanges) > CARDS:
        return HistoryRows(exchanges, html_room=LIMIT).html()
    room = LIMIT - 300
    parts: list[str] = []
    for at, exchange in enumerate(exchanges):
        card = Card(exchange).html(room // (len(exchanges) - at) - 100)
        parts.append(f'<div style="{BETWEEN}">{card}</div>' if at else card)
        room -= weight(parts[-1])
    return frame("".join(parts))


def responses_text(exchanges: Sequence[Exchange]) -> str:
    """Return some exchanges as text."""
    if len(exchanges) > CARDS:
        return HistoryRows(exchanges).text()
    return "\n\n".join("\n".join(Card(exchange).text(BODY_LINES)) for exchange in exchanges)
