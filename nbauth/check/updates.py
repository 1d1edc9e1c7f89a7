"""Yjs updates: what people typed into a shared document, put together again.

Who types makes an update per keystroke or so, and jupyter-collaboration keeps them all, also of what was deleted
later. No search of single updates finds a word in them. An update is a list of structs, each with the client that
made it and a clock that counts its characters (https://github.com/yjs/yjs, "Update format v1", and lib0/encoding).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["typed_texts"]

Run = tuple[int, int, str]
"""Client, clock, text."""


def typed_texts(updates: Iterable[bytes]) -> Iterator[str]:
    """Yield the texts that one client typed without anything else in between. What is no update is passed by."""
    runs: set[Run] = set()
    for update in updates:
        runs.update(_runs(update))
    client, end, parts = -1, 0, [""]
    for owner, clock, text in sorted(runs):
        units = text.encode("utf-16-le", "surrogatepass")
        if owner != client or clock > end:
            yield from filter(None, ["".join(parts)])
            client, end, parts = owner, clock, []
        # What was there already comes again in a checkpoint.
        parts.append(units[2 * (end - clock) :].decode("utf-16-le", "replace"))
        end = max(end, clock + len(units) // 2)
    yield from filter(None, ["".join(parts)])


def _runs(update: bytes) -> list[Run]:
    """Return the texts in one update, as far as it can be read."""
    reader = _Reader(update)
    found: list[Run] = []
    try:
        for _ in range(reader.number()):
            count, client, clock = reader.number(), reader.number(), reader.number()
            for _ in range(count):
                length, text = reader.struct()
                if text:
                    found.append((client, clock, text))
                clock += length
    except (IndexError, ValueError, UnicodeDecodeError, RecursionError):
        pass  # the rest is of another version, or damaged; its bytes are searched as they are
    return found


class _Reader:
    """Reads lib0's encoding from left to right; IndexError at the end of the data."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self) -> int:
        """Read a variable-length unsigned integer, the lowest seven bits first."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 63:
                raise ValueError("no number")

    def byte(self) -> int:
        return self._bytes(1)[0]

    def text(self) -> str:
        return self._bytes(self.number()).decode()

    def _bytes(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise IndexError
        self._at += count
        return self._data[self._at - count : self._at]

    def struct(self) -> tuple[int, str]:
        """Read one struct; return how far it moves the clock, and its text when it is text."""
        info = self.byte()
        kind = info & 0x1F
        if kind in (0, 10):  # collected garbage, a gap
            return self.number(), ""
        for flag in (0x80, 0x40):  # what stands left and right of it
            if info & flag:
                self.number(), self.number()
        if not info & 0xC0:
            if self.number():
                self.text()  # the name of its parent
            else:
                self.number(), self.number()
            if info & 0x20:
                self.text()  # its key in the parent
        return self._content(kind)

    def _content(self, kind: int) -> tuple[int, str]:
        match kind:
            case 1:  # deleted
                return self.number(), ""
            case 2:  # JSON
                count = self.number()
                for _ in range(count):
                    self.text()
                return count, ""
            case 3:  # bytes
                self._bytes(self.number())
            case 4:
                text = self.text()
                return len(text.encode("utf-16-le", "surrogatepass")) // 2, text
            case 5:  # embedded JSON
                self.text()
            case 6:  # format: key and value
                self.text(), self.text()
            case 7:  # a shared type; those of XML have a name
                if self.number() in (3, 5):
                    self.text()
            case 8:
                count = self.number()
                for _ in range(count):
                    self._any()
                return count, ""
            case 9:  # a document in the document
                self.text()
                self._any()
            case _:
                raise ValueError("unknown struct")
        return 1, ""

    def _any(self) -> None:
        """Read a value of any type, for its length."""
        kind = self.byte()
        match kind:
            case 116 | 119:  # bytes, text
                self._bytes(self.number())
            case 117:
                for _ in range(self.number()):
                    self._any()
            case 118:
                for _ in range(self.number()):
                    self.text()  # the member's name
                    self._any()
            case 122 | 123:
                self._bytes(8)
            case 124:
                self._bytes(4)
            case 125:
                self.number()
            case 120 | 121 | 126 | 127:
                pass
            case _:
                raise ValueError("unknown value")
