"""What changed from one request to the next of its kind."""

from __future__ import annotations

from dataclasses import replace

from exchanges import DIGEST, came, digest, refreshed, sent

from nbauth.core.record import Exchange, Leg
from nbauth.render.changes import before, changes
from nbauth.render.diff import Row


def test_a_request_is_compared_with_a_request():
    """The answer with what was asked, and not with the request for a token between them."""
    exchange = refreshed()

    assert [None, None, 0] == [before(exchange, at) for at in range(3)]


def test_a_poll_is_compared_with_a_poll():
    """Whatever else the flow has sent between; and what a browser sends with what it has sent."""
    legs = tuple(Leg(purpose, sent(), came()) for purpose in ("poll", "keys", "poll", "authorize"))
    exchange = Exchange(1, (replace(legs[3], by="browser"), *legs))

    assert [None, None, None, 1, None] == [before(exchange, at) for at in range(5)]


def test_a_header_more():
    """That is all that a scheme does."""
    old, new = digest().legs

    assert [Row("+", None, f"Authorization: {DIGEST}")] == changes(old, new)


def test_a_redirect():
    """Another method, another URL, and no body any more."""
    old = Leg("request", sent("POST", body=b"a=1"), came(302))
    new = Leg("redirect", sent("GET", "https://other.example/"), came())

    assert [
        Row("~", "method: POST", "method: GET"),
        Row("~", "URL: https://api.example.com/items", "URL: https://other.example/"),
        Row("~", "body: 3 B", "body: 0 B"),
    ] == changes(old, new)


def test_nothing():
    """The same again."""
    old, _ = digest().legs

    assert [] == changes(old, old)
