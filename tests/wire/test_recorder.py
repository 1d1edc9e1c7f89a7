"""What the record keeps of bodies: streamed, compressed, large, cut, or readable once."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from wire.canary import CANARY
from wire.held import check_record
from wire.sink import chunks, reply


@pytest.mark.parametrize(
    ("read", "note", "size"),
    [(0, "not read to its end", None), (4096, "not read to its end", None), (None, "", 40_000)],
    ids=["not read", "partly read", "read to the end"],
)
def test_a_streamed_body(sink, caller, new_session, read, note, size):
    """The exchange is in the history while the body streams; what was read of it is there afterwards."""
    session = new_session()
    sink.answers["/"] = lambda request: chunks(4, 10_000)
    response = caller.stream(session, sink.url(path="/"), read=read)

    (exchange,) = session.history
    body = exchange.legs[0].response.body
    assert (note, size) == (body.note, body.size)
    assert {0: 0, 4096: 4096}.get(read, 40_000) <= len(body.content) <= 40_000
    assert b"" == body.content.strip(b"x")
    assert exchange is response.extensions["nbauth.exchange"]


def test_a_streamed_body_is_redacted(sink, caller, new_session):
    """Also where a secret lies across two chunks, and where the body is compressed."""
    session = new_session()
    session.login(sink.url(), ("bob", CANARY))
    text = f"you are bob:{CANARY}!".encode()
    packed = gzip.compress(text)
    head = f"HTTP/1.1 200 X\r\nContent-Length: {len(text)}\r\n\r\n".encode()
    sink.answers["/plain"] = [head, text[:16], text[16:]]
    sink.answers["/gzip"] = reply(200, packed, "Content-Encoding: gzip")
    for path in ("/plain", "/gzip"):
        caller.stream(session, sink.url(path=path))

        assert "you are bob:{{basic_password}}!" == session.history[-1].legs[0].response.body.text()
        check_record(session.history[-1], CANARY)


def test_a_secret_at_the_cut(sink, caller, new_session):
    """Of a secret that the body limit cuts in two, no half is kept."""
    session = new_session(body_limit=1000)
    session.login(sink.url(), ("bob", CANARY))
    for place in range(1000 - len(CANARY.encode()), 1001):
        sink.answers["/"] = reply(200, b"x" * place + CANARY.encode() + b"y" * 50)
        caller.call(session, "GET", sink.url(path="/"))
        caller.stream(session, sink.url(path="/"))

        for exchange in session.history[-2:]:
            body = exchange.legs[0].response.body
            assert b"" == body.content.replace(b"{{basic_password}}", b"").strip(b"xy")
            assert "cut" == body.note


def test_a_compressed_body_stays_in_bounds(sink, caller, new_session):
    """50 MB that come in 50 KB of gzip are kept up to the limit only."""
    session = new_session()
    sink.answers["/"] = reply(200, gzip.compress(b"x" * 50 * 2**20), "Content-Encoding: gzip")
    caller.stream(session, sink.url(path="/"))
    caller.call(session, "GET", sink.url(path="/"))

    for exchange in session.history:
        body = exchange.legs[0].response.body
        assert (65_536, "cut") == (len(body.content), body.note)


def test_a_large_body_is_cut_in_the_record(sink, caller, new_session):
    """200 MB stream through a login, whole for the user; the record keeps 64 KiB and memory stays flat."""
    session = new_session()
    session.login(sink.url(), ("bob", CANARY))
    sink.answers["/"] = lambda request: chunks(200, 2**20)
    tracemalloc.start()
    caller.stream(session, sink.url(path="/"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    body = session.history[0].legs[0].response.body
    assert (200 * 2**20, 65_536, "cut") == (body.size, len(body.content), body.note)
    assert peak < 10 * 2**20


def test_a_large_body_that_is_read(sink, caller, new_session):
    """A body in memory is cut in the record alone."""
    session = new_session(body_limit=1000)
    sink.answers["/"] = lambda request: chunks(2, 2**20)
    response = caller.call(session, "POST", sink.url(path="/"), content=b"z" * 5000)

    (leg,) = session.history[0].legs
    assert 2 * 2**20 == len(response.content)
    assert (2 * 2**20, 1000, "cut") == (
        leg.response.body.size,
        len(leg.response.body.content),
        leg.response.body.note,
    )
    assert (5000, 1000, "cut") == (leg.request.body.size, len(leg.request.body.content), leg.request.body.note)


def test_a_body_that_can_be_read_once(sink, caller, new_session):
    """A generator is sent as it is, and what was sent of it is kept, redacted."""
    session = new_session()
    session.login(sink.url(), ("bob", CANARY))
    caller.call(session, "POST", sink.url(path="/"), content=caller.body(b"I am ", CANARY.encode(), b"."))

    body = session.history[0].legs[0].request.body
    assert CANARY.encode() in sink.arrived[0].body
    assert b"I am {{basic_password}}." == body.content
    assert (len(b"I am .") + len(CANARY.encode()), "") == (body.size, body.note)
