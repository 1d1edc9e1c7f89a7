"""/slow, /status, /big, /broken and /drop."""

from __future__ import annotations

import time

import pytest

from nbauth._http import httpx


def test_slow_takes_its_time(client):
    """It answers after the time that was asked for, so that a timeout can be seen."""
    started = time.monotonic()
    assert client.get("/slow?seconds=0.2").json() == {"slept": 0.2}
    assert time.monotonic() - started >= 0.2

    with pytest.raises(httpx.ReadTimeout):
        client.get("/slow?seconds=30", timeout=0.05)


@pytest.mark.parametrize("seconds", ["31", "-1", "x", "nan", "inf", ""])
def test_slow_has_an_end(client, seconds):
    """At most 30 seconds, and a number."""
    assert client.get(f"/slow?seconds={seconds}").status_code == 400


def test_a_slow_answer_holds_up_no_other(server, client):
    """Others are served meanwhile."""
    with pytest.raises(httpx.ReadTimeout):
        client.get("/slow?seconds=30", timeout=0.05)

    assert client.get("/open").status_code == 200


@pytest.mark.parametrize("code", [200, 204, 304, 401, 404, 429, 500, 503, 599])
def test_status_is_what_was_asked_for(client, code):
    """Any final status."""
    response = client.get(f"/status/{code}")

    assert (response.status_code, response.content) == (code, b"")


@pytest.mark.parametrize(("path", "status"), [("100", 400), ("600", 400), ("0", 400), ("x", 404)])
def test_no_other_number_is_a_status(client, path, status):
    """1xx is not final, and 600 is none."""
    assert client.get(f"/status/{path}").status_code == status


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 1_000_000])
def test_big_has_its_size(client, size):
    """Exactly so many bytes, announced."""
    response = client.get(f"/big?size={size}")

    assert len(response.content) == size == int(response.headers["Content-Length"])


def test_big_comes_in_pieces(client):
    """It can be read as it comes, and left in the middle."""
    with client.stream("GET", f"/big?size={1024**3}") as response:
        piece = next(response.iter_bytes())

    assert 0 < len(piece) < 1024**3
    assert client.get("/open").status_code == 200


def test_broken_ends_in_the_middle(client):
    """The headers promise more than the body has."""
    with client.stream("GET", "/broken") as response:
        assert (response.status_code, response.headers["Content-Length"]) == (200, "1000")
        with pytest.raises(httpx.RemoteProtocolError):
            response.read()


def test_drop_gives_no_answer(client):
    """The connection closes without a byte, and the next request is served on a new one."""
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.get("/drop")

    assert client.get("/open").status_code == 200
