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


@pytest.mark.parametrize(
    ("user", "password", "username"),
    [
        ("bob", CANARY, "bob"),
        ("zoë lovelace", CANARY, "zoë lovelace"),
        ("sk_test_4eC39HqLyjWDarjtT1zdp7dc", "", "{{basic_username}}"),
        ("sk_test_4eC39HqLyjWDarjtT1zdp7dc", "x-oauth-basic", "{{basic_username}}"),
        (f"me-{CANARY}", CANARY, "{{basic_username}}"),
    ],
    ids=["plain", "beyond ASCII", "a token without a password", "a token with a dummy", "the password again"],
)
def test_who_basic_is(sink, caller, new_session, user, password, username):
    """The user of a login is in the record, unless that may be a secret itself."""
    session = new_session()
    session.login(sink.url(), (user, password))
    caller.call(session, "GET", sink.url(path="/"))
    (leg,) = session.history[-1].legs

    assert username == leg.username
    assert "Basic {{basic_password}}" == leg.request.header("authorization")


def test_credentials_that_were_typed_have_no_user(sink, caller, new_session):
    """What {{authorization}} stands for is user and password in one, and so is a Secret of a cell."""
    session = new_session()
    session.vault.learn("pair", "Ym9iOmh1bnRlcjI=")
    caller.call(session, "GET", sink.url(path="/"), headers={"Authorization": "Basic Ym9iOmh1bnRlcjE="})
    caller.call(session, "GET", sink.url(path="/"), headers={"Authorization": "Basic Ym9iOmh1bnRlcjI="})
    legs = [exchange.legs[0] for exchange in session.history]

    assert ["Basic {{authorization}}", "Basic {{pair}}"] == [leg.request.header("authorization") for leg in legs]
    assert [None, None] == [leg.username for leg in legs]


def test_braces_that_were_sent(sink, caller, new_session):
    """What went out in braces is told from the names that redaction has put there, in any part."""
    session = new_session()
    session.vault.learn("key", CANARY)
    url = sink.url(path="/?a={{in_url}}")
    headers = {"X-Template": "{{in_header}} {{", "X-Key": "{{not a name}}"}
    caller.call(session, "POST", url, headers=headers, content=f"{{{{in_body}}}} {CANARY} {{{{in_body}}}}".encode())
    caller.call(session, "POST", sink.url(path="/"), content=CANARY.encode())
    first, second = (exchange.request for exchange in session.history)

    assert ("in_url", "in_header", "in_body") == first.literal
    assert b"{{in_body}} {{key}} {{in_body}}" == first.body.content
    assert () == second.literal


def test_braces_in_a_streamed_body(sink, caller, new_session):
    """Seen in what is kept of it."""
    session = new_session()
    caller.call(session, "POST", sink.url(path="/"), content=caller.body(b"a {{na", b"me}} b"))

    assert ("name",) == session.history[-1].request.literal
