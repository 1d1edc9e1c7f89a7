"""A flow drawn: lanes for notebook and servers, a solid arrow for each request, a dashed one for each answer.

It is flexbox with inline styles, no SVG. Where the page is narrow, the challenge moves below its arrow. Without
styles it still reads "1 GET /items ► ◄ 401 Unauthorized Digest realm="api" 2 ms".
"""

from __future__ import annotations

from collections.abc import Collection

from ..core.record import Exchange, Leg
from .inert import clock, short
from .style import CODE, LINE, QUIET, RED, colour, escaped, pill, span
from .words import challenge, host, origin, sent, shown_legs, status

__all__ = ["drawing"]

# In percent of the width, so that the lines meet the middle of the heads on every page.
HEADS = "display:flex;justify-content:space-between;align-items:flex-end;padding-top:.3em"
LANE = "width:28%;text-align:center"
LINES = f"margin:0 14%;border-left:1px solid {LINE};border-right:1px solid {LINE};padding:.4em 0 .3em"
TO_THE_MIDDLE = ";width:50%"

NAME = f"display:inline-block;max-width:100%;box-sizing:border-box;border:1px solid {LINE};border-radius:4px"
NAME = f"{NAME};padding:.1em .4em;font-weight:600;font-size:12px;overflow-wrap:break-word"
ROW = "display:flex;align-items:center;gap:.1em .4em"
BACK = f"{ROW};flex-wrap:wrap;margin-bottom:.3em"
# A border without a colour has that of the text.
NUMBER = "border:1px solid;border-radius:1em;padding:0 .45em;font-weight:600;line-height:1.4"
SOLID = "flex:1 1 1.5em;min-width:1.5em;border-top:2px solid"
DASHED = "flex:1 1 1.5em;min-width:1.5em;border-top:2px dashed"
TIME = "margin-left:auto;padding-right:.4em"
ASKED = f"{CODE};{TIME};text-align:right"


def drawing(exchange: Exchange) -> str:
    """Return the lanes and arrows of an exchange as HTML."""
    asked = exchange.request
    home = origin(asked.url) if asked else ""
    away = [leg for leg in exchange.legs if _is_away(leg, home)]
    elsewhere = {origin(leg.request.url) for leg in away}
    lanes = ["Notebook", "Server"]
    if away:
        lanes.insert(1, _name(away, elsewhere - {home}))
    heads = " ".join(f'<div style="{LANE}">{span(NAME, name)}</div>' for name in lanes)
    # A lane that is one server's says which, and its arrows need not.
    named = {home} | elsewhere if len(elsewhere) == 1 else {home}
    rows = [
        f'<div style="{QUIET};text-align:center">… {number} more legs</div>'
        if leg is None
        else _arrows(number, leg, named, TO_THE_MIDDLE if _is_away(leg, home) else "")
        for number, leg in shown_legs(exchange)
    ]
    return f'<div style="{HEADS}">{heads}</div><div style="{LINES}">{"".join(rows)}</div>'


def _is_away(leg: Leg, home: str) -> bool:
    return leg.is_of_flow or origin(leg.request.url) != home


def _name(away: list[Leg], origins: set[str]) -> str:
    """Return the name of the lane in the middle, as HTML."""
    one = escaped(short(host(next(iter(origins))), 60)) if len(origins) == 1 else ""
    if all(leg.is_of_flow for leg in away):
        return f'Token endpoint<div style="{QUIET};font-weight:400">{one}</div>' if one else "Token endpoint"
    return one or "Other servers"


def _arrows(number: int, leg: Leg, named: Collection[str], width: str) -> str:
    out = f"{span(NUMBER, str(number))} {span(CODE, escaped(sent(leg, named)))} {span(SOLID, '')} ►"
    if leg.response is None:
        back = f"{pill('no response', RED)} {span(CODE, escaped(short(leg.error or '', 200)))}"
    else:
        ink = colour(leg.status)
        asked = escaped(challenge(leg.response))
        time = clock(leg.elapsed)
        last = span(ASKED, f"{asked} {span(QUIET, time)}") if asked else span(f"{QUIET};{TIME}", time)
        back = f"◄ {span(f'{DASHED} {ink}', '')} {pill(status(leg.response), ink)} {last}"
    return f'<div style="{ROW}{width}">{out}</div><div style="{BACK}{width}">{back}</div>'
