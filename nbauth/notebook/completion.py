"""Tab completion on the lines and in the cells of nbauth's magics, and nowhere else.

IPython asks every matcher about every text. This one answers for its own magics alone; there it answers alone, so
that no Python name is mixed in, even when it has nothing to offer.
"""

from __future__ import annotations

import logging
import re
import traceback
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

if TYPE_CHECKING:
    from .offer import Offer

__all__ = ["Completion", "add_completion"]

PRIORITY = 1000.0
"""Before all others, which then are not even asked."""

LINE = re.compile(r"\s*(?:[^=%#]*=\s*)?%(auth|http_history|http)(?:\s|$)")
"""``%http``, and ``r = %http``, which IPython takes as well."""
SESSION = re.compile(r"--session[ =]\s*(\w+)")
CELL = re.compile(r"\s*%%(\w+)")
PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun"})
"""Cell magics whose body is Python, so that a line of it may be ours."""

log = logging.getLogger("nbauth.completion")


class Completion:
    """Completes for one shell."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    @context_matcher(identifier="nbauth", priority=PRIORITY)  # type: ignore[untyped-decorator]
    def match(self, context: CompletionContext) -> SimpleMatcherResult:
        """Return what can stand at the cursor. Never raises: what fails is logged, and the others are asked."""
        text = context.full_text
        if "%auth" not in text and "%http" not in text:
            return {"completions": [], "suppress": False}
        try:
            offer = self._offer(text, context.cursor_line, context.cursor_position)
        except Exception as exc:
            # Type and place: its message may hold what was typed.
            frame = traceback.extract_tb(exc.__traceback__)[-1]
            where = f"{frame.name} ({frame.filename.rpartition('nbauth')[2]}:{frame.lineno})"
            log.warning("completion failed: %s in nbauth%s", type(exc).__name__, where)
            offer = None
        if offer is None:
            return {"completions": [], "suppress": False}
        return {
            "completions": _Alone(SimpleCompletion(text=text, type=offer.kind) for text in offer.words),
            "matched_fragment": offer.fragment,
            "suppress": True,
            "ordered": True,
        }

    def _offer(self, text: str, line: int, column: int) -> Offer | None:
        cursor = find_cursor(text, line, column)
        if cursor is None:
            return None
        # With the first completion, and not with the extension: what a cell can hold is much to import.
        from .cell_completion import complete_cell
        from .line_completion import complete_line

        variables = self._shell.user_ns
        if cursor.body is None:
            return complete_line(cursor.magic, cursor.before, cursor.after, variables)
        session = SESSION.search(cursor.before)
        return complete_cell(cursor.body, cursor.row, cursor.column, variables, session[1] if session else None)


class _Alone(list[SimpleCompletion]):
    """Completions beside which no others are wanted, also when there are none.

    IPython lets a matcher suppress the others only when it has completions itself, and asks for their number.
    """

    def __len__(self) -> int:
        return max(1, super().__len__())


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the cursor is in a magic.

    Attributes:
        before: The magic's line behind its name, up to the cursor; all of it when the cursor is in the body.
        after: What stands behind the cursor on its line.
        body: The lines of the cell below the magic's; None when the cursor is on the magic's line.
        row, column: Where the cursor is in the body, from 0.
    """

    magic: str
    before: str
    after: str = ""
    body: tuple[str, ...] | None = None
    row: int = 0
    column: int = 0


def find_cursor(text: str, line: int, column: int) -> Cursor | None:
    """Return where in one of our magics the cursor is; None outside of them. *line* and *column* count from 0."""
    lines = text.split("\n")
    first = next((number for number, each in enumerate(lines) if each.strip()), 0)
    cell = CELL.match(lines[first])
    if cell and cell[1] == "http" and line >= first:
        rest = lines[first][cell.end() :]
        if line > first:
            return Cursor("%http", rest, body=tuple(lines[first + 1 :]), row=line - first - 1, column=column)
        if column <= cell.end():
            return None  # in its name
        return Cursor("%http", lines[first][cell.end() : column], lines[first][column:])
    if cell and cell[1] not in PYTHON_CELLS:
        return None
    begin = line
    while begin > 0 and lines[begin - 1].endswith("\\"):
        begin -= 1
    before = "".join(f"{each[:-1]} " for each in lines[begin:line]) + lines[line][:column]
    found = LINE.match(before)
    if found is None or found.end(1) == len(before) or _in_string(lines[:begin]):
        return None
    return Cursor(found[1], before[found.end(1) :], lines[line][column:])


def _in_string(lines: list[str]) -> bool:
    """Tell whether a text in three quotes is open at the end of these lines."""
    text = "\n".join(lines)
    return any(text.count(quotes) % 2 for quotes in ('"""', "'''"))


def add_completion(shell: Any, undo: ExitStack) -> None:
    """Let the shell ask `Completion` about each text."""
    completer = getattr(shell, "Completer", None)
    if completer is None:
        return  # a shell without completion
    match = Completion(shell).match
    completer.custom_matchers.append(match)
    undo.callback(completer.custom_matchers.remove, match)
