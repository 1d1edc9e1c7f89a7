"""How responses and the history are shown: text always, HTML where a page is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.record import Exchange
from ..render.html import exchange_html, history_html
from ..render.text import exchange_text, history_text

__all__ = ["HistoryView", "response_bundle"]

Bundle = dict[str, str]


def response_bundle(response: Any) -> Bundle:
    """Return the card of any `httpx.Response`; one that came through a session shows all its legs."""
    exchange = response.extensions.get("nbauth.exchange")
    if not isinstance(exchange, Exchange):
        from ..wire.outside import exchange_of
        from ..wire.sessions import session

        exchange = exchange_of(response, session().redactor)
    return {"text/plain": exchange_text(exchange), "text/html": exchange_html(exchange)}


class HistoryView:
    """Some exchanges, as they are at this moment."""

    def __init__(self, exchanges: Sequence[Exchange], dropped: int = 0) -> None:
        self._exchanges, self._dropped = list(exchanges), dropped

    def __repr__(self) -> str:
        return history_text(self._exchanges, self._dropped)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return {"text/plain": repr(self), "text/html": history_html(self._exchanges, self._dropped)}
