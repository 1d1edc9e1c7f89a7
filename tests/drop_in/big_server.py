"""A server of its own process for large bodies: sends as much as asked for, counts what it gets.

GET /?size=BYTES    streams so many bytes
POST /              reads the body, answers its size and SHA-256
Below /digest, who sends no Authorization gets a Digest challenge first (and a body is read all the same).

``python big_server.py`` prints its URL and runs until its standard input is closed.
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CHUNK = b"0123456789abcdef" * 4096
CHALLENGE = 'Digest realm="big", nonce="n0nce", qop="auth", algorithm=SHA-256'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.is_let_in():
            left = int(parse_qs(urlsplit(self.path).query)["size"][0])
            self.begin(200, left)
            while left > 0:
                self.wfile.write(CHUNK[:left])
                left -= len(CHUNK)

    def do_POST(self) -> None:
        digest, left = hashlib.sha256(), int(self.headers["Content-Length"])
        size = left
        while left:
            data = self.rfile.read(min(left, 1 << 20))
            digest.update(data)
            left -= len(data)
        if self.is_let_in():
            body = json.dumps({"size": size, "sha256": digest.hexdigest()}).encode()
            self.begin(200, len(body))
            self.wfile.write(body)

    def is_let_in(self) -> bool:
        if not self.path.startswith("/digest") or self.headers["Authorization"]:
            return True
        self.begin(401, 0, ("WWW-Authenticate", CHALLENGE))
        return False

    def begin(self, status: int, length: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(length))):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
