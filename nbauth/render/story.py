"""The flow of one exchange, explained: drawn, each leg in a sentence with what changed, and each scheme worked."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.record import Exchange, Leg
from .card import head, head_text
from .changes import before, changes
from .diff import Row
from .drawing import drawing
from .flow import CUT, leg_item, leg_text, numbered
from .lanes import lanes_of
from .sentences import sentence
from .style import CODE, LIMIT, QUIET, SECTION, escaped, frame, section, span, weight
from .words import headers_of_flow, problem, shown_legs
from .worked.jwt import Jwt
from .worked.registry import worked
from .worked.shown import panel_about, panel_html, panel_text

__all__ = ["flow_html", "flow_text", "story_html", "story_lines"]

TEXT_ROOM = 20_000
"""Bytes that the lines of text have at most."""

MOST_OPEN = 3
"""More panels than these are closed at first."""

OLD = "background-color:rgba(207,34,46,.12)"
NEW = "background-color:rgba(26,127,55,.14)"

Known = Mapping[str, Jwt]
Headers = list[tuple[str, str, str]]


def flow_html(exchange: Exchange, known: Known | None = None) -> str:
    """Return the flow of one exchange, without its body.

    Args:
        known: What is in tokens that are JWTs, by the names that the record has for them.
    """
    first = head(exchange)
    # Many lanes need room for what stands between them.
    wide = len(lanes_of(exchange).all) > 3
    return frame(f"{first}{story_html(exchange, LIMIT - weight(first) - 200, known)}", wide=wide)


def flow_text(exchange: Exchange, known: Known | None = None) -> str:
    """Return the same as text."""
    return "\n".join([head_text(exchange), *story_lines(exchange, known)])


def story_html(exchange: Exchange, room: int, known: Known | None = None) -> str:
    """Return the drawing, the legs and the panels in *room* bytes; of what is too long, the beginning."""
    panels = worked(exchange, known)
    drawn = drawing(exchange)
    legs_room = room // 2 if panels else room
    legs = _legs(exchange, legs_room - weight(drawn) - 200)
    if weight(drawn) + weight(legs) > legs_room:
        drawn, legs = "", _legs(exchange, legs_room - 200)
    parts = [f'<div style="{SECTION}">{drawn}{legs}</div>']
    room -= weight(parts[0])
    for at, panel in enumerate(panels):
        share = room // (len(panels) - at)
        about = escaped(panel_about(panel))
        title = escaped(panel.title)
        if share < 1500:
            parts.append(f'<div style="{SECTION}">{len(panels) - at} more: {CUT}</div>')
            break
        is_open = len(panels) <= MOST_OPEN or bool(panel.problems)
        shown = section(title, panel_html(panel, share - 500 - weight(about)), about, is_open=is_open)
        room -= weight(shown)
        parts.append(shown)
    return "".join(parts)


def story_lines(exchange: Exchange, known: Known | None = None) -> list[str]:
    """Return the legs with their sentences and what changed, then the panels, as lines of text."""
    lines: list[str] = []
    for number, leg in shown_legs(exchange):
        if leg is None:
            lines.append(f"  … {number} more legs")
            continue
        said, rows, headers = _explained(exchange, number, leg)
        lines += [f"  {number} {leg_text(leg, exchange)}", f"      {sentence(leg, exchange)}"]
        lines += [f"      {said}"] if said else []
        for row in rows:
            lines += [f"      {mark} {text}" for mark, text in (("-", row.old), ("+", row.new)) if text is not None]
        lines += [f"      {arrow} {name}: {value}" for arrow, name, value in headers]
    lines += [f"  {failed}"] if (failed := problem(exchange)) else []
    for panel in worked(exchange, known):
        lines += ["", *panel_text(panel)]
    return _fitting(lines)


def _fitting(lines: list[str]) -> list[str]:
    room = TEXT_ROOM
    for at, line in enumerate(lines):
        room -= weight(line) + 1
        if room < 0:
            return [*lines[:at], f"  {CUT}"]
    return lines


def _legs(exchange: Exchange, room: int) -> str:
    return numbered(exchange, room, lambda number, leg: leg_item(number, _leg(exchange, number, leg)))


def _leg(exchange: Exchange, number: int, leg: Leg) -> str:
    said, rows, headers = _explained(exchange, number, leg)
    parts = [escaped(sentence(leg, exchange))]
    parts += [f'<div style="{QUIET}">{escaped(said)}</div>'] if said else []
    for row in rows:
        for mark, text, style in (("-", row.old, OLD), ("+", row.new, NEW)):
            if text is not None:
                parts.append(f'<div style="{CODE};{style}">{span("font-weight:600", mark)} {escaped(text)}</div>')
    for arrow, name, value in headers:
        parts.append(f'<div style="{CODE}">{arrow} <b>{escaped(name)}</b>: {escaped(value)}</div>')
    return "".join(parts)


def _explained(exchange: Exchange, number: int, leg: Leg) -> tuple[str, list[Row], Headers]:
    """Return with what a leg is compared, in words; what differs; and the headers that this does not show."""
    headers = list(headers_of_flow(leg))
    earlier = before(exchange, number - 1)
    if earlier is None:
        return "", [], headers
    rows = changes(exchange.legs[earlier], leg)
    said = f"What changed against {earlier + 1}:" if rows else f"The same as {earlier + 1}."
    shown = {(row.new or "").partition(": ")[0].lower() for row in rows}
    return said, rows, [each for each in headers if each[0] == "←" or each[1].lower() not in shown]
