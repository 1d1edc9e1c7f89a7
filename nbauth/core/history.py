"""History: the exchanges of a session, oldest first, bounded by count and by bytes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count
from typing import overload
from urllib.parse import urlsplit

from .record import Exchange

__all__ = ["History"]

OVERHEAD = 2048
"""Bytes that an exchange costs apart from its bodies: objects, headers, URL; about, for two legs."""

AT_LEAST_ONE = "a history keeps one exchange at least: limit and byte_limit are 1 or more"


class History(Sequence[Exchange]):
    """The newest exchanges of a session, newest last.

    Holds `limit` exchanges at most, and as many as fit in `byte_limit` bytes of bodies (2 KiB are counted
    for the rest of each); the newest one is kept whatever its size. `dropped` counts those that made room.
    Safe to use from several threads.
    """

    def __init__(self, *, limit: int = 1000, byte_limit: int = 64 * 2**20) -> None:
        if limit < 1 or byte_limit < 1:
            raise ValueError(AT_LEAST_ONE)
        self.limit = limit
        self.byte_limit = byte_limit
        self.dropped = 0
        self._lock = threading.Lock()
        self._exchanges: deque[Exchange] = deque()
        self._costs: deque[int] = deque()  # of each exchange, which would be counted twice else
        self._bytes = 0
        self._numbers = count(1)

    def resize(self, *, limit: int | None = None, byte_limit: int | None = None) -> None:
        """Set new bounds; None leaves one as it is. What is too much is dropped now, the oldest first."""
        if (limit is not None and limit < 1) or (byte_limit is not None and byte_limit < 1):
            raise ValueError(AT_LEAST_ONE)
        with self._lock:
            self.limit = self.limit if limit is None else limit
            self.byte_limit = self.byte_limit if byte_limit is None else byte_limit
            self._make_room()

    def next_number(self) -> int:
        """Return the number for a new exchange: from 1 up, never used again, not after `clear` either."""
        return next(self._numbers)

    def append(self, exchange: Exchange) -> None:
        """Keep *exchange* as the newest; the oldest ones make room."""
        with self._lock:
            size = cost(exchange)
            self._exchanges.append(exchange)
            self._costs.append(size)
            self._bytes += size
            if len(self._exchanges) > self.limit or self._bytes > self.byte_limit:
                self._make_room()

    def replace(self, exchange: Exchange) -> None:
        """Put *exchange* in place of the one with its number; ignored when that was dropped meanwhile."""
        with self._lock:
            # Mostly one of the newest: what is completed later is a body that was streamed.
            for index in range(len(self._exchanges) - 1, -1, -1):
                old = self._exchanges[index]
                if old.number == exchange.number:
                    size = cost(exchange)
                    self._exchanges[index] = exchange
                    self._bytes += size - self._costs[index]
                    self._costs[index] = size
                    self._make_room()
                    return

    def _make_room(self) -> None:
        while len(self._exchanges) > self.limit or (self._bytes > self.byte_limit and len(self._exchanges) > 1):
            self._exchanges.popleft()
            self._bytes -= self._costs.popleft()
            self.dropped += 1

    def clear(self) -> None:
        """Forget all exchanges; numbers go on."""
        with self._lock:
            self._exchanges.clear()
            self._costs.clear()
            self._bytes = 0
            self.dropped = 0

    def numbered(self, first: int, last: int | None = None) -> list[Exchange]:
        """Return the exchange with this number, or those up to *last*, oldest first; none where none is kept."""
        end = first if last is None else last
        return [exchange for exchange in self if first <= exchange.number <= end]

    def find(
        self,
        *,
        method: str | None = None,
        host: str | None = None,
        status: int | None = None,
        login: str | None = None,
    ) -> list[Exchange]:
        """Return the exchanges that are so, oldest first; what is None does not matter.

        `method` and `host` are those of what was asked for, in any case; `status` is the final one.
        """
        return [
            exchange
            for exchange in self
            if (method is None or (exchange.request and exchange.request.method.upper() == method.upper()))
            and (host is None or host_of(exchange) == host.lower())
            and (status is None or exchange.status == status)
            and (login is None or exchange.login == login)
        ]

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> list[Exchange]: ...
    def __getitem__(self, index: int | slice) -> Exchange | list[Exchange]:
        with self._lock:
            return list(self._exchanges)[index] if isinstance(index, slice) else self._exchanges[index]

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        with self._lock:
            return iter(list(self._exchanges))

    def __repr__(self) -> str:
        with self._lock:
            kept, dropped, size = len(self._exchanges), self.dropped, self._bytes
        gone = f", {dropped} older dropped" if dropped else ""
        return f"<History: {kept} exchanges{gone}, {size / 2**20:.1f} MiB>"


def cost(exchange: Exchange) -> int:
    """Return the bytes that *exchange* counts for."""
    return exchange.size + OVERHEAD


def host_of(exchange: Exchange) -> str:
    """Return the host that was asked, lower-case and without port; empty when nothing went out."""
    return urlsplit(exchange.request.url).hostname or "" if exchange.request else ""
