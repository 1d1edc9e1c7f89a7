"""A small real server on loopback whose answers a test writes as a function."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Arrived:
    """A request as it arrived; header names in any case."""

    method: str
    target: str
    headers: Message
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answer:
    """What to say to it. A body that is an iterator of bytes goes out part by part, chunked; other than bytes as JSON.

    Without a *reason* it is the registered one; it and the headers go out in UTF-8. With status 0 the body is all that
    is said, in place of HTTP.
    """

    status: int = 200
    body: Any = b"ok"
    headers: tuple[tuple[str, str], ...] = ()
    reason: str | None = None


def _as_utf8(text: str) -> str:
    return text.encode().decode("latin-1")  # as what http.server writes it


class Service:
    """Answers each request with what *answer* returns, in a thread for each connection.

    Attributes:
        url: Where it listens, without a slash at the end.
        seen: What arrived, in order.
    """

    def __init__(self, answer: Callable[[Arrived], Answer], tls: ssl.SSLContext | None = None) -> None:
        self.seen: list[Arrived] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Or the body, written after the headers, waits 40 ms for them to be acknowledged.
            disable_nagle_algorithm = True

            def one(self) -> None:
                arrived = Arrived(self.command, self.path, self.headers, self.content())
                service.seen.append(arrived)
                self.answered(answer(arrived))

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = one

            def content(self) -> bytes:
                if self.headers.get("Transfer-Encoding") == "chunked":
                    parts = []
                    while size := int(self.rfile.readline(), 16):
                        parts.append(self.rfile.read(size))
                        self.rfile.readline()
                    self.rfile.readline()
                    return b"".join(parts)
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))

            def answered(self, given: Answer) -> None:
                if isinstance(given.body, Iterator):
                    self.parts(given)
                    return
                body = given.body if isinstance(given.body, bytes) else json.dumps(given.body).encode()
                if given.status == 0:
                    self.wfile.write(body)
                    self.close_connection = True
                    return
                self.send_response(given.status, given.reason and _as_utf8(given.reason))
                for name, value in given.headers:
                    self.send_header(name, _as_utf8(value))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def parts(self, given: Answer) -> None:
                self.send_response(given.status)
                for name, value in (*given.headers, ("Transfer-Encoding", "chunked")):
                    self.send_header(name, value)
                self.end_headers()
                for part in given.body:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.write(b"0\r\n\r\n")

            def log_message(self, *args: object) -> None:
                pass

        service = self
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
