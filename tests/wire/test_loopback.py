"""The loopback address of a sign-in: one answer, of this machine, and a page that repeats nothing."""

from __future__ import annotations

import socket
import struct
import threading

import pytest

from nbauth._http import httpx
from nbauth.wire.loopback import Loopback


@pytest.fixture
def came():
    return []


@pytest.fixture
def loopback(came):
    def answered(address):
        came.append(address)
        return "forged" not in address

    made = Loopback(answered)
    yield made
    if not came:
        made.close()
    for thread in threading.enumerate():
        if thread.name == "nbauth loopback":
            thread.join(10)


def test_one_answer(loopback, came):
    """The address as it came; the page says what to do, and holds nothing of it."""
    response = httpx.get(f"{loopback.redirect_uri}?code=<script>&state=a%20b")

    assert [f"{loopback.redirect_uri}?code=<script>&state=a%20b".replace("<script>", "%3Cscript%3E")] == came
    assert 200 == response.status_code and "You can close this tab" in response.text
    assert "script" not in response.text and "default-src 'none'" == response.headers["Content-Security-Policy"]


def test_a_page_that_uses_up_nothing(loopback, came):
    """What is no answer to the sign-in, as somebody's guess of the port: the real one can still come."""
    assert 404 == httpx.get(f"{loopback.redirect_uri}?state=forged").status_code
    assert 200 == httpx.get(f"{loopback.redirect_uri}?state=right").status_code
    assert 2 == len(came)


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/callback/x"])
def test_other_paths(loopback, came, path):
    """They are not the answer, which may still come."""
    assert 404 == httpx.get(loopback.redirect_uri.replace("/callback", path)).status_code
    assert [] == came
    assert 200 == httpx.get(loopback.redirect_uri).status_code


def test_another_host(loopback, came):
    """A page that has made its own name stand for this machine gets nowhere."""
    assert 404 == httpx.get(f"{loopback.redirect_uri}?code=x", headers={"Host": "evil.example"}).status_code
    assert [] == came


def test_connections_that_say_nothing(loopback, came, capfd):
    """A browser opens some in advance, and drops them: the answer waits for none, and nothing is printed."""
    host = ("127.0.0.1", httpx.URL(loopback.redirect_uri).port)
    with socket.create_connection(host), socket.create_connection(host) as dropped:
        dropped.sendall(b"GET /callback?code=x HTTP/1.1\r\n")
        dropped.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
        dropped.close()
        assert 200 == httpx.get(f"{loopback.redirect_uri}?code=y", timeout=5).status_code
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(15)
    assert [f"{loopback.redirect_uri}?code=y"] == came and ("", "") == capfd.readouterr()


def test_only_this_machine(loopback):
    """It listens on loopback alone, and after the answer no more."""
    port = int(loopback.redirect_uri.rpartition(":")[2].partition("/")[0])
    with socket.socket() as other, pytest.raises(OSError):
        other.settimeout(1)
        other.connect((socket.gethostbyname(socket.gethostname()), port)) if not socket.gethostbyname(
            socket.gethostname()
        ).startswith("127.") else other.connect(("127.0.0.2", port))
    httpx.get(f"{loopback.redirect_uri}?code=x")
    for thread in threading.enumerate():
        if thread.name == "nbauth loopback":
            thread.join(10)
    with pytest.raises(httpx.ConnectError):
        httpx.get(loopback.redirect_uri)
