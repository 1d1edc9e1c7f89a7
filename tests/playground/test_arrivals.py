"""`server.seen` tells what arrived."""

from __future__ import annotations

import dataclasses
import threading

import pytest

from nbauth._http import httpx
from nbauth.playground import arrivals

CANARY = 'p+/"&<%é z9'


def test_seen_is_what_arrived(server, client):
    """Method, path, query, headers, body, status and origin of each request, in order."""
    client.post("/echo?a=%C3%A9&a=2", content=CANARY.encode(), headers=[("X-Two", "1"), ("X-Two", "2")])
    client.get(f"{server.other}/basic")

    first, second = server.seen
    assert (first.method, first.path, first.query) == ("POST", "/echo", "a=%C3%A9&a=2")
    assert first.headers.getlist("x-two") == ["1", "2"]
    assert first.body == CANARY.encode()
    assert (first.status, first.origin) == (200, server.url)
    assert (second.path, second.status, second.origin) == ("/basic", 401, server.other)
    assert server.seen[-1] == second == server.seen[1:][0]


def test_a_path_stays_as_it_was_on_the_wire(server, client):
    """The path is not decoded: %2F is no slash."""
    client.get("/open%2Fa%20b")

    assert server.seen[0].path == "/open%2Fa%20b"


def test_a_request_is_there_before_its_answer(server, client):
    """A request that never got an answer is there too, with no status."""
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/drop")

    assert [(one.path, one.status) for one in server.seen] == [("/drop", None)]


def test_a_seen_request_is_frozen(server, client):
    """What was recorded stays as it was."""
    client.get("/open")

    with pytest.raises(dataclasses.FrozenInstanceError):
        server.seen[0].status = 500


def test_clear_forgets(server, client):
    """A lesson can start from nothing."""
    client.get("/open")
    server.seen.clear()

    assert list(server.seen) == []
    assert repr(server.seen) == "nothing arrived yet"
    client.get("/basic")
    assert [one.path for one in server.seen] == ["/basic"]


def test_a_look_at_the_list_shows_no_credential(server, client):
    """A repr as a cell's output would be saved with the notebook; headers and bodies are shown when asked for."""
    client.post("/apikey/query?api_key=canary-1234", content="canary-1234", headers={"X-API-Key": "canary-1234"})

    assert "POST /apikey/query -> 401" in repr(server.seen)
    assert "canary" not in repr(server.seen) + repr(server.seen[0])


def entry(number: int, body: bytes = b"") -> arrivals.Seen:
    return arrivals.Seen("GET", f"/{number}", arrivals.Headers(), body, None, "http://127.0.0.1:1")


def test_only_the_last_1000_are_kept():
    """A loop of requests does not fill the kernel's memory."""
    kept = arrivals.Arrivals()
    for number in range(1005):
        kept.add(entry(number))

    assert (len(kept), kept[0].path, kept[-1].path) == (1000, "/5", "/1004")


def test_large_bodies_push_out_old_ones():
    """At most 32 MiB of bodies are kept; a late answer to a forgotten request is no error."""
    kept = arrivals.Arrivals()
    for number in range(5):
        kept.add(entry(number, bytes(10 * 1024 * 1024)))
    kept.answer(0, 200)

    assert [one.path for one in kept] == ["/2", "/3", "/4"]


def test_a_body_over_the_limit_is_refused(server, client):
    """More than 16 MiB is answered 413, not kept."""
    try:
        status = client.post("/echo", content=bytes(17 * 1024 * 1024)).status_code
    except httpx.WriteError:  # the connection was closed before all of it was sent
        status = 413

    assert status == 413
    assert (server.seen[0].status, server.seen[0].body) == (413, b"")


def test_many_threads_can_look(server, client):
    """Reading and clearing while requests arrive raises nothing."""
    failures: list[BaseException] = []
    done = threading.Event()

    def look() -> None:
        try:
            while not done.is_set():
                repr(server.seen)
                len(server.seen[:])
        except Exception as exc:
            failures.append(exc)

    thread = threading.Thread(target=look)
    thread.start()
    for _ in range(50):
        client.get("/open")
    done.set()
    thread.join()

    assert failures == []
    assert len(server.seen) == 50
