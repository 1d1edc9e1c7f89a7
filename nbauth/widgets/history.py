"""HistoryList: the requests so far in the page, to be filtered, opened, sent again and copied.

The page has the rows that were asked for, a hundred at a time, and the cards of what somebody has opened. The
secrets of now are replaced in all of it, as in whatever leaves the history.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..core.record import Body, Exchange
from ..core.redact_exchange import redacted
from ..errors import NbauthError
from ..render.card import Card, ink
from ..render.history import NOTHING, HistoryRows
from ..render.inert import clock, short, size
from ..render.story import flow_html
from ..render.style import frame
from ..render.words import host, origin, outcome, whose
from ..wire import failure
from .live import Buffers, Content, Live, after_cells, in_words, source

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["HistoryList"]

MOST_ROWS, MOST_NEW = 100, 1000
"""Rows in one answer; new ones after a cell, of which more are too many to be put in one by one."""

FIRST_OPEN = 5
MOST_CHOICES = 100
PLACE_CHARS, CHOICE_CHARS = 160, 100
BODY_BYTES = 10_000
"""A longer body is not looked at for a row: no sentence is about one."""

FILTERS = ("method", "host", "status", "login")

EXPORTS = {"curl": "curl command", "python": "script with httpx", "http": "text for a .http file"}


class HistoryList(Live):
    """Exchanges as rows, the newest first. A row opens to its card.

    Args:
        exchanges: Only these; None for all that the session keeps, and then new ones come as they are sent.
        dropped: How many older ones the history has let go of; what is live knows it itself.
        flow: Whether a row opens to its flow alone, drawn; the newest ones are open then.
    """

    _esm = source("page.js", "history.js")
    _css = source("page.css", "history.css")

    def __init__(
        self,
        session: Session,
        exchanges: Iterable[Exchange] | None = None,
        dropped: int = 0,
        *,
        flow: bool = False,
    ) -> None:
        super().__init__()
        self._session, self._dropped, self._flow = session, dropped, flow
        self._given = None if exchanges is None else list(exchanges)
        self._lock = threading.Lock()
        self._known: dict[int, int] = {}  # of each exchange that the pages know of: its number, and which object

    # -- what there is ------------------------------------------------------------------------------------

    def _kept(self) -> list[Exchange]:
        return list(self._session.history if self._given is None else self._given)

    def _left_out(self) -> int:
        return self._session.history.dropped if self._given is None else self._dropped

    def _wanted(self, content: Content) -> Exchange:
        """Return the exchange that a page asks for. Raises NbauthError when it is gone."""
        number = content.get("number")
        found = next((each for each in self._kept() if each.number == number), None)
        if found is None:
            raise NbauthError(
                f"#{number} is not kept any more: newer ones took its place, or the history was cleared"
            )
        return found

    def came(self) -> None:
        self.follow(self._begin)

    def _begin(self) -> Callable[[], None]:
        self._known = _identities(self._kept())
        return after_cells(self._look)

    def _look(self) -> None:
        """Tell the pages what is there now that was not, or was not all there, when they were told last."""
        with self._lock:
            known, now = self._known, _identities(self._kept())
            if now == known:
                return
            self._known = now
        new = sorted(number for number, which in now.items() if known.get(number) != which)
        self.tell("changed", new=new if len(new) <= MOST_NEW else None, oldest=min(now, default=None))

    # -- what the page is told ----------------------------------------------------------------------------

    def shown(self) -> Content:
        first = self._answer({})
        return {**first, "open": FIRST_OPEN if self._flow else int(first["all"] == 1)}

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        acts = {"rows": self._rows, "open": self._open, "copy": self._copy, "replay": self._replay}
        return {name: self._beside(act) for name, act in acts.items()}

    def _beside(self, act: Callable[[Content], None]) -> Callable[[Content, Buffers], None]:
        """Have what is wrong said beside the row that it is about."""

        def beside(content: Content, buffers: Buffers) -> None:
            try:
                act(content)
            except NbauthError as exc:
                self._say(content, in_words(exc), "error")

        return beside

    def _say(self, content: Content, text: str, level: str) -> None:
        self.tell("said", view=content.get("view"), number=content.get("number"), text=text, level=level)

    def _rows(self, content: Content) -> None:
        same = {name: content.get(name) for name in ("view", "request", "part")}
        self.tell("rows", **same, **self._answer(content))

    def _answer(self, content: Content) -> Content:
        """Return rows: those of some numbers, or the next ones before a number, or the newest."""
        kept, redactor = self._kept(), self._session.redactor
        found, choices = filtered(kept, content.get("filter") or {}, redactor.text)
        numbers, before = content.get("numbers"), content.get("before")
        if numbers is not None:
            numbers = set(numbers)
            some, rest = [each for each in found if each.number in numbers], None
        else:
            older = found if before is None else [each for each in found if each.number < before]
            some, rest = older[:MOST_ROWS], max(0, len(older) - MOST_ROWS)
        return {
            "rows": [row(redacted(_without_bodies(each), redactor)) for each in some],
            "rest": rest,
            "total": len(found),
            "all": len(kept),
            "dropped": self._left_out(),
            "nothing": NOTHING,
            "choices": choices if before is None else None,
        }

    def _open(self, content: Content) -> None:
        exchange = redacted(self._wanted(content), self._session.redactor)
        html = flow_html(exchange) if self._flow else frame(Card(exchange).html())
        self.tell("opened", view=content.get("view"), number=exchange.number, html=html)

    def _copy(self, content: Content) -> None:
        exchange, history = self._wanted(content), self._session.history
        makers = {"curl": history.curl, "python": history.python, "http": history.http}
        kind = content["as"]
        text = makers[kind](exchange)
        self.tell("copy", view=content.get("view"), number=exchange.number, text=text, name=EXPORTS[kind])

    def _replay(self, content: Content) -> None:
        exchange = self._wanted(content)

        def work() -> None:
            try:
                with failure.in_words(self._session):
                    response = self._session.history.replay(exchange)
                new: Exchange = response.extensions["nbauth.exchange"]
                if self._given is not None:
                    self._given.append(new)
                level = "ok" if response.status_code < 400 else "note"
                words = self._session.redactor.text(outcome(new))
                self._say(content, f"#{exchange.number} sent again, as #{new.number}: {words}", level)
            except NbauthError as exc:
                self._say(content, in_words(exc), "error")
            finally:
                self._look()

        self.in_background(work)

    def text(self) -> tuple[str, str]:
        exchanges = [redacted(_without_bodies(each), self._session.redactor) for each in self._kept()]
        rows = HistoryRows(exchanges, self._left_out(), flow=self._flow)
        return rows.text(), rows.html()


def row(exchange: Exchange) -> Content:
    """Return what a row says of an exchange, in words."""
    asked, response = exchange.request, exchange.response
    return {
        "number": exchange.number,
        "status": outcome(exchange),
        "ink": ink(exchange),
        "method": short(asked.method, 20) if asked else "",
        "place": short(asked.url.partition("://")[2] or asked.url, PLACE_CHARS) if asked else "",
        "time": clock(exchange.elapsed),
        "size": size(response.body.size) if response else "",
        "login": login_of(exchange),
    }


def login_of(exchange: Exchange) -> str:
    """Return whose credentials were sent, in words."""
    if exchange.imported:
        return "from a file"
    return whose(exchange.login) if exchange.login else "no login"


def filtered(
    exchanges: Sequence[Exchange], wanted: dict[str, str], text: Callable[[str], str]
) -> tuple[list[Exchange], Content]:
    """Return the exchanges that are as wanted, the newest first, and what can be wanted of all of them.

    Args:
        wanted: For some of FILTERS, one of its choices.
        text: Redacts; what is to be chosen is shown, and comes back as it was shown.
    """
    said = cache(lambda raw: short(text(raw), CHOICE_CHARS))
    chosen = [wanted.get(name) or None for name in FILTERS]
    choices: list[dict[str, None]] = [{} for _ in FILTERS]
    found = []
    for exchange in sorted(exchanges, key=lambda each: each.number, reverse=True):
        labels = [said(raw) for raw in _traits(exchange)]
        for known, label in zip(choices, labels, strict=True):
            known[label] = None
        if all(want is None or want == label for want, label in zip(chosen, labels, strict=True)):
            found.append(exchange)
    return found, {
        # Of too many the newest, in an order in which one is found.
        name: {"values": sorted([*known][:MOST_CHOICES]), "more": max(0, len(known) - MOST_CHOICES)}
        for name, known in zip(FILTERS, choices, strict=True)
    }


def _traits(exchange: Exchange) -> tuple[str, str, str, str]:
    """Return method, host, status and login of an exchange, as the filters call them."""
    asked = exchange.request
    method, place = (asked.method.upper(), host(origin(asked.url)).lower()) if asked else ("", "")
    return method or "none", place or "none", _status(exchange), login_of(exchange)


def _status(exchange: Exchange) -> str:
    if exchange.error is not None:
        return "failed"
    return _code(exchange.status) if exchange.status is not None else "nothing sent"


@cache
def _code(status: int) -> str:
    # Not in the server's words: what has one code is one choice.
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _without_bodies(exchange: Exchange) -> Exchange:
    """Return an exchange as a row needs it: its sizes, and short bodies, in which a flow says what it does."""
    if not any(
        _is_long(message.body) for leg in exchange.legs for message in (leg.request, leg.response) if message
    ):
        return exchange
    return replace(
        exchange,
        legs=tuple(replace(leg, request=_bare(leg.request), response=_bare(leg.response)) for leg in exchange.legs),
    )


def _is_long(body: Body) -> bool:
    return len(body.content) > BODY_BYTES


def _bare(message: Any) -> Any:
    return (
        replace(message, body=replace(message.body, content=b"")) if message and _is_long(message.body) else message
    )


def _identities(exchanges: list[Exchange]) -> dict[int, int]:
    """Return the numbers, each with which object it is: one whose body came later is put in anew."""
    return {exchange.number: id(exchange) for exchange in exchanges}
