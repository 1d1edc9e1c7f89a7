"""A server that says back all that it got, hands out tokens and cookies, redirects and fails."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from canary.canaries import CANARIES


class Server(ThreadingHTTPServer):
    """On a port of its own, in threads.

    /token hands out an access token, a refresh token and two session cookies, all canaries. /away redirects to another
    origin with the query of the request, /drop hangs up, /status/N answers N, /asking wants Basic credentials.
    Everything else is an echo: /gzip in gzip, /utf-16 in that charset, /html as a page.
    """

    daemon_threads = True

    def __init__(self, other: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url, self.other = f"http://127.0.0.1:{self.server_address[1]}", other
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        came = {
            "method": self.command,
            "target": self.path,
            "headers": self.headers.items(),
            "body": body.decode("utf-8", "replace"),
        }
        path, query = urlsplit(self.path)[2:4]
        match path.strip("/").split("/"):
            case ["drop"]:
                self.close_connection = True
            case ["away"]:
                self.say(302, b"", Location=f"{self.server.other}/echo?{query}")
            case ["status", code]:
                self.say(int(code), json.dumps(came).encode())
            case ["asking"] if "Authorization" not in self.headers:
                self.say(401, json.dumps(came).encode(), **{"WWW-Authenticate": 'Basic realm="canaries"'})
            case ["token"]:
                given = {
                    "access_token": CANARIES["ACCESS_TOKEN"],
                    "token_type": "Bearer",
                    "refresh_token": CANARIES["REFRESH_TOKEN"],
                }
                cookies = (
                    f"PHPSESSID={CANARIES['SESSION_COOKIE']}; Path=/",
                    f"remember={CANARIES['HTTP_ONLY_COOKIE']}; Path=/; HttpOnly",
                )
                self.say(200, json.dumps(given).encode(), "application/json", cookies=cookies)
            case ["gzip"]:
                packed = gzip.compress(json.dumps(came).encode())
                self.say(200, packed, "application/json", **{"Content-Encoding": "gzip"})
            case ["utf-16"]:
                self.say(200, json.dumps(came, ensure_ascii=False).encode("utf-16"), "text/plain; charset=utf-16")
            case ["html"]:
                self.say(200, f"<p>{json.dumps(came, ensure_ascii=False)}".encode(), "text/html; charset=utf-8")
            case _:
                self.say(200, json.dumps(came).encode(), "application/json")

    do_GET = do_POST = do_PUT = answer

    def say(
        self, status: int, body: bytes, media_type: str = "text/plain", cookies: Iterable[str] = (), **headers: str
    ) -> None:
        self.send_response(status)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""
