"""How responses and the history are shown: text always, HTML where a page is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.record import Exchange
from ..render.html import exchange_html, history_html
from ..render.text import exchange_text, history_text

__all__ = ["FlowView", "HistoryView", "print_responses", "response_bundle", "responses_bundle"]

Bundle = dict[str, str]

CARDS = 10
"""Responses of one cell that are shown as cards."""


def response_bundle(response: Any) -> Bundle:
    """Return the card of any `httpx.Response`; one that came through a session shows all its legs."""
    exchange = response.extensions.get("nbauth.exchange")
    if not isinstance(exchange, Exchange):
        from ..wire.outside import exchange_of
        from ..wire.sessions import session

        exchange = exchange_of(response, session().redactor)
    return {"text/plain": exchange_text(exchange), "text/html": exchange_html(exchange)}


def responses_bundle(responses: Any) -> Bundle:
    """Return the cards of several responses; rows where there are many."""
    exchanges = [response.extensions["nbauth.exchange"] for response in responses]
    is_long = len(exchanges) > CARDS
    html = history_html(exchanges) if is_long else "".join(exchange_html(each) for each in exchanges)
    return {"text/plain": _several(exchanges), "text/html": html}


def print_responses(responses: Any, printer: Any, cycle: bool) -> None:
    """Print the same as text, for IPython's pretty printer."""
    printer.text(_several([response.extensions["nbauth.exchange"] for response in responses]))


def _several(exchanges: Sequence[Exchange]) -> str:
    if len(exchanges) > CARDS:
        return history_text(exchanges)
    return "\n\n".join(exchange_text(each) for each in exchanges)


class FlowView:
    """What went over the wire for some responses, step by step, without headers and bodies."""

    def __init__(self, responses: Sequence[Any]) -> None:
        self._exchanges = [response.extensions["nbauth.exchange"] for response in responses]

    def __repr__(self) -> str:
        return history_text(self._exchanges)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return {"text/plain": repr(self), "text/html": history_html(self._exchanges)}


class HistoryView:
    """Some exchanges, as they are at this moment."""

    def __init__(self, exchanges: Sequence[Exchange], dropped: int = 0) -> None:
        self._exchanges, self._dropped = list(exchanges), dropped

    def __repr__(self) -> str:
        return history_text(self._exchanges, self._dropped)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return {"text/plain": repr(self), "text/html": history_html(self._exchanges, self._dropped)}
