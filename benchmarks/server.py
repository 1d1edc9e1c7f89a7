"""A server that costs next to nothing, in a process of its own: what is measured is the client.

/basic   200 with 1 KB of JSON
/digest  401 with a challenge, or 200 when there is an answer (which is not checked)
/token   POST: an access token, good until the next GET of /end; /asked says how many were asked for
/api     200 with such a token, 401 with any other
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator

BODY = b'{"items": [' + b'"a word or two and", ' * 48 + b'"the end"]}'
HEAD = b"Content-Type: application/json\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\nServer: benchmark\r\n"
OK = b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (HEAD, len(BODY), BODY)
CHALLENGE = b'WWW-Authenticate: Digest realm="b", nonce="0123456789", qop="auth", algorithm=SHA-256\r\n'
NO = b"HTTP/1.1 401 Unauthorized\r\n%s%sContent-Length: 0\r\n\r\n" % (HEAD, CHALLENGE)


REFUSED = b'HTTP/1.1 401 Unauthorized\r\n%sWWW-Authenticate: Bearer error="invalid_token"\r\n' % HEAD
REFUSED += b"Content-Length: 0\r\n\r\n"


class Tokens:
    """The token of now, and how often one was asked for."""

    good = 0
    asked = 0

    @classmethod
    def answer(cls, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if path == b"/token":
            cls.asked += 1
            text = b'{"access_token": "token-%d", "token_type": "Bearer", "expires_in": 3600}' % cls.good
        elif path == b"/end":
            cls.good, cls.asked, text = cls.good + 1, 0, b"{}"
        elif path == b"/asked":
            text = b"%d" % cls.asked
        elif b"authorization: bearer token-%d\r\n" % cls.good in head:
            return OK
        else:
            return REFUSED
        return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (HEAD, len(text), text)


class Answer(asyncio.Protocol):
    """One connection, kept alive."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.data = b""

    def data_received(self, data: bytes) -> None:
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            head = self.data[: end + 2].lower()
            length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            if len(self.data) < end + 4 + length:
                return
            self.data = self.data[end + 4 + length :]
            if head.split(b" ", 2)[1] in (b"/token", b"/end", b"/asked", b"/api"):
                self.transport.write(Tokens.answer(head))
                continue
            refused = head.startswith(b"get /digest") and b"\r\nauthorization:" not in head
            self.transport.write(NO if refused else OK)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Yield the URL of a server that runs meanwhile."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
