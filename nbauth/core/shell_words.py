"""The words of one command line: what sh and Windows' cmd have in common.

`posix_words` and `cmd_words` each take the text that a browser's "Copy as cURL" writes for its shell, and what
people write by hand. Nothing but the command itself is read: what would run something else is refused by name and
place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import RequestSyntaxError

__all__ = ["ONE_COMMAND", "OPERATORS", "Reader", "Word", "is_for_cmd"]

OPERATORS = {
    "|": "a pipe (|)",
    "<": "a redirection (<)",
    ">": "a redirection (>)",
    "&": "another command after &",
    ";": "another command after ;",
    "(": "a parenthesis",
    ")": "a parenthesis",
    "\n": "another command on a line of its own",
}
ONE_COMMAND = "only the curl command itself is run: leave the rest off"

QUOTED = re.compile(r"'[^']*'?|\$'(?:[^'\\]|\\.)*'?|\"(?:[^\"\\]|\\.)*\"?|\\.", re.DOTALL)
OF_CMD = re.compile(r"(?<!\S)\^\"|\^[ \t]*(?:\n|\Z)")
AFTER_COMMAND = re.compile(r"\s*(?:#.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Word:
    """One argument, and where it begins; line and column count from 1.

    Bytes that are no UTF-8 (``$'\\xff'``) are in it as surrogates, as in `os.fsdecode`.
    """

    text: str = field(repr=False)
    line: int = 1
    column: int = 1

    def error(self, reason: str, hint: str = "") -> RequestSyntaxError:
        """Return an error that says where this word stands, and does not quote it."""
        return RequestSyntaxError(reason, self.line, self.column, hint=hint)


def is_for_cmd(text: str) -> bool:
    """Tell whether a command is quoted for cmd: a line that ends with ^, or a ^" outside of sh's quotes."""
    end = 0
    for quoted in QUOTED.finditer(text):
        if OF_CMD.search(text[end : quoted.start() + 1]):
            return True
        end = quoted.end()
    return bool(OF_CMD.search(text, end))


class Reader:
    """Goes through a text from *start* on; the text before it counts for lines and columns only."""

    def __init__(self, text: str, variables: Mapping[str, str], start: int) -> None:
        self._text, self._variables, self._at = text, variables, start

    def _place(self, at: int) -> tuple[int, int]:
        return self._text.count("\n", 0, at) + 1, at - self._text.rfind("\n", 0, at)

    def _refuse(self, reason: str, at: int, hint: str = ONE_COMMAND) -> RequestSyntaxError:
        return RequestSyntaxError(reason, *self._place(at), hint=hint)

    def _is_last(self, at: int) -> bool:
        """Tell whether nothing but white space and comments follows."""
        lines = self._text[at:].split("\n")
        return all(AFTER_COMMAND.fullmatch(line) for line in lines)
