"""Loopback: where a browser on the kernel's machine comes back to from a sign-in (RFC 8252 section 7.3).

It listens on 127.0.0.1 alone, on a port that nobody chose, for one answer. The page that it shows holds nothing of
what came: an address is whatever its author wrote.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Loopback"]

PATH = "/callback"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>nbauth</title>
<p>The notebook has the answer. You can close this tab."""
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}
SECONDS = 10
"""So long one connection may take to say what it wants."""


class _Server(ThreadingHTTPServer):
    # Of threads: browsers open a connection in advance, and send nothing on it.

    def handle_error(self, *args: Any) -> None:
        """Say nothing: who hangs up is no error of the notebook, and a stack may show the address."""


class Loopback:
    """Waits for one answer in a thread of its own.

    Args:
        answered: Called with an address at which a browser came, in that thread; returns whether it was the answer.
            Then nobody is listened to any more; another page cannot use it up.
    """

    def __init__(self, answered: Callable[[str], bool]) -> None:
        self._answered = answered
        self._lock = threading.Lock()
        self._is_over = False
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            timeout = SECONDS

            def do_GET(self) -> None:
                loopback._asked(self)

            def log_message(self, *args: Any) -> None:
                """Say nothing: the address holds a code."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.redirect_uri = f"http://127.0.0.1:{self._server.server_port}{PATH}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="nbauth loopback", daemon=True
        )
        self._thread.start()

    def _asked(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.partition("?")[0]
        with self._lock:
            # Browsers ask for an icon too; other pages cannot choose the Host that is asked.
            may_be = path == PATH and not self._is_over and request.headers.get("Host", "") == self._host
            # Before the page says that it is so.
            is_it = may_be and self._answered(f"http://{self._host}{request.path}")
            self._is_over = self._is_over or is_it
        body = PAGE.encode() if is_it else b""
        request.send_response(200 if is_it else 404)
        for name, value in {**HEADERS, "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)
        if is_it:
            threading.Thread(target=self.close, name="nbauth loopback", daemon=True).start()

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
