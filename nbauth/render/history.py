"""A history: a row for each exchange, the newest last, in one message that a notebook takes without effort.

The newest rows open to their legs. Older ones are a line of text each, and the oldest are left out where even that
is too much; what is left out is said, with the words that show it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..core.record import Exchange
from .card import ink
from .flow import leg_list, leg_text, legs_html, legs_text
from .inert import clock, short, size
from .story import story_html, story_lines
from .style import CODE, PRE, QUIET, details, escaped, frame, pill, rows, span, weight
from .words import failure, outcome, shown_legs

__all__ = ["HistoryRows", "on_the_wire"]

HTML_ROOM, TEXT_ROOM = 103_000, 26_000
"""Bytes of each form as JSON, with which both are under 130 KB in a message."""

LEAST_SHARE = 14_000, 8_000
"""Of these, what is kept for the newest rows with their legs."""

MOST_OPENING = 100
LEGS_ROOM, FLOW_ROOM, STORY_ROOM = 8_000, 16_000, 60_000
URL_CHARS, LEAST_URL, LOGIN_CHARS, STATUS_CHARS = 60, 28, 16, 21
OTHER_COLUMNS = 48
ROW_BYTES = 80

SUMMARY = "display:inline-flex;flex-wrap:wrap;align-items:baseline;gap:.1em .6em;width:95%;cursor:pointer"
ONE_LINE = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"
COLUMNS = (
    f"{QUIET};width:2.5em;text-align:right",
    "width:14em",
    f"{CODE};width:4.4em;font-weight:600",
    f"{CODE};flex:1 1 14em;{ONE_LINE}",
    f"{QUIET};width:4.5em;text-align:right",
    f"{QUIET};width:5em;text-align:right",
    f"{QUIET};width:6em;{ONE_LINE}",
)
NOTHING = "nothing was sent yet"


class HistoryRows:
    """Some exchanges, oldest first; what both forms say of them is made once.

    Args:
        dropped: How many older ones the history has let go of.
        flow: Whether the rows show their whole flow and are open; of a single one the flow is explained.
        html_room: Bytes that the HTML has at most, as JSON.
    """

    def __init__(
        self, exchanges: Sequence[Exchange], dropped: int = 0, *, flow: bool = False, html_room: int = HTML_ROOM
    ) -> None:
        self._exchanges, self._dropped, self._html_room = list(exchanges), dropped, html_room
        self._flow = flow or len(self._exchanges) == 1
        self._story = flow and len(self._exchanges) == 1
        # Rows share the room: of a thousand, each has a little less of its URL.
        each = (html_room - LEAST_SHARE[0]) // max(1, len(self._exchanges)) - OTHER_COLUMNS
        url_chars = max(LEAST_URL, min(URL_CHARS, each))
        self._digits = max((len(str(exchange.number)) for exchange in self._exchanges[-1:]), default=0)
        self._lines = [row_text(exchange, self._digits, url_chars) for exchange in self._exchanges]

    def html(self) -> str:
        """Return the rows as HTML in its frame."""
        if not self._exchanges:
            return frame(rows([NOTHING]))
        lines = [escaped(each) for each in self._lines]
        first, opening = self._fitting(lines, self._row, self._html_room - 2_000, LEAST_SHARE[0])
        parts = [escaped(each) for each in self._left_out(first)]
        between = len(lines) - len(opening)
        if first < between:
            older = "\n".join(lines[first:between])
            title = f"{between - first} older, a line each"
            title += f" {span(QUIET, escaped(f'with their legs: {self._hint(first, between)}'))}"
            parts.append(details(title, f'<pre style="{PRE}">{older}</pre>'))
        return frame(rows([*parts, *opening]), wide=True)

    def text(self) -> str:
        """Return the rows as lines of text, under the newest their legs."""
        if not self._exchanges:
            return NOTHING
        first, newest = self._fitting(self._lines, self._with_legs, TEXT_ROOM - 500, LEAST_SHARE[1])
        between = len(self._lines) - len(newest)
        hint = [f"with their legs: {self._hint(first, between)}"] if first < between else []
        return "\n".join([*self._left_out(first), *self._lines[first:between], *hint, *newest])

    def _fitting(
        self, lines: list[str], full: Callable[[int], str], room: int, share: int
    ) -> tuple[int, list[str]]:
        """Return from which row on there is room for a line, and as many of the newest in full as have room."""
        costs = list(map(on_the_wire, lines))
        first, left = 0, room - share - sum(costs)
        while left < 0:
            left += costs[first]
            first += 1
        left += share
        full_rows: list[str] = []
        for at in range(len(lines) - 1, max(first, len(lines) - MOST_OPENING) - 1, -1):
            row = full(at)
            left -= on_the_wire(row) + ROW_BYTES - costs[at]
            if left < 0:
                break
            full_rows.append(row)
        return first, full_rows[::-1]

    def _left_out(self, first: int) -> list[str]:
        left = [f"{self._dropped} older exchanges were dropped"] if self._dropped else []
        return [*left, f"{first} more: {self._hint(0, first)}"] if first else left

    def _hint(self, start: int, end: int) -> str:
        return f"%http_history {self._exchanges[start].number}-{self._exchanges[end - 1].number}"

    def _row(self, at: int) -> str:
        exchange = self._exchanges[at]
        if self._story:
            inside = story_html(exchange, STORY_ROOM)
        else:
            inside = legs_html(exchange, FLOW_ROOM) if self._flow else leg_list(exchange, LEGS_ROOM)
        opened = "<details open>" if self._flow else "<details>"
        return f"{opened}<summary>{_summary(exchange)}</summary>{inside}</details>"

    def _with_legs(self, at: int) -> str:
        exchange = self._exchanges[at]
        if self._story:
            legs = story_lines(exchange)
        elif self._flow:
            legs = legs_text(exchange)
        else:
            legs = [
                f"  … {number} more legs" if leg is None else f"  {number} {leg_text(leg, exchange)}"
                for number, leg in shown_legs(exchange)
            ]
        row = row_text(exchange, self._digits, in_words=True)
        return "\n".join([row, *(f"    {each}" for each in legs)])


def row_text(exchange: Exchange, digits: int = 3, url_chars: int = URL_CHARS, *, in_words: bool = False) -> str:
    """Return one exchange as a line: number, status, method, time, size, host and path, login."""
    if in_words:
        said = outcome(exchange) if exchange.error is None else f"✗ {failure(exchange.error)}"
        status = f"{short(said, STATUS_CHARS):<{STATUS_CHARS}}"
    else:
        status = f"{'✗' if exchange.error is not None else exchange.status or '':<3}"
    method, place, time, many, login = _cells(exchange, url_chars)
    row = f"{exchange.number:>{max(3, digits)}}  {status} {method:<6} {time:>7} {many:>8}  {place}  {login}"
    return row.rstrip()


def _cells(exchange: Exchange, url_chars: int) -> tuple[str, str, str, str, str]:
    """Return method, host and path, time, size and login."""
    asked, response = exchange.request, exchange.response
    login = "from a file" if exchange.imported else exchange.login
    method, url = (short(asked.method, 12), _place(asked.url, url_chars)) if asked else ("", "")
    return (
        method,
        url,
        clock(exchange.elapsed),
        size(response.body.size) if response else "",
        short(login, LOGIN_CHARS) if login else "",
    )


def _place(url: str, most: int) -> str:
    """Return host and path of a URL; of a long one its beginning."""
    return short(url.partition("://")[2] or url, most)


def _summary(exchange: Exchange) -> str:
    method, url, time, many, login = _cells(exchange, URL_CHARS)
    cells = (str(exchange.number), "", method, url, time, many, login)
    parts = [span(style, escaped(cell)) for style, cell in zip(COLUMNS, cells, strict=True)]
    # What failed is one word here; that it has failed is in the word.
    said = outcome(exchange) if exchange.error is None else failure(exchange.error)
    parts[1] = span(COLUMNS[1], pill(short(said, STATUS_CHARS), ink(exchange)))
    return span(SUMMARY, " ".join(parts))


def on_the_wire(text: str) -> int:
    """Return how many bytes *text* has in a message to a frontend, which is JSON in UTF-8."""
    return weight(text) + text.count('"') + text.count("\n") + text.count("\\") + 2
