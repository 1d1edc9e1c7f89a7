"""A flow drawn: a lane for each who takes part, a solid arrow for each request, a dashed one for each answer.

It is flexbox with inline styles, no SVG. What does not fit beside an arrow on a narrow page moves below it.
Without styles it still reads "1 GET /items ► ◄ 401 Unauthorized Digest realm="api" 2 ms".
"""

from __future__ import annotations

from ..core.record import Exchange, Leg
from .inert import clock, short
from .lanes import Lane, Lanes, lanes_of, pause
from .style import CODE, LINE, QUIET, RED, colour, escaped, pill, span
from .words import UNSEEN, challenge, sent, shown_legs, status, unseen

__all__ = ["drawing"]

# Half the width of a head in percent, by the number of lanes: the first line is that far from the left.
MARGINS = {2: 14.0, 3: 12.0, 4: 10.0}
NARROW = 8.0

NARROW_CHARS = 45
"""Characters of a request's line for each gap that its arrow goes over, where there are many lanes."""

HEADS = "display:flex;justify-content:space-between;align-items:flex-end;padding-top:.3em"
NAME = f"display:inline-block;max-width:100%;box-sizing:border-box;border:1px solid {LINE};border-radius:4px"
NAME = f"{NAME};padding:.1em .4em;font-weight:600;font-size:12px;overflow-wrap:break-word"
HOST = f"{QUIET};font-weight:400"

CELL = "box-sizing:border-box;min-width:0"
LANE = f"border-left:1px solid {LINE}"
ROW = "display:flex;align-items:center;flex-wrap:wrap;gap:.1em .4em;padding:0 .3em"
BACK = f"{ROW};margin-bottom:.3em"
# A border without a colour has that of the text.
NUMBER = "border:1px solid;border-radius:1em;padding:0 .45em;font-weight:600;line-height:1.4"
SOLID = "flex:1 1 1.5em;min-width:1.5em;border-top:2px solid"
DASHED = "flex:1 1 1.5em;min-width:1.5em;border-top:2px dashed"
TIME = "margin-left:auto"
ASKED = f"{CODE};{TIME};text-align:right"


def drawing(exchange: Exchange) -> str:
    """Return the lanes and arrows of an exchange as HTML."""
    lanes = lanes_of(exchange)
    width = 2 * MARGINS.get(len(lanes.all), NARROW)
    heads = " ".join(f'<div style="width:{width:g}%;text-align:center">{_head(lane)}</div>' for lane in lanes.all)
    rows: list[str] = []
    before: Leg | None = None
    for number, leg in shown_legs(exchange):
        if leg is None:
            rows.append(_between(lanes, 0, len(lanes.all) - 1, f"… {number} more legs", centre=True))
        else:
            start, end = lanes.of(leg)
            if before is not None and (waited := pause(before, leg)):
                rows.append(_between(lanes, start, end, waited, centre=True))
            rows.append(_between(lanes, start, end, _arrows(number, leg, lanes)))
        before = leg
    return f'<div style="{HEADS}">{heads}</div><div style="padding:.4em 0 .3em">{"".join(rows)}</div>'


def _head(lane: Lane) -> str:
    below = f'<div style="{HOST}">{escaped(lane.host)}</div>' if lane.host else ""
    return span(NAME, escaped(lane.title) + below)


def _between(lanes: Lanes, start: int, end: int, html: str, *, centre: bool = False) -> str:
    """Return a row that has *html* between two lanes, and the lines of all lanes beside it."""
    last = len(lanes.all) - 1
    margin = MARGINS.get(last + 1, NARROW)
    gap = (100 - 2 * margin) / last
    first, final = min(start, end), max(start, end)
    widths = [1] * first + [final - first] + [1] * (last - final)
    cells = [f'<div style="{CELL};width:{margin:g}%"></div>']
    for at, many in enumerate(widths):
        inside = html if at == first else ""
        style = f"{CELL};{LANE};width:{gap * many:.2f}%"
        if centre and inside:
            style += f";{QUIET};text-align:center"
        cells.append(f'<div style="{style}">{inside}</div>')
    cells.append(f'<div style="{CELL};{LANE};width:{margin:g}%"></div>')
    return f'<div style="display:flex">{"".join(cells)}</div>'


def _arrows(number: int, leg: Leg, lanes: Lanes) -> str:
    purpose = f"{span(QUIET, escaped(short(leg.purpose, 12)))} " if leg.is_of_flow else ""
    start, end = lanes.of(leg)
    # In a narrow gap a long address would take more lines than the flow.
    label = short(sent(leg, lanes.known(leg)), 200 if len(lanes.all) < 4 else NARROW_CHARS * (end - start))
    out = f"{span(NUMBER, str(number))} {purpose}{span(CODE, escaped(label))}"
    out = f"{out} {span(SOLID, '')} ►"
    if unseen(leg):
        back = f"◄ {span(f'{DASHED};{QUIET}', '')} {span(QUIET, UNSEEN)}"
    elif leg.response is None:
        back = f"{pill('no response', RED)} {span(CODE, escaped(short(leg.error or '', 200)))}"
    else:
        ink = colour(leg.status)
        asked = escaped(challenge(leg.response))
        time = clock(leg.elapsed)
        last = span(ASKED, f"{asked} {span(QUIET, time)}") if asked else span(f"{QUIET};{TIME}", time)
        back = f"◄ {span(f'{DASHED} {ink}', '')} {pill(status(leg.response), ink)} {last}"
    return f'<div style="{ROW}">{out}</div><div style="{BACK}">{back}</div>'
