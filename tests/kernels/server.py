"""A server that a test sees into: what has come, and when a client has gone."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOW = 0.3
"""Seconds that /slow takes: enough for a kernel to read all that was sent to it."""


class Server(ThreadingHTTPServer):
    """On a port of its own, in threads. Its answers are JSON: the port that the client came from, its Authorization.

    Paths: /now, /slow, and /never, which has no answer.

    Attributes:
        arrived: Set when /never was asked for.
        gone: Set when whoever asked has closed the connection.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.arrived, self.gone, self.over = threading.Event(), threading.Event(), threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        if self.path == "/never":
            self.server.arrived.set()
            self.rfile.read(1)  # returns when the client closes
            self.server.gone.set()
            self.close_connection = True
            return
        if self.path == "/slow":
            self.server.over.wait(SLOW)
        answer = {"port": self.client_address[1], "authorization": self.headers["Authorization"]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""
