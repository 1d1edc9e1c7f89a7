"""What arrived at the playground: Seen, one request; Arrivals, all of them in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Arrivals", "Seen", "recorded"]

MOST_REQUESTS = 1000
MOST_BYTES = 32 * 1024 * 1024
MOST_BODY = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived.

    Attributes:
        path: As it was on the wire, percent-encoded, without the query.
        headers: Names in any case; ``headers.getlist(name)`` gives repeated ones.
        status: What was answered; None while it is not, and when the connection was cut instead.
        origin: Which of the two origins it arrived at.
        query: What stood behind the ``?``.
    """

    method: str
    path: str
    # Credentials are in here: whoever wants to see them asks for them.
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)
    status: int | None
    origin: str
    query: str = field(default="", repr=False)


class Arrivals(Sequence[Seen]):
    """The last 1000 requests (at most 32 MiB of bodies), in the order of arrival; safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[int, Seen] = {}
        self._next = 0
        self._bytes = 0

    def add(self, entry: Seen) -> int:
        """Append *entry*; return the number by which `answer` finds it."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._entries[number] = entry
            self._bytes += len(entry.body)
            while len(self._entries) > MOST_REQUESTS or self._bytes > MOST_BYTES:
                oldest = self._entries.pop(next(iter(self._entries)))
                self._bytes -= len(oldest.body)
            return number

    def answer(self, number: int, status: int) -> None:
        """Note how a request was answered, if it is still here."""
        with self._lock:
            if number in self._entries:
                self._entries[number] = replace(self._entries[number], status=status)

    def clear(self) -> None:
        """Forget all that arrived so far."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _all(self) -> list[Seen]:
        with self._lock:
            return list(self._entries.values())

    @overload
    def __getitem__(self, index: int) -> Seen: ...
    @overload
    def __getitem__(self, index: slice) -> list[Seen]: ...
    def __getitem__(self, index: int | slice) -> Seen | list[Seen]:
        return self._all()[index]

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def __iter__(self) -> Iterator[Seen]:
        return iter(self._all())

    def __repr__(self) -> str:
        lines = (f"{one.method} {one.path} -> {one.status or 'no answer'}  at {one.origin}" for one in self)
        return "\n".join(lines) or "nothing arrived yet"


def recorded(app: ASGIApp, arrivals: Arrivals) -> ASGIApp:
    """Return *app* with every request noted in *arrivals* before it is answered."""

    async def record(scope: Scope, receive: Receive, send: Send) -> None:
        # The whole body is read first: an answer to half a request would be lost with the connection.
        body, is_whole = await _read(receive)
        host, port = scope["server"]
        number = arrivals.add(
            Seen(
                method=scope["method"],
                path=scope["raw_path"].decode("ascii", "backslashreplace"),
                headers=Headers(raw=list(scope["headers"])),
                body=body,
                status=None,
                origin=f"http://{host}:{port}",
                query=scope["query_string"].decode("ascii", "backslashreplace"),
            )
        )
        is_read = False

        async def receive_again() -> Message:
            nonlocal is_read
            if is_read:
                return await receive()
            is_read = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                arrivals.answer(number, message["status"])
            await send(message)

        if is_whole:
            await app(scope, receive_again, send_noted)
        else:
            close = [(b"content-length", b"0"), (b"connection", b"close")]
            await send_noted({"type": "http.response.start", "status": 413, "headers": close})
            await send_noted({"type": "http.response.body", "body": b""})

    return record


async def _read(receive: Receive) -> tuple[bytes, bool]:
    """Return the body, and whether all of it came and is small enough."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body), False
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            return b"", False
        if not message.get("more_body", False):
            return bytes(body), True
