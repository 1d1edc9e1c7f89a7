"""Capture: a streamed body on its way. Detach: a response without the request that its stream still holds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from .._http import httpx

__all__ = ["MARGIN", "Capture", "detach"]

MARGIN = 8192
"""Bytes beyond the body limit that redaction sees, so that it finds a secret whole that the limit cuts in two."""


class Capture(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body on its way: passes everything on, keeps its first bytes, *limit* and a margin."""

    def __init__(self, stream: Any, limit: int, on_close: Callable[[], object] | None = None) -> None:
        # In a closure, as a Secret's value: a response's stream holds the request as it went over the wire.
        self._inner: Callable[[], Any] = lambda: stream
        self._limit, self._on_close = limit + MARGIN, on_close
        self.data = bytearray()
        self.size = 0
        self.ended = False

    @property
    def elapsed(self) -> Any:
        """What httpx2 reads the response's time from."""
        return getattr(self._inner(), "elapsed", None)

    def _keep(self, chunk: bytes) -> None:
        self.size += len(chunk)
        room = self._limit - len(self.data)
        if room > 0:
            self.data += chunk[:room]

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._inner():
            self._keep(chunk)
            yield chunk
        self.ended = True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner():
            self._keep(chunk)
            yield chunk
        self.ended = True

    def close(self) -> None:
        try:
            self._inner().close()
        finally:
            self._closed()

    async def aclose(self) -> None:
        try:
            await self._inner().aclose()
        finally:
            self._closed()

    def _closed(self) -> None:
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()


def detach(response: httpx.Response) -> None:
    """Let go of the stream of a closed response: it holds the request as it went over the wire."""
    elapsed = getattr(response.stream, "elapsed", None)
    if elapsed is not None:
        response.elapsed = elapsed  # where httpx2 keeps it on the stream
    response.stream = httpx.ByteStream(response.__dict__.get("_content", b""))
