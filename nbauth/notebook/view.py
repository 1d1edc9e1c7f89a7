"""How responses, exchanges and the history are shown: text always, HTML where a page is there.

What renders is imported when the first of them is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .alive import cell_id, widget

if TYPE_CHECKING:
    from ..core.history import History
    from ..core.record import Exchange
    from ..wire.answer import Unanswered

__all__ = [
    "FlowView",
    "HistoryView",
    "exchange_bundle",
    "history_bundle",
    "print_exchange",
    "print_responses",
    "response_bundle",
    "responses_bundle",
    "show_response",
    "waiting_for",
]

Bundle = dict[str, str]


def response_bundle(response: Any) -> Bundle:
    """Return the card of any `httpx.Response`; one that came through a session shows all its legs."""
    return exchange_bundle(_exchange(response))


def exchange_bundle(exchange: Exchange) -> Bundle:
    """Return the card of an exchange."""
    from ..render.card import Card
    from ..render.style import frame

    card = Card(exchange)
    return {"text/plain": "\n".join(card.text()), "text/html": frame(card.html())}


def responses_bundle(responses: Iterable[Any]) -> Bundle:
    """Return the cards of all responses of a cell; a row for each where there are many."""
    from ..render.responses import responses_html, responses_text

    exchanges = list(map(_exchange, responses))
    return {"text/plain": responses_text(exchanges), "text/html": responses_html(exchanges)}


def show_response(shown: Any) -> None:
    """Show a 401 that no login has answered with a form for what it asks, where somebody can fill it in.

    For IPython's display formatter, which goes on with the others where this raises NotImplementedError.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    found = waiting_for(shown)
    form = None if found is None or found.is_open_elsewhere(cell_id(shell)) else widget(shell, "answer")
    if form is None:
        raise NotImplementedError
    bundle = responses_bundle if isinstance(shown, list) else response_bundle
    form(lambda: waiting_for(shown), lambda: bundle(shown), cell_id(shell))._ipython_display_()


def waiting_for(shown: Any) -> Unanswered | None:
    """Return the first 401 that a login could answer, of a response or of several."""
    from ..wire.answer import unanswered

    found = (unanswered(each) for each in (shown if isinstance(shown, list) else [shown]))
    return next((each for each in found if each is not None), None)


def print_responses(responses: Iterable[Any], printer: Any, cycle: bool) -> None:
    """Print the same as text, for IPython's pretty printer: it has one of its own for lists."""
    from ..render.responses import responses_text

    printer.text(responses_text(list(map(_exchange, responses))))


def print_exchange(exchange: Exchange, printer: Any, cycle: bool) -> None:
    """Print a card, or a line for one that stands in a list, for IPython's pretty printer."""
    from ..render.card import exchange_text, head_text

    is_in_a_list = len(printer.stack) > 1
    printer.text(
        f"<Exchange {exchange.number}: {head_text(exchange)}>" if is_in_a_list else exchange_text(exchange)
    )


def history_bundle(history: History) -> Bundle:
    """Return the rows of a history."""
    return _rows(list(history), history.dropped)


def _rows(exchanges: Sequence[Exchange], dropped: int = 0, *, flow: bool = False) -> Bundle:
    from ..render.history import HistoryRows

    rows = HistoryRows(exchanges, dropped, flow=flow)
    return {"text/plain": rows.text(), "text/html": rows.html()}


class HistoryView:
    """Some exchanges, as they are at this moment.

    Args:
        dropped: How many older ones the history has let go of.
        flow: Whether each row shows its whole flow, and is open.
    """

    def __init__(self, exchanges: Sequence[Exchange], dropped: int = 0, flow: bool = False) -> None:
        self._exchanges, self._dropped, self._flow = list(exchanges), dropped, flow

    def __repr__(self) -> str:
        from ..render.history import HistoryRows

        return HistoryRows(self._exchanges, self._dropped, flow=self._flow).text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return _rows(self._exchanges, self._dropped, flow=self._flow)


class FlowView:
    """What went over the wire for one response or exchange, or for several: without headers and bodies."""

    def __init__(self, shown: Any) -> None:
        self._exchanges = list(map(_exchange, shown if isinstance(shown, list | tuple) else [shown]))

    def __repr__(self) -> str:
        return self._repr_mimebundle_()["text/plain"]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        from ..render.story import flow_html, flow_text

        if len(self._exchanges) != 1:
            return _rows(self._exchanges, flow=True)
        return {"text/plain": flow_text(self._exchanges[0]), "text/html": flow_html(self._exchanges[0])}


def _exchange(response: Any) -> Exchange:
    """Return what a session has recorded of a response, else what is known of it."""
    from ..core.record import Exchange

    exchange = response if isinstance(response, Exchange) else response.extensions.get("nbauth.exchange")
    if isinstance(exchange, Exchange):
        return exchange
    from ..wire.outside import exchange_of
    from ..wire.sessions import session

    return exchange_of(response, session().redactor)
