"""Origins on this machine that keep every byte they are sent, and answer as a test tells them.

One `Sink` is a thread that listens on two ports. Both speak http and https, so that origins can differ by their
scheme alone, and `resolve_names` lets every name reach them, so that they can differ by their host alone. It is a
proxy too: of https a tunnel that ends in itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

SERVERS = {"http": ("http", 0), "http2nd": ("http", 1), "https": ("https", 0)}
"""What tests call the servers: scheme and number of the port."""

TLS_HANDSHAKE = b"\x16"
TUNNEL = b"CONNECT"

HANG = "hang"
"""An answer that never comes; the connection stays open until the sink is closed."""

CLOSE = "close"
"""No answer: the connection is closed."""

CHALLENGE = 'Digest realm="r", nonce="n0nce", qop="auth", algorithm=MD5'


@dataclass(frozen=True)
class Arrived:
    """One request, byte for byte.

    Attributes:
        scheme: Of the server that it came to; "connect" for what asks a proxy for a tunnel.
        connection: Which one it came on.
        port: Which one it came to.
    """

    scheme: str
    raw: bytes
    connection: int = 0
    port: int = 0

    @property
    def head(self) -> list[str]:
        return self.raw.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]

    @property
    def target(self) -> str:
        return self.head[0].split(" ")[1]

    @property
    def path(self) -> str:
        """Also of the absolute form, that a proxy of http gets."""
        return re.sub(r"^https?://[^/]*", "", self.target).partition("?")[0]

    @property
    def headers(self) -> dict[str, str]:
        """By lower-case name; of a repeated header the last."""
        pairs = (line.partition(":") for line in self.head[1:])
        return {name.lower(): value.strip() for name, _, value in pairs}

    @property
    def origin(self) -> str:
        """Where the sender meant to be."""
        return f"{self.scheme}://{self.headers.get('host', '')}"


Answer = bytes | str | Iterable[bytes]


class Sink:
    """Two ports and all that they received. Answers are set by path, or by origin and path.

    Attributes:
        arrived: In order.
        names: Hosts that were looked up, where `resolve_names` is in use.
        stray: What was no request.
    """

    def __init__(self, tls: ssl.SSLContext) -> None:
        self.arrived: list[Arrived] = []
        self.names: list[str] = []
        self.stray: list[bytes] = []
        self.answers: dict[str, Answer | Callable[[Arrived], Answer]] = {}
        self._tls = tls
        self._listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self._ports = [listener.getsockname()[1] for listener in self._listeners]
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))
        self._thread.start()

    def url(self, host: str = "a.localhost", path: str = "", server: str = "http") -> str:
        scheme, port = SERVERS[server]
        return f"{scheme}://{host}:{self._ports[port]}{path}"

    def at(self, origin: str) -> list[Arrived]:
        """Return what came to one origin, in order."""
        return [each for each in self.arrived if each.origin == origin]

    def elsewhere(self, *origins: str) -> bytes:
        """Return every byte that came anywhere but to *origins*."""
        others = [each.raw for each in self.arrived if each.origin not in origins]
        return b"\n".join([*others, *self.stray])

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        listening = [asyncio.create_task(self._listen(listener)) for listener in self._listeners]
        await self._over.wait()
        tasks = [*listening, *self._connections]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for listener in self._listeners:
            listener.close()

    async def _listen(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        while True:
            connection, _ = await self._loop.sock_accept(listener)
            task = asyncio.create_task(self._greet(connection))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            # A task that is cancelled before it has begun closes nothing itself.
            task.add_done_callback(lambda done, accepted=connection: accepted.close() if done.cancelled() else None)

    async def _greet(self, connection: socket.socket) -> None:
        """Tell by the first byte which scheme is spoken."""
        try:
            await self._begun(connection)
            if connection.recv(len(TUNNEL), socket.MSG_PEEK) == TUNNEL:
                await self._tunnel(connection)
                await self._begun(connection)
            secure = connection.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE
            serve = self._serving("https" if secure else "http")
            reader = asyncio.StreamReader()
            tls = self._tls if secure else None
            await self._loop.connect_accepted_socket(
                lambda: asyncio.StreamReaderProtocol(reader, serve), connection, ssl=tls
            )
        except BaseException:
            connection.close()  # no byte came: the client gave up, or the test is over
            raise

    async def _begun(self, connection: socket.socket) -> None:
        """Wait for bytes, and leave them there."""
        begun = asyncio.Event()
        self._loop.add_reader(connection, begun.set)
        try:
            await begun.wait()
        finally:
            self._loop.remove_reader(connection)

    async def _tunnel(self, connection: socket.socket) -> None:
        """Be a proxy of https: what comes after this is for the server, which is here as well."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += await self._loop.sock_recv(connection, 4096)
        request = Arrived("connect", head, connection.getpeername()[1], connection.getsockname()[1])
        self.arrived.append(request)
        await self._loop.sock_sendall(connection, self.answers.get("CONNECT", b"HTTP/1.1 200 X\r\n\r\n"))

    def _serving(self, scheme: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._connections.add(task)
            try:
                while await self._one(scheme, reader, writer):
                    pass
            except asyncio.IncompleteReadError as exc:
                self.stray.append(exc.partial)
            except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
                pass  # the client went away, or the test is over
            finally:
                self._connections.discard(task)
                writer.close()

        return serve

    async def _one(self, scheme: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if b"transfer-encoding: chunked" in head.lower():
            while not body.endswith(b"0\r\n\r\n"):
                body += await reader.readuntil(b"\r\n")
        ends = [writer.get_extra_info(end)[1] for end in ("peername", "sockname")]
        request = Arrived(scheme, head + body, *ends)
        self.arrived.append(request)
        answer = self.answers.get(request.origin + request.path) or self.answers.get(request.path) or reply()
        while callable(answer):
            answer = answer(request)
        if answer == HANG:
            await self._over.wait()
        if isinstance(answer, str):
            return False
        for chunk in [answer] if isinstance(answer, bytes) else answer:
            writer.write(chunk)
            await writer.drain()
        return True


def reply(status: int = 200, body: bytes | dict[str, object] = b"ok", *headers: str) -> bytes:
    """Return a response; a dict as JSON."""
    if isinstance(body, dict):
        headers = (*headers, "Content-Type: application/json")
        body = json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(status: int, location: str) -> bytes:
    """Return a redirect."""
    return reply(status, b"", f"Location: {location}")


def challenged(answer: Any, challenge: str = CHALLENGE) -> Callable[[Arrived], Any]:
    """Return an answer that wants an Authorization first."""
    refusal = reply(401, b"who?", f"WWW-Authenticate: {challenge}")
    return lambda request: answer if "authorization" in request.headers else refusal


def resolve_names(monkeypatch) -> list[str]:
    """Let every name mean this machine, so that nobody is asked for one; return the list of those that were wanted."""
    real, asked = socket.getaddrinfo, []

    def getaddrinfo(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None:
            asked.append(name)
        is_name = name is not None and not re.fullmatch(r"[0-9.]+|.*:.*", name)
        return real("127.0.0.1" if is_name else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def chunks(count: int, size: int) -> Iterator[bytes]:
    """Yield a response of *count* chunks of *size* bytes."""
    yield f"HTTP/1.1 200 X\r\nContent-Length: {count * size}\r\n\r\n".encode()
    chunk = b"x" * size
    for _ in range(count):
        yield chunk
