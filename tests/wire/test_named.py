"""What requests with a name were answered."""

from __future__ import annotations

import pickle

import pytest
from wire.canary import leaks
from wire.held import texts

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.wire.named import NamedResponse, NamedResponses

CANARY = 'p+/"&<%é z9'


def response(content=b"{}", **parts):
    return httpx.Response(200, content=content, request=httpx.Request("POST", "http://a.example/", **parts))


def test_both_messages():
    """Headers in their order and spelling, bodies as text."""
    headers = [("X-A", "1"), ("Content-Type", "text/plain; charset=latin-1")]
    request = httpx.Request("POST", "http://a.example/", headers={"X-Q": "1"}, content="ü")
    named = NamedResponse(httpx.Response(200, headers=headers, content=b"\xe9", request=request))

    assert ("X-A", "1") == named.response.headers[0]
    assert "é" == named.response.body
    assert ("X-Q", "1") in named.request.headers
    assert "ü" == named.request.body
    assert 3 == named.size


def test_the_request_is_the_first_as_it_was_written():
    """Not a redirect's, and not what a login made of it."""
    written = httpx.Request("POST", "http://a.example/", content=b"mine")
    shown = httpx.Request("POST", "http://a.example/", headers={"Authorization": "Bearer {{api_token}}"})
    shown.extensions["nbauth.sent"] = written
    first = httpx.Response(303, request=shown)
    last = response(b"end")
    last.history = [first]

    assert written is NamedResponse(last).sent
    assert "mine" == NamedResponse(last).request.body


def test_a_streamed_body_is_not_kept():
    """A body that was read from a file while it was sent has no text."""
    streamed = response()
    streamed.request = httpx.Request("POST", "http://a.example/", content=iter([b"x"]))

    assert NamedResponse(streamed).request.body is None


def test_the_last_of_each_name():
    """One that was sent again and got no answer has none."""
    named = NamedResponses()
    named.add("a", response(b"1"))
    named.add("a", response(b"2"))
    assert "2" == named.get("a").response.body
    named.begin("a")

    assert named.get("a") is None and named.get("b") is None
    assert ("a",) == named.names
    named.clear()
    assert () == named.names


def test_bounds():
    """The oldest go first, by number and by bytes; the newest stays whatever its size."""
    named = NamedResponses(limit=2, byte_limit=10)
    for name in ("a", "b", "c"):
        named.add(name, response(b"123"))
    assert ("b", "c") == named.names
    named.add("d", response(b"12345678"))
    assert ("d",) == named.names
    named.add("e", response(b"12345678901"))
    assert ("e",) == named.names


def test_nothing_is_shown():
    """Bodies hold tokens: no repr, no attribute that a variable inspector would find, no pickle."""
    named = NamedResponses()
    answer = response(CANARY.encode())
    answer.request = httpx.Request("POST", "http://a.example/", content=CANARY.encode())
    kept = named.add("a", answer)
    kept.sent.extensions["nbauth.secrets"] = {"key": Secret(CANARY)}

    assert CANARY not in f"{named!r} {kept!r} {kept.response!r} {kept.request!r}"
    assert [] == [path for path, text in texts(named) if leaks(text, CANARY)]
    with pytest.raises(TypeError, match="a named response is not pickled"):
        pickle.dumps(kept)
