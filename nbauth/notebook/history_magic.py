"""%http_history: the requests so far."""

from __future__ import annotations

import re
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand

from .line import Option, options_help, parse_line
from .sessions import named_session
from .view import HistoryView

__all__ = ["HistoryMagics"]

HISTORY_OPTIONS = (
    Option("clear", help="Forget all of them."),
    Option("session", "NAME", "Another session than the notebook's."),
)

HISTORY_USAGE = "%http_history [N | N-M] [OPTIONS]     the requests so far, or those with these numbers"

HISTORY_HELP = f"{HISTORY_USAGE}\n\n{options_help(HISTORY_OPTIONS)}"

NUMBERS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)


@magics_class
class HistoryMagics(Magics):
    """Show what went over the wire."""

    @property
    def _variables(self) -> dict[str, Any]:
        shell: Any = self.shell
        return shell.user_ns  # type: ignore[no-any-return]

    @no_var_expand
    @line_magic
    def http_history(self, line: str) -> HistoryView | None:
        given = parse_line(line, HISTORY_OPTIONS)
        if "help" in given:
            print(HISTORY_HELP)
            return None
        history = named_session(given.get("session"), self._variables).history
        if "clear" in given:
            history.clear()
            return None
        if not given.words:
            return HistoryView(list(history), history.dropped)
        found = NUMBERS.fullmatch("".join(given.words))
        if not found:
            raise UsageError("%http_history takes a number or a range: %http_history 3, %http_history 2-5")
        first, last = int(found[1]), int(found[2] or found[1])
        shown = [exchange for exchange in history if first <= exchange.number <= last]
        if not shown:
            kept = f"kept: {history[0].number} to {history[-1].number}" if len(history) else "none is kept"
            raise UsageError(f"no request has such a number; {kept}")
        return HistoryView(shown)

    # What %http_history? shows.
    http_history.__doc__ = f"Show the requests so far.\n\n{HISTORY_HELP}"
