"""Exchanges as HTML: a card for one, a list of rows for many.

Inline styles only, no script, style block or SVG: an untrusted notebook keeps all of it, and it looks the same in
light and dark, in nbconvert and on paper. All text is escaped and inert; without its styles a card still reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..core.record import Exchange, Headers, Leg
from .inert import clock, short, size
from .words import body_text, challenge, outcome, path, proof, sentence, status

__all__ = ["LIMIT", "exchange_html", "history_html"]

LIMIT = 65_536
"""Bytes that one output has at most."""

BODY_CHARS = (20_000, 2_000, 0)
"""Characters of the body that are shown; the next one where that made the card too long."""

VALUE_CHARS = 400
HEADERS = 60

# White on these has a contrast of 4.8 or more, whatever the theme.
GREEN, BLUE, AMBER, RED, GREY = "#1a7f37", "#0969da", "#9a6700", "#cf222e", "#57606a"

LINE = "rgba(128,128,128,.45)"
CARD = f"border:1px solid {LINE};border-radius:6px;max-width:60em;font-size:13px;line-height:1.5"
ROW = "display:flex;flex-wrap:wrap;gap:.3em .8em;align-items:baseline;padding:.4em .7em"
PILL = "color:#ffffff;border-radius:1em;padding:.1em .7em;font-weight:600;white-space:nowrap;background-color:"
CODE = "font-family:monospace;overflow-wrap:anywhere"
QUIET = "opacity:.75"
PART = f"border-top:1px solid {LINE};padding:.4em .7em"
PRE = f"{CODE};white-space:pre-wrap;margin:.4em 0 0;background-color:transparent"
NUMBER = "border:1px solid currentColor;border-radius:1em;padding:0 .5em;font-weight:600"


def exchange_html(exchange: Exchange) -> str:
    """Return the card of one exchange, 64 KiB at most."""
    for chars in BODY_CHARS:
        card = f'<div style="{CARD}">{_header(exchange)}{_flow(exchange)}{_messages(exchange, chars)}</div>'
        if len(card.encode()) <= LIMIT:
            return card
    return f'<div style="{CARD}">{_header(exchange)}<div style="{PART}">too long to show: see text</div></div>'


def history_html(exchanges: Sequence[Exchange], dropped: int = 0) -> str:
    """Return a row for each exchange, the newest last; a row opens to its legs. 64 KiB at most."""
    rows: list[str] = []
    room = LIMIT - 1000
    for exchange in reversed(exchanges):
        row = f'<details style="border-top:1px solid {LINE}"><summary style="cursor:pointer">'
        row += (
            f"{_code(str(exchange.number))} {_header(exchange, 'display:inline-flex')}</summary>{_legs(exchange)}"
        )
        row += "</details>"
        room -= len(row.encode())
        if room < 0:
            rows.append(f'<div style="{PART}">{len(exchanges) - len(rows)} older ones: %http_history N-M</div>')
            break
        rows.append(row)
    if not rows:
        rows.append(f'<div style="{PART}">nothing was sent yet</div>')
    if dropped:
        rows.append(f'<div style="{PART}">{dropped} older exchanges were dropped</div>')
    return f'<div style="{CARD}">{"".join(reversed(rows))}</div>'


def _header(exchange: Exchange, display: str = "display:flex") -> str:
    colour = _colour(exchange.status) if exchange.error is None else RED
    parts = [f'<span style="{PILL}{colour}">{escape(outcome(exchange))}</span>']
    if exchange.request:
        parts.append(f'<b style="{CODE}">{escape(short(exchange.request.method, 20))}</b>')
        parts.append(_code(short(exchange.request.url, 300)))
    about = [clock(exchange.elapsed)]
    if exchange.response:
        about.append(size(exchange.response.body.size))
    about.append(f"login {short(exchange.login, 40)}" if exchange.login else "no login")
    parts.append(f'<span style="{QUIET};margin-left:auto">{escape(" · ".join(about))}</span>')
    # Real spaces between the spans, for where styles are gone.
    return f'<div style="{ROW.replace("display:flex", display)}">{" ".join(parts)}</div>'


def _flow(exchange: Exchange) -> str:
    if len(exchange.legs) < 2 and exchange.error is None and exchange.status != 401:
        return ""
    count = f"{len(exchange.legs)} request{'s' if len(exchange.legs) != 1 else ''}"
    return _details(f'Auth flow <span style="{QUIET}">{count}</span>', _legs(exchange), is_open=True)


def _legs(exchange: Exchange) -> str:
    return "".join(_leg(number, leg, exchange) for number, leg in enumerate(exchange.legs, 1))


def _leg(number: int, leg: Leg, exchange: Exchange) -> str:
    sent = f"{short(leg.request.method, 20)} {path(leg.request, exchange)}"
    if shown := proof(leg.request):
        sent += f"  {shown}"
    parts = [f'<span style="{NUMBER}">{number}</span>', "→", _code(sent), "←"]
    if leg.response is None:
        parts.append(f'<span style="{PILL}{RED}">no response</span>')
        parts.append(_code(short(leg.error or "", 300)))
    else:
        parts.append(f'<span style="{PILL}{_colour(leg.status)}">{escape(status(leg.response))}</span>')
        if asked := challenge(leg.response):
            parts.append(_code(asked))
    parts.append(f'<span style="{QUIET}">{clock(leg.elapsed)}</span>')
    told = f'<div style="{QUIET};padding:0 .7em .3em 3em">{escape(sentence(leg, exchange))}</div>'
    return f'<div style="{ROW}">{" ".join(parts)}</div>{told}'


def _messages(exchange: Exchange, chars: int) -> str:
    if not exchange.legs:
        return ""
    request, response = exchange.legs[-1].request, exchange.legs[-1].response
    parts = [_headers("Request headers", request.headers)]
    if response is not None:
        parts.append(_headers("Response headers", response.headers))
        parts.append(_body(exchange, chars))
    return "".join(parts)


def _headers(title: str, headers: Headers) -> str:
    lines = [f"{short(name, 100)}: {short(value, VALUE_CHARS)}" for name, value in headers[:HEADERS]]
    if len(headers) > HEADERS:
        lines.append(f"… {len(headers) - HEADERS} more")
    pre = f'<pre style="{PRE}">{escape(chr(10).join(lines))}</pre>'
    return _details(f'{title} <span style="{QUIET}">{len(headers)}</span>', pre)


def _body(exchange: Exchange, chars: int) -> str:
    response = exchange.legs[-1].response
    if response is None or not (response.body.size or response.body.note or response.body.content):
        return ""
    media = response.header("content-type") or ""
    text = body_text(response.body, media) if response.body.content else ""
    about = [short(media, 80), size(response.body.size), short(response.body.note, 40)]
    if text is None:
        about.append("binary")
    elif len(text) > chars:
        text = text[:chars]
        about.append(f"the first {chars} characters")
    title = f'Body <span style="{QUIET}">{escape(" · ".join(part for part in about if part))}</span>'
    pre = f'<pre style="{PRE};max-height:40em;overflow:auto">{escape(text or "")}</pre>' if text else ""
    return _details(title, pre, is_open=True)


def _details(summary: str, inside: str, *, is_open: bool = False) -> str:
    attribute = " open" if is_open else ""
    return (
        f'<details{attribute} style="{PART}"><summary style="cursor:pointer">{summary}</summary>{inside}</details>'
    )


def _code(text: str) -> str:
    return f'<span style="{CODE}">{escape(text)}</span>'


def _colour(code: int | None) -> str:
    if code is None or code >= 500:
        return RED if code else GREY
    if code >= 400:
        return AMBER if code in (401, 407) else RED
    return BLUE if code >= 300 or code < 200 else GREEN
