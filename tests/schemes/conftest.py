"""What the tests of several schemes share."""

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trio

from nbauth._http import httpx


@pytest.fixture
def server():
    """A real server: /token gives one, everything else wants `X-Authentication: good`.

    `url` is where it is; `seen` has (path, X-Authentication, Authorization) of each request.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.seen.append((self.path, self.headers["X-Authentication"], self.headers["Authorization"]))
            good = self.path == "/token" or self.headers["X-Authentication"] == "good"
            self.send_response(200 if good else 401)
            self.end_headers()
            self.wfile.write(b'{"access_token": "good"}')

        do_POST = do_GET

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.url = [], f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def write(tmp_path):
    """Write a netrc file, private as it has to be, and return its path."""

    def write(text, name="my.netrc", mode=0o600):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return path

    return write


@pytest.fixture(params=["sync", "asyncio", "trio"])
def send(request):
    """Send a request with *auth* through a plain httpx client, answered by *answer*; return the response."""

    def sync(auth, answer, url="https://api.example.com/", method="GET", **parts):
        with httpx.Client(transport=httpx.MockTransport(answer), auth=auth) as client:
            return client.request(method, url, **parts)

    async def asynchronous(auth, answer, url="https://api.example.com/", method="GET", **parts):
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer), auth=auth) as client:
            return await client.request(method, url, **parts)

    match request.param:
        case "sync":
            return sync
        case "asyncio":
            return lambda *args, **parts: asyncio.run(asynchronous(*args, **parts))
        case _:
            return lambda *args, **parts: trio.run(lambda: asynchronous(*args, **parts))
