"""A small real proxy: forwards http, tunnels https, and wants credentials of its own."""

from __future__ import annotations

import base64
import http.client
import select
import socket
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

USER, PASSWORD = "proxy-user", 'pr+/"&<% xy'


@dataclass(frozen=True)
class Forwarded:
    """What the proxy could read: for a tunnel only where it leads."""

    method: str
    target: str
    authorization: str | None
    proxy_authorization: str | None


class ForwardProxy:
    """Runs in threads; answers 407 without `USER` and `PASSWORD`.

    Attributes:
        url: Where it listens, without credentials.
        seen: What came, in order.
    """

    def __init__(self) -> None:
        self.seen: list[Forwarded] = []
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def is_let_in(self) -> bool:
                own, origins = self.headers["Proxy-Authorization"], self.headers["Authorization"]
                proxy.seen.append(Forwarded(self.command, self.path, origins, own))
                if own == f"Basic {pair}":
                    return True
                self.send_response(407)
                self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return False

            def forward(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if not self.is_let_in():
                    return
                target = urlsplit(self.path)
                # RFC 9110 section 11.7.2: its own credentials are for the proxy, which keeps them.
                kept = {name: value for name, value in self.headers.items() if name != "Proxy-Authorization"}
                connection = http.client.HTTPConnection(target.netloc)
                connection.request(self.command, target._replace(scheme="", netloc="").geturl(), body, kept)
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = forward

            def do_CONNECT(self) -> None:
                if not self.is_let_in():
                    return
                host, _, port = self.path.rpartition(":")
                with socket.create_connection((host, int(port))) as origin:
                    self.send_response(200)
                    self.end_headers()
                    relay(self.connection, origin)
                self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        proxy = self
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def relay(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes between two sockets until one of them is closed."""
    towards = {one: other, other: one}
    while True:
        for ready in select.select([one, other], [], [])[0]:
            try:
                data = ready.recv(65536)
            except ConnectionError:
                return
            if not data:
                return
            towards[ready].sendall(data)
