"""What is left of a secret where others have cut it: its beginning before an ellipsis, or its end after one.

pandas cuts a cell at 50 characters, reprlib and ipywidgets what is too long to show, IPython's ``?`` in the middle.
A beginning of six characters or more is found, escaped or not; so is an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .escapes import UNESCAPED, expression, expressions, fold

__all__ = ["Cut", "has_marks", "marks", "near_marks"]

PIECE = 6
"""Fewer characters are in other words too."""

NEAR = 8
"""Bytes that may stand between a piece and its mark: a quote, a blank, half an escape."""

WIDEST = 12
"""Bytes of one escaped character here; what is escaped more than once is rarely cut after that."""

MARK = re.compile(rb"\.\.\.|\xe2\x80\xa6|\\u2026|&hellip;")


def has_marks(folded: bytes) -> bool:
    """Tell whether something may be cut off in *folded*; asked of every text, so what is rare is asked first."""
    return (
        b"..." in folded
        or (b"\\" in folded and b"\\u2026" in folded)
        or (b"&" in folded and b"&hellip;" in folded)
        or (not folded.isascii() and b"\xe2\x80\xa6" in folded)
    )


def marks(folded: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the ellipses are between two positions."""
    return [match.span() for match in MARK.finditer(folded, start, end)]


def near_marks(folded: bytes, reach: int) -> bytes:
    """Return what stands around the marks of a text, where that is less than all of it."""
    found = marks(folded, 0, len(folded))
    if len(found) * 2 * reach > len(folded):
        return folded
    return b"\n".join(folded[max(0, left - reach) : right + reach] for left, right in found)


class Cut:
    """The pieces that a cut leaves of one text.

    Attributes:
        reach: Bytes that a piece takes at most, with what stands between it and its mark.
    """

    def __init__(self, text: str) -> None:
        head, tail = text[:PIECE], text[-PIECE:]
        self._head, self._tail = re.compile(expression(head)), re.compile(expression(tail))
        self._probes = tuple(filter(None, (probe(head), probe(tail))))
        # Most characters are never escaped: a text in place of an expression.
        self._parts = [fold(part.decode()) if part.isalnum() else re.compile(part) for part in expressions(text)]
        self.reach = WIDEST * len(text) + NEAR

    def may_be_in(self, near: bytes) -> bool:
        """Tell cheaply whether a piece may be in what stands around marks."""
        return len(self._probes) < 2 or any(probe in near for probe in self._probes)

    def spans(
        self, folded: bytes, found: Sequence[tuple[int, int]], start: int, end: int
    ) -> Iterator[tuple[int, int]]:
        """Yield where the pieces are that stand beside the marks that were found between two positions."""
        for at, (left, right) in enumerate(found):
            # No further than the next mark: so each byte is looked at once or twice.
            before = max(start, left - self.reach, found[at - 1][1] if at else 0)
            after = min(end, right + self.reach, found[at + 1][0] if at + 1 < len(found) else end)
            for head in self._head.finditer(folded, before, left):
                stop, _ = self._walk(folded, head.start(), left, 0)
                if left - stop <= NEAR:
                    yield head.start(), stop
            if self._tail.search(folded, right, after):
                yield from self._end(folded, right, after)

    def _end(self, folded: bytes, right: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the end of the text that begins just after *right*, when one does; the longest."""
        for start in range(right, min(right + NEAR, end) + 1):
            for first in range(len(self._parts) - PIECE + 1):
                at, is_whole = self._walk(folded, start, end, first)
                if is_whole:
                    yield start, at
                    return

    def _walk(self, folded: bytes, at: int, end: int, first: int) -> tuple[int, bool]:
        """Go on from *at* as long as the text's characters come, from the one with the number *first* on.

        Return where that ends, and whether the last one has come.
        """
        for part in self._parts[first:]:
            if isinstance(part, bytes):
                after = at + len(part) if folded.startswith(part, at, end) else at
            else:
                # The longest: an & may be all of it, or begin one that is written &amp;.
                ends = range(min(at + WIDEST, end), at, -1)
                after = next((stop for stop in ends if part.fullmatch(folded, at, stop)), at)
            if after == at:
                return at, False
            at = after
        return at, True


def probe(piece: str) -> bytes:
    """Return the longest run of a piece that no writer escapes; empty when it tells too little."""
    runs = re.split(f"[^{re.escape(''.join(sorted(UNESCAPED)))}]", piece)
    run = fold(max(runs, key=len))
    return run if len(run) > 2 else b""
