"""%http_history: the requests so far, and what can be done with them."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import line_magic, magics_class, no_var_expand

from ..render.inert import line as line_of
from ..wire.failure import in_words
from .alive import widget
from .line import Line, Option, options_help, parse_line
from .magics import NotebookMagics
from .sessions import named_session
from .view import HistoryView

if TYPE_CHECKING:
    from ..core.record import Exchange
    from ..wire.history import SessionHistory
    from ..wire.session import Session

__all__ = ["HistoryMagics"]

HISTORY_OPTIONS = (
    Option("flow", help="Explain the flow: each request, what changed, how each answer is computed."),
    Option("save", "FILE", "Write them to a file for --load, a line for each, secrets as {{name}}."),
    Option("har", "FILE", "Write them as a HAR file."),
    Option("load", "FILE", "Add the requests of a saved file, or of a HAR file, of a browser too."),
    Option("curl", help="Print a curl command, for sh; secrets come from environment variables."),
    Option("python", help="Print a script with httpx."),
    Option("http", help="Print text for a %%http cell or a .http file."),
    Option("replay", help="Send one again; the logins are those of now."),
    Option("diff", help="Show two side by side: --diff A B."),
    Option("clear", help="Forget all of them."),
    Option("session", "NAME", "Another session than the notebook's."),
)

ACTIONS = ("save", "har", "load", "curl", "python", "http", "replay", "diff", "clear")

HISTORY_USAGE = """\
%http_history [N | N-M] [OPTIONS]     the requests so far, or those with these numbers

--curl, --python, --http and --replay take the last one where no number is given."""

HISTORY_HELP = f"{HISTORY_USAGE}\n\n{options_help(HISTORY_OPTIONS)}"

NUMBERS = re.compile(r"(\d{1,9})(?: ?- ?(\d{1,9}))?", re.ASCII)


@magics_class
class HistoryMagics(NotebookMagics):
    """Show what went over the wire."""

    @no_var_expand
    @line_magic
    def http_history(self, line: str) -> Any:
        given = parse_line(line, HISTORY_OPTIONS)
        if "help" in given:
            print(HISTORY_HELP)
            return None
        wanted = [action for action in ACTIONS if action in given]
        if len(wanted) > 1:
            raise UsageError(f"--{wanted[0]} and --{wanted[1]}: one of them at a time")
        session = named_session(given.get("session"), self._variables)
        match wanted:
            case ["clear" | "load" as action] if given.words:
                raise UsageError(f"--{action} takes no numbers")
            case ["clear"]:
                return session.history.clear()
            case ["load"]:
                return _loaded(session.history, str(given.get("load")))
            case ["diff"]:
                return _difference(session.history, given)
            case ["save" | "har" as action]:
                return _written(session.history, action, _chosen(session.history, given), str(given.get(action)))
            case ["replay"]:
                return _replayed(session, _chosen(session.history, given, newest=True))
            case ["curl" | "python" | "http" as action]:
                return print(getattr(session.history, action)(_chosen(session.history, given, newest=True)))
        if not given.words:
            return self._view(session, None, given)
        return self._view(session, _chosen(session.history, given), given)

    def _view(self, session: Session, chosen: list[Exchange] | None, given: Line) -> Any:
        """Return what shows these exchanges, or all: alive where somebody can use it."""
        flow, dropped = "flow" in given, 0 if chosen is not None else session.history.dropped
        alive = widget(self.shell, "history")
        if alive is not None:
            return alive(session, chosen, dropped, flow=flow)
        return HistoryView(list(session.history) if chosen is None else chosen, dropped, flow=flow)

    # What %http_history? shows.
    http_history.__doc__ = f"Show the requests so far.\n\n{HISTORY_HELP}"


def _chosen(history: SessionHistory, given: Line, *, newest: bool = False) -> list[Exchange]:
    """Return the exchanges with the numbers of the line; without one all of them, or the newest."""
    if not given.words:
        if not history:
            raise UsageError("nothing was sent yet")
        return [history[-1]] if newest else list(history)
    found = NUMBERS.fullmatch(" ".join(given.words))
    if not found:
        raise UsageError("%http_history takes a number or a range: %http_history 3, %http_history 2-5")
    first, last = int(found[1]), int(found[2] or found[1])
    chosen = history.numbered(first, last)
    if not chosen:
        kept = f"kept: {history[0].number} to {history[-1].number}" if history else "none is kept"
        raise UsageError(f"no request has such a number; {kept}")
    return chosen


def _difference(history: SessionHistory, given: Line) -> Any:
    numbers = [NUMBERS.fullmatch(word) for word in given.words]
    if len(numbers) != 2 or not all(found and not found[2] for found in numbers):
        raise UsageError("--diff takes the numbers of two requests: %http_history --diff 3 5")
    (old,), (new,) = (_chosen(history, Line([word])) for word in given.words)
    return history.diff(old, new)


def _replayed(session: Session, exchanges: Sequence[Exchange]) -> Any:
    if len(exchanges) > 1:
        raise UsageError("--replay takes the number of one request")
    with in_words(session):
        return session.history.replay(exchanges[0])


def _written(history: SessionHistory, action: str, exchanges: Sequence[Exchange], path: str) -> None:
    write = history.save if action == "save" else history.to_har
    problem = ""
    try:
        count = write(path, exchanges)
    except OSError as exc:
        problem = exc.strerror or type(exc).__name__
    if problem:
        # The path is not repeated, nor is an error that holds it kept.
        raise UsageError(f"--{action}: the file cannot be written: {problem}")
    legs = sum(len(exchange.legs) for exchange in exchanges)
    print(f"{count} exchanges with {legs} requests are in the file")


def _loaded(history: SessionHistory, path: str) -> HistoryView:
    problem, added = "", []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            added = history.load(path)
        except OSError as exc:
            problem = exc.strerror or type(exc).__name__
    if problem:
        raise UsageError(f"--load: the file cannot be read: {problem}")
    for warning in caught:
        print(f"note: {line_of(str(warning.message))}", file=sys.stderr)
    return HistoryView(added)
