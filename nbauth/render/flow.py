"""The flow of an exchange: its legs drawn, and each in words with the headers that it is about."""

from __future__ import annotations

from collections.abc import Callable

from ..core.record import Exchange, Leg
from .drawing import drawing
from .inert import clock, short
from .sentences import sentence
from .style import CODE, escaped, weight
from .words import UNSEEN, challenge, headers_of_flow, origin, problem, sent, shown_legs, status, unseen

__all__ = [
    "CUT",
    "is_telling",
    "leg_item",
    "leg_list",
    "leg_text",
    "legs_html",
    "legs_text",
    "numbered",
    "requests",
]

LIST = "margin:.6em 0 0;padding-left:1.8em"
ITEM = "margin:.2em 0"
CUT = "… the rest is too long to be shown here"


def is_telling(exchange: Exchange) -> bool:
    """Tell whether the flow is what somebody wants to see: several legs, a 401 or a failure."""
    return len(exchange.legs) > 1 or exchange.error is not None or exchange.status == 401


def requests(exchange: Exchange) -> str:
    """Return how many requests went out: "2 requests"."""
    count = len(exchange.legs)
    return f"{count} request{'' if count == 1 else 's'}"


def legs_html(exchange: Exchange, room: int) -> str:
    """Return the drawing and the list of an exchange's legs in *room* bytes; where it is little, the list alone."""
    drawn = drawing(exchange)
    legs = leg_list(exchange, room - weight(drawn), with_headers=True)
    return drawn + legs if weight(drawn) + weight(legs) <= room else leg_list(exchange, room)


def legs_text(exchange: Exchange, *, with_headers: bool = True) -> list[str]:
    """Return each leg on a line, and under it its sentence and, if wanted, the headers that it is about."""
    lines: list[str] = []
    for number, leg in shown_legs(exchange):
        if leg is None:
            lines.append(f"  … {number} more legs")
            continue
        lines.append(f"  {number} {leg_text(leg, exchange)}")
        lines.append(f"      {sentence(leg, exchange)}")
        if with_headers:
            lines += [f"      {arrow} {name}: {value}" for arrow, name, value in headers_of_flow(leg)]
    return [*lines, *([f"  {failed}"] if (failed := problem(exchange)) else [])]


def leg_text(leg: Leg, exchange: Exchange) -> str:
    """Return one leg as a line of text."""
    out = f"→ {short(leg.purpose, 12):<9}  {sent(leg, _home(exchange))}"
    if unseen(leg):
        return f"{out}  ← {UNSEEN}"
    if leg.response is None:
        return f"{out}  ✗ {short(leg.error or 'no response', 200)}  {clock(leg.elapsed)}"
    asked = challenge(leg.response)
    return f"{out}  ← {status(leg.response)}{f'  {asked}' if asked else ''}  {clock(leg.elapsed)}"


def leg_list(exchange: Exchange, room: int, *, with_headers: bool = False) -> str:
    """Return the legs as a numbered list of sentences in *room* bytes, with their headers or with what was sent."""

    def item(number: int, leg: Leg) -> str:
        said = escaped(sentence(leg, exchange))
        if with_headers:
            return leg_item(number, said + _headers(leg))
        return leg_item(number, f"{escaped(leg_text(leg, exchange))}  {said}")

    return numbered(exchange, room, item)


def numbered(exchange: Exchange, room: int, item: Callable[[int, Leg], str]) -> str:
    """Return a list with an item for each leg in *room* bytes, and below it what went wrong."""
    items: list[str] = []
    failed = escaped(problem(exchange))
    room -= 220 + weight(failed)
    for number, leg in shown_legs(exchange):
        html = f"<div>… {number} more legs</div>" if leg is None else item(number, leg)
        room -= weight(html)
        if room < 0:
            items.append(f"<div>{CUT}</div>")
            break
        items.append(html)
    return f'<ol style="{LIST}">{"".join(items)}</ol>{f"<div>{failed}</div>" if failed else ""}'


def leg_item(number: int, html: str) -> str:
    """Return an item of the list."""
    return f'<li value="{number}" style="{ITEM}">{html}</li>'


def _headers(leg: Leg) -> str:
    return "".join(
        f'<div style="{CODE}">{arrow} <b>{escaped(name)}</b>: {escaped(value)}</div>'
        for arrow, name, value in headers_of_flow(leg)
    )


def _home(exchange: Exchange) -> tuple[str, ...]:
    asked = exchange.request
    return (origin(asked.url),) if asked else ()
