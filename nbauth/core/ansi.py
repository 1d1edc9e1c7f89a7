"""Terminal escapes (ECMA-48), which may run through a secret: text without them, and where its parts were."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from .forms import Forms

__all__ = ["Stripped", "has_ansi"]

# CSI, OSC and the two-character escapes. Each alternative ends before the next escape, so time is linear.
ANSI = re.compile(
    rb"(?:\x1b\[|\xc2\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]", re.DOTALL
)


def has_ansi(raw: bytes) -> bool:
    """Tell whether terminal escapes may be in *raw*."""
    return b"\x1b" in raw or (not raw.isascii() and b"\xc2\x9b" in raw)


class Stripped:
    """A text without its terminal escapes, and where each part of it was."""

    def __init__(self, raw: bytes) -> None:
        self._starts, self._origins = [0], [0]
        pieces, at = [], 0
        for match in ANSI.finditer(raw):
            pieces.append(raw[at : match.start()])
            self._starts.append(self._starts[-1] + match.start() - at)
            at = match.end()
            self._origins.append(at)
        pieces.append(raw[at:])
        self.folded = b"".join(pieces).lower()

    def spans(self, form: Forms, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans, in the text as it was, of a secret between two positions of it."""
        for left, right in form.spans(self.folded, self._position(start), self._position(end)):
            yield self._origin(left), self._origin(right - 1) + 1

    def _position(self, origin: int) -> int:
        piece = bisect_right(self._origins, origin) - 1
        position = self._starts[piece] + origin - self._origins[piece]
        return position if piece + 1 == len(self._starts) else min(position, self._starts[piece + 1])

    def _origin(self, position: int) -> int:
        piece = bisect_right(self._starts, position) - 1
        return self._origins[piece] + position - self._starts[piece]
