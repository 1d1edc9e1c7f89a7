"""What an exchange has asked for: which leg says it, and what of it matters."""

from __future__ import annotations

import pytest

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.errors import NbauthError
from nbauth.export.asked import asked, asking_leg

URL = "https://a.example/x"
FOUND = ResponseRecord(302, "Found", (("Location", "/y"),))


def leg(
    purpose: str, method: str = "GET", url: str = URL, response: ResponseRecord | None = None, **parts: object
) -> Leg:
    headers = tuple(parts.pop("headers", ()))
    return Leg(purpose, RequestRecord(method, url, headers), response or ResponseRecord(200), **parts)


def exchange(*legs: Leg) -> Exchange:
    return Exchange(1, legs)


@pytest.mark.parametrize(
    "purposes, index",
    [
        (["request"], 0),
        (["challenge", "answer"], 1),
        (["challenge", "answer", "answer"], 2),
        (["request", "redirect"], 0),
        (["challenge", "answer", "redirect", "redirect"], 1),
        (["request", "challenge", "answer"], 0),  # the challenge of where the redirect led to
        (["token", "request"], 1),
        (["challenge", "token", "poll", "answer", "redirect"], 3),
        (["token"], None),
        ([], None),
    ],
)
def test_the_leg_that_asked(purposes, index):
    """The last of the first hop: what the user asked for, with its credential; no request of the flow's own."""
    legs = [leg(purpose, url=f"{URL}{number}") for number, purpose in enumerate(purposes)]

    assert (None if index is None else legs[index]) == asking_leg(exchange(*legs))


def test_headers_that_matter():
    """Not what every client says by itself, nor httpx's own name."""
    headers = [
        ("Host", "a.example"), ("Accept", "*/*"), ("Accept-Encoding", "gzip"), ("Connection", "keep-alive"),
        ("User-Agent", "python-httpx/0.28.1"), ("Content-Length", "0"), ("Transfer-Encoding", "chunked"), ("X", "1"),
    ]  # fmt: skip
    other = [("Host", "b.example"), ("Accept", "text/html"), ("User-Agent", "me/1")]

    assert (("Accept-Encoding", "gzip"), ("X", "1")) == asked(exchange(leg("request", headers=headers))).headers
    assert tuple(other) == asked(exchange(leg("request", headers=other))).headers
    assert () == asked(exchange(leg("request", headers=[("user-agent", "python-httpx2/2.16.2")]))).headers


@pytest.mark.parametrize(
    "url, expected",
    [
        ("https://ada:{{url_password}}@a.example/x@y?z=@#f", "https://a.example/x@y?z=@"),
        ("https://a.example/x#f", "https://a.example/x"),
        ("https://[::1]:8080/?a=[1]", "https://[::1]:8080/?a=[1]"),
    ],
)
def test_the_url(url, expected):
    """Without a user, and without the fragment, which are not sent."""
    assert expected == asked(exchange(leg("request", url=url))).url


def credential(value: str, **parts: object) -> tuple[str, str, str] | None:
    found = asked(exchange(leg("request", headers=[("Authorization", value)], **parts))).credential
    return (found.scheme, found.username, found.password) if found else None


def test_basic():
    """Only where the record says whose it is; else the name stands for all of it."""
    assert ("basic", "ada", "api_password") == credential("Basic {{api_password}}", username="ada")
    assert None is credential("Basic {{authorization}}")
    assert None is credential("Bearer {{api_token}}", username="ada")


@pytest.mark.parametrize(
    "params, expected",
    [
        ('username="ada", response="{{api_proof}}"', ("ada", "api_password")),
        ('username="a\\"b", response="{{api_proof}}"', ('a"b', "api_password")),
        ("username*=UTF-8''zo%C3%AB, response=\"{{my_api_proof}}\"", ("zoë", "my_api_password")),
        ('username="5b1f", userhash=true, response="{{api_proof}}"', ("{{api_username}}", "api_password")),
        ('username="ada", response="{{proof}}"', ("ada", "password")),
        ('response="{{proof}}"', ("{{username}}", "password")),
    ],
)
def test_digest(params, expected):
    """User and password are what a proof was made of; the header has the user, the proof's name the login."""
    assert ("digest", *expected) == credential(f'Digest realm="r", nonce="n", uri="/", {params}')


@pytest.mark.parametrize("value", ["Digest", 'Digest username="ada', 'Digest username="ada", response="abc"'])
def test_no_digest(value):
    """What cannot be read, or has no proof, stays a header."""
    assert None is credential(value)


def test_redirects():
    """Which methods were sent there, and whether another origin was; user names make none."""
    here = exchange(leg("request", "POST", response=FOUND), leg("redirect", url="https://bob@a.example/y"))
    away = exchange(leg("request", response=FOUND), leg("challenge", url="https://b.example/"), leg("answer"))
    shown = exchange(leg("request", response=FOUND))

    assert (("GET",), False, False) == redirected(here)
    assert (("GET", "GET"), True, False) == redirected(away)
    assert ((), False, True) == redirected(shown)
    assert ((), False, False) == redirected(exchange(leg("request", response=ResponseRecord(304))))


def redirected(one: Exchange) -> tuple[tuple[str, ...], bool, bool]:
    found = asked(one)
    return found.redirected, found.left_origin, found.is_redirect_shown


@pytest.mark.parametrize(
    "headers, leaves",
    [
        ([("Authorization", "Bearer {{t}}"), ("Cookie", "a={{cookie}}")], False),
        ([("X-Key", "{{key}}")], True),
        ([("X-Key", "open")], False),
    ],
)
def test_secrets_that_would_go_along(headers, leaves):
    """In any header but the two that curl and httpx leave behind."""
    away = exchange(leg("request", response=FOUND, headers=headers), leg("redirect", url="https://b.example/"))

    assert leaves == asked(away).secret_would_leave


def test_the_body():
    """As text where it is text, and all of it is there."""

    def found(body: Body) -> tuple[str | None, list[object]]:
        request = asked(exchange(Leg("request", RequestRecord("POST", URL, (), body), None)))
        return request.text, request.body_pieces

    assert ("é", ["é"]) == found(Body("é".encode(), 2))
    assert (None, ["\udcff"]) == found(Body(b"\xff", 1))
    assert (None, []) == found(Body(b"abc", 9, "cut"))


def test_nothing_was_sent():
    """There is no request to export."""
    with pytest.raises(NbauthError, match="#1 has sent nothing that could be exported"):
        asked(exchange(leg("token")))
