"""The card of an exchange: status, flow, headers and bodies; as HTML, and as text that says the same."""

from __future__ import annotations

from functools import cached_property

from ..core.record import Exchange, Headers, RequestRecord, ResponseRecord
from .bodies.content import content_of
from .bodies.registry import view_of
from .bodies.view import View
from .flow import is_telling, legs_html, legs_text, requests
from .inert import short, size
from .style import (
    CODE,
    GREY,
    LIMIT,
    QUIET,
    RED,
    SECTION,
    colour,
    escaped,
    pair,
    pairs,
    pill,
    section,
    span,
    weight,
)
from .words import facts, how_to_log_in, outcome, problem

__all__ = ["Card", "exchange_text", "head", "head_text", "ink"]

HEADERS = 60
VALUE_CHARS = 400
BODY_LINES, REQUEST_BODY_LINES = 20, 5

# Bytes that each part has at most; the response's body has the rest.
FLOW_ROOM, HEADERS_ROOM, REQUEST_BODY_ROOM = 22_000, 6_000, 4_000

LEAST_ROOM = 5_000
"""With less, a card is its first row."""

HEAD = "display:flex;flex-wrap:wrap;align-items:baseline;gap:.2em .8em;padding:.35em .7em"
HEAD = f"{HEAD};background-color:rgba(128,128,128,.12)"

NOTES = {
    "cut": "only its beginning; all of it: {whole}",
    "not read": "not read: it was streamed",
    "one-time stream": "a stream that is read once",
}

MOST_NOTES = 5
"""Notes that are shown at most."""


class Card:
    """The card of one exchange. Its bodies are read once for both forms."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._last = exchange.legs[-1] if exchange.legs else None

    def html(self, room: int = LIMIT - 200) -> str:
        """Return the card without its `frame`, in *room* bytes; in very little room only its first row."""
        first = head(self._exchange)
        room -= weight(first)
        if room < LEAST_ROOM:
            return first
        if self._last is None:
            failed = escaped(problem(self._exchange))
            return f'{first}<div style="{SECTION}">{failed}</div>' if failed else first
        parts = [first, self._flow(min(FLOW_ROOM, room // 3))]
        request, response = self._last.request, self._last.response
        parts.append(_headers("Request headers", request.headers, min(HEADERS_ROOM, room // 8)))
        if self._request_body is not None:
            parts.append(self._request_body.html("Request body", min(REQUEST_BODY_ROOM, room // 8)))
        if response is not None:
            parts.append(_headers("Response headers", response.headers, min(HEADERS_ROOM, room // 8)))
        if self._response_body is not None:
            room -= sum(map(weight, parts[1:]))
            parts.append(self._response_body.html("Body", room, is_open=True))
        return "".join(parts)

    def text(self, body_lines: int = BODY_LINES) -> list[str]:
        """Return the card as lines: first row, legs with their sentences, headers, the beginning of the body."""
        exchange = self._exchange
        lines = [head_text(exchange), *legs_text(exchange, with_headers=is_telling(exchange))]
        lines += [f"  {note}" for note in self._notes]
        if self._last is not None:
            lines += _header_lines("request headers", self._last.request.headers)
        if self._request_body is not None:
            lines += self._request_body.text("request body", REQUEST_BODY_LINES)
        if self._last is not None and self._last.response is not None:
            lines += _header_lines("response headers", self._last.response.headers)
        if self._response_body is not None:
            lines += self._response_body.text("body", body_lines)
        return lines

    def _flow(self, room: int) -> str:
        exchange = self._exchange
        flow = legs_html(exchange, room)
        shown = section("Flow", flow, requests(exchange), is_open=is_telling(exchange))
        return shown + "".join(f'<div style="{SECTION}">{escaped(note)}</div>' for note in self._notes)

    @property
    def _notes(self) -> list[str]:
        """What who asked should know: that a credential was typed, and where it should live; how to log in."""
        told = [short(note, 300) for note in self._exchange.notes[:MOST_NOTES]]
        return [*told, *filter(None, [how_to_log_in(self._exchange)])]

    @cached_property
    def _request_body(self) -> BodyPart | None:
        if self._last is None:
            return None
        request = self._last.request
        return BodyPart(request, request.url) if request.body.size or request.body.note else None

    @cached_property
    def _response_body(self) -> BodyPart | None:
        if self._last is None or self._last.response is None:
            return None
        return BodyPart(self._last.response, self._last.request.url)


class BodyPart:
    """A body in a card: what is to be said of it, and its view where something of it is there to be shown."""

    def __init__(self, message: RequestRecord | ResponseRecord, url: str) -> None:
        content = content_of(message, url)
        note = NOTES.get(content.note)
        # Any other is of a file: never a template.
        note = short(content.note, 100) if note is None else note.format(whole=content.whole)
        self._view: View | None = None
        self._about = note or "empty"
        if content.data:
            self._view, said = view_of(content)
            about = (content.media, size(content.size), said, note)
            self._about = " · ".join(short(each, 100) for each in about if each)

    def html(self, title: str, room: int, *, is_open: bool = False) -> str:
        about = escaped(self._about)
        if self._view is None:
            return f'<div style="{SECTION}">{title} {span(QUIET, about)}</div>'
        return section(title, self._view.html(room - 300 - weight(about)), about, is_open=is_open)

    def text(self, title: str, most: int) -> list[str]:
        return [f"  {title}: {self._about}", *(self._view.text(most) if self._view else [])]


def exchange_text(exchange: Exchange) -> str:
    """Return the card of one exchange as text."""
    return "\n".join(Card(exchange).text())


def head(exchange: Exchange) -> str:
    """Return the first row of a card: status, method and URL, time, size and login."""
    parts = [pill(outcome(exchange), ink(exchange))]
    asked = exchange.request
    if asked and asked.method:
        parts.append(f'<b style="{CODE}">{escaped(short(asked.method, 20))}</b>')
        parts.append(span(CODE, escaped(short(asked.url, 300))))
    parts.append(span(f"{QUIET};margin-left:auto", escaped(" · ".join(facts(exchange)))))
    # Real spaces between them, for where styles are gone.
    return f'<div style="{HEAD}">{" ".join(parts)}</div>'


def ink(exchange: Exchange) -> str:
    """Return the colour of an exchange's outcome."""
    if exchange.error is not None:
        return RED
    return colour(exchange.status) if exchange.response else GREY


def _headers(title: str, headers: Headers, room: int) -> str:
    shown: list[str] = []
    room -= 400
    for name, value in headers[:HEADERS]:
        line = pair(short(name, 100), short(value, VALUE_CHARS))
        room -= weight(line)
        if room < 0:
            break
        shown.append(line)
    rest = len(headers) - len(shown)
    return section(title, pairs(shown) + (f"<div>… {rest} more</div>" if rest else ""), str(len(headers)))


def head_text(exchange: Exchange) -> str:
    """Return the first row of a card as a line of text."""
    parts = [outcome(exchange)]
    asked = exchange.request
    if asked and asked.method:
        parts.append(f"{short(asked.method, 20)} {short(asked.url, 200)}")
    return "  ".join([*parts, *facts(exchange)])


def _header_lines(title: str, headers: Headers) -> list[str]:
    shown = [f"    {short(name, 100)}: {short(value, VALUE_CHARS)}" for name, value in headers[:HEADERS]]
    rest = [f"    … {len(headers) - HEADERS} more"] if len(headers) > HEADERS else []
    return [f"  {title}:{'' if shown else ' none'}", *shown, *rest]
