"""The drawing of a flow as an SVG picture, for slides: real text, on a ground of its own, and nothing that acts.

A picture has a title and a description for who cannot see it: the sentence of each leg. What others wrote is
inert text, escaped. There is no script, link, style sheet, font or picture in it to be loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..core.record import Exchange, Leg
from ..render.inert import clock, line, short
from ..render.lanes import Lane, Lanes, lanes_of, pause
from ..render.sentences import sentence
from ..render.style import colour
from ..render.words import UNSEEN, challenge, outcome, sent, shown_legs, status, unseen

__all__ = ["MONO", "SANS", "to_svg"]

# By name, since not everything that draws an SVG knows what sans-serif is on this machine.
SANS = "'Segoe UI', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'Noto Sans', 'DejaVu Sans', sans-serif"
MONO = "Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono', 'DejaVu Sans Mono', 'Courier New', monospace"

GROUND, INK, QUIET, RULE = "#ffffff", "#1f2328", "#59636e", "#d1d9e0"

# In pixels.
MARGIN, ABOVE, HEAD, HEAD_WIDTH, BELOW_HEAD = 110, 24, 44, 200, 26
GAPS = {2: 520, 3: 360}
NARROW_GAP = 300
"""Between two lanes, by the number of lanes."""

ARROW, BETWEEN, PAUSED = 52, 14, 26
NUMBER = 11
CHAR = 7.3
"""Width of a character of code; it is drawn at 12 pixels."""

MOST_DESCRIBED = 4000


def to_svg(exchange: Exchange) -> str:
    """Return the drawing of an exchange as an SVG document."""
    lanes = lanes_of(exchange)
    gap = GAPS.get(len(lanes.all), NARROW_GAP)
    middles = [MARGIN + at * gap for at in range(len(lanes.all))]
    width = middles[-1] + MARGIN
    parts, bottom = _rows(exchange, lanes, middles)
    height = bottom + 16
    lines = [_lane_line(x, bottom) for x in middles]
    heads = [_head(x, lane) for x, lane in zip(middles, lanes.all, strict=True)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
            f' viewBox="0 0 {width} {height}" role="img" aria-labelledby="flow-title flow-desc">',
            f'<title id="flow-title">{_escaped(_title(exchange))}</title>',
            f'<desc id="flow-desc">{_escaped(_described(exchange))}</desc>',
            f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}"/>',
            *lines,
            *heads,
            *parts,
            "</svg>\n",
        ]
    )


def _title(exchange: Exchange) -> str:
    asked = exchange.request
    about = f"{short(asked.method, 20)} {short(asked.url, 200)}" if asked and asked.method else "A flow"
    return f"{about}: {outcome(exchange)}"


def _described(exchange: Exchange) -> str:
    said = (
        f"{number} more legs." if leg is None else f"{number}. {sentence(leg, exchange)}"
        for number, leg in shown_legs(exchange)
    )
    return short(" ".join(said), MOST_DESCRIBED)


def _rows(exchange: Exchange, lanes: Lanes, middles: list[int]) -> tuple[list[str], int]:
    """Return the arrows, and where they end."""
    parts: list[str] = []
    top = ABOVE + HEAD + BELOW_HEAD
    before: Leg | None = None
    for number, leg in shown_legs(exchange):
        if leg is None:
            parts.append(_text(middles[0] + 12, top + 12, f"… {number} more legs", fill=QUIET))
            top += PAUSED
        else:
            start, end = (middles[at] for at in lanes.of(leg))
            if before is not None and (waited := pause(before, leg)):
                parts.append(_text((start + end) / 2, top + 12, waited, fill=QUIET, anchor="middle"))
                top += PAUSED
            label = sent(leg, lanes.known(leg))
            label = f"{short(leg.purpose, 12)}  {label}" if leg.is_of_flow else label
            parts += _arrows(number, leg, label, start, end, top)
            top += 2 * ARROW - BETWEEN
        before = leg
    return parts, top


def _arrows(number: int, leg: Leg, label: str, start: int, end: int, top: int) -> Iterator[str]:
    out, back = top + 22, top + 22 + ARROW - 10
    room = int((end - start - 50) / CHAR)
    yield _arrow(start, end, out, INK)
    yield f'<circle cx="{start}" cy="{out}" r="{NUMBER}" fill="{GROUND}" stroke="{INK}" stroke-width="1.5"/>'
    yield _text(start, out + 4, str(number), weight=600, anchor="middle")
    yield _text(start + 20, out - 8, short(label, room), code=True)
    if unseen(leg):
        yield _arrow(end, start, back, QUIET, is_dashed=True)
        yield _text(start + 20, back - 7, UNSEEN, fill=QUIET)
        return
    said = short(status(leg.response), 32) if leg.response else "no response"
    ink = colour(leg.status)
    room -= int((len(said) * CHAR + 40) / CHAR)
    if leg.response is None:
        yield _text(start + 20, back + 4, short(leg.error or "", max(8, room)), code=True, fill=QUIET)
    else:
        yield _arrow(end, start, back, ink, is_dashed=True)
        asked, time = challenge(leg.response), clock(leg.elapsed)
        room -= len(time) + 2
        words = f"{short(asked, room)}  {time}" if asked and room > 8 else time
        yield _text(start + 20, back - 7, words, code=True, fill=QUIET)
    yield _answer(end, back, said, ink)


def _answer(right: float, y: float, words: str, ink: str) -> str:
    """Return a pill that ends left of a lane."""
    width = len(words) * CHAR + 18
    left = right - 14 - width
    pill = f'<rect x="{left:.1f}" y="{y - 10}" width="{width:.1f}" height="20" rx="10" fill="{ink}"/>'
    return pill + _text(left + width / 2, y + 4, words, fill=GROUND, weight=600, anchor="middle")


def _arrow(start: float, end: float, y: float, ink: str, *, is_dashed: bool = False) -> str:
    back = -9 if end > start else 9
    first = start + (NUMBER if not is_dashed else 0)
    dash = ' stroke-dasharray="6 4"' if is_dashed else ""
    return (
        f'<line x1="{first}" y1="{y}" x2="{end + back * 0.8:.1f}" y2="{y}" stroke="{ink}" stroke-width="2"{dash}/>'
        f'<path d="M{end} {y} l{back} -5 v10 z" fill="{ink}"/>'
    )


def _head(middle: int, lane: Lane) -> str:
    box = (
        f'<rect x="{middle - HEAD_WIDTH // 2}" y="{ABOVE}" width="{HEAD_WIDTH}" height="{HEAD}" rx="6"'
        f' fill="{GROUND}" stroke="{INK}" stroke-width="1.5"/>'
    )
    title = short(lane.title, 26)
    if not lane.host:
        return box + _text(middle, ABOVE + HEAD / 2 + 5, title, weight=600, anchor="middle", size=14)
    host = _text(middle, ABOVE + 36, short(lane.host, 26), fill=QUIET, anchor="middle", code=True)
    return box + _text(middle, ABOVE + 19, title, weight=600, anchor="middle", size=14) + host


def _lane_line(x: int, bottom: int) -> str:
    return f'<line x1="{x}" y1="{ABOVE + HEAD}" x2="{x}" y2="{bottom}" stroke="{RULE}" stroke-width="1.5"/>'


def _text(
    x: float,
    y: float,
    words: str,
    *,
    fill: str = INK,
    weight: int = 400,
    anchor: str = "start",
    code: bool = False,
    size: int = 12,
) -> str:
    style = f'font-family="{MONO if code else SANS}" font-size="{size}" fill="{fill}"'
    style += f' font-weight="{weight}"' if weight != 400 else ""
    style += f' text-anchor="{anchor}"' if anchor != "start" else ""
    # A rim in the colour of the ground, where a text crosses the line of a lane.
    style += f' stroke="{GROUND}" stroke-width="4" paint-order="stroke"' if fill != GROUND and weight == 400 else ""
    return f'<text x="{x:g}" y="{y:g}" {style} xml:space="preserve">{_escaped(words)}</text>'


def _escaped(text: str) -> str:
    """Return text for between two tags; XML has no character for a few that inert text may hold."""
    return escape(line(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"), quote=False)
