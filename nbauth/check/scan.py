"""Search the parts of a file, and say where a credential is and of what kind. No value leaves this module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..core.ansi import ANSI
from ..core.made_up import is_placeholder, is_well_known
from ..core.shapes import TELLING, find_credentials
from .logins import Values
from .piece import Note, Piece, text_of

__all__ = ["ALLOW", "Finding", "scan"]

ALLOW = "nbauth: allow"
"""On a line, it says that what looks like a credential there is none. A value in use is reported all the same."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A credential in a file.

    Attributes:
        where: The part of the file; empty for the file itself.
        line: The line of that part, from 1; 0 where it has no lines.
    """

    path: str
    where: str
    line: int
    kind: str

    def __str__(self) -> str:
        line = f":line {self.line}" if self.where else f":{self.line}"
        where = f":{self.where}" if self.where else ""
        return f"{self.path}{where}{line if self.line else ''}: {self.kind}"


def scan(
    path: str, parts: Iterable[Piece | Note], values: Values, *, is_made_up: bool = False
) -> Iterator[Finding | Note]:
    """Yield what is found in the parts of the file at *path*, each place and kind once; notes pass through.

    Args:
        is_made_up: Passwords there are made up, as in tests; tokens that say whose they are and values in use
            are told all the same.
    """
    kinds: set[str] = set()
    seen: set[Finding] = set()
    for part in parts:
        if isinstance(part, Note):
            yield part
            continue
        known = frozenset(kinds) if part.again else frozenset()
        for line, kind, is_certain in _found(part, values):
            if is_made_up and not is_certain:
                continue
            finding = Finding(path, part.where, line, kind)
            if kind not in known and finding not in seen:
                kinds.add(kind)
                seen.add(finding)
                yield finding


def _found(part: Piece, values: Values) -> Iterator[tuple[int, str, bool]]:
    """Yield line and kind of what is in one part, and whether it can be nothing else."""
    if part.kind:
        if not is_placeholder(str(part.content)) and not is_well_known(str(part.content)):
            yield 0, part.kind, False
        return
    text, has_lines = (part.content, True) if isinstance(part.content, str) else text_of(part.content)
    lines = Lines(text)
    where: dict[str, list[int]] = {kind: [] for kind in (*values.found(part.content), *values.found(text))}
    for number, line in enumerate(lines.all if where else (), 1):
        for kind in values.found(line):
            where.setdefault(kind, []).append(number)
    for kind, numbers in where.items():
        # None: the value runs over a line break, or only the bytes have it.
        yield from ((number if has_lines else 0, kind, True) for number in numbers or [0])
    if "\x1b" in text:
        text = ANSI.sub(b"", text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
        lines = Lines(text)
    for found in find_credentials(text):
        number = lines.number(found.start)
        if ALLOW not in lines.all[number - 1]:
            yield number if has_lines else 0, found.kind, found.kind in TELLING


class Lines:
    """The lines of a text, and which one a position is in. Asked from left to right."""

    def __init__(self, text: str) -> None:
        self.all = text.split("\n")
        self._text, self._at, self._number = text, 0, 1

    def number(self, position: int) -> int:
        """Return the line of *position*, from 1."""
        self._number += self._text.count("\n", self._at, position)
        self._at = position
        return self._number
