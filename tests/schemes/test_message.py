"""Bytes of headers, cookies of a 401, and which hop was answered."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.schemes.message import add_cookies, asked, header_lines, set_header


def answer(request, *cookies):
    return httpx.Response(401, headers=[("Set-Cookie", cookie) for cookie in cookies], request=request)


def test_header_lines_keep_every_byte():
    """Each line of its own, and a byte is one character, whatever the encoding was."""
    pairs = [(b"www-authenticate", b"a\xe9"), (b"WWW-Authenticate", "b\u00e9".encode()), (b"Other", b"x")]
    response = httpx.Response(401, headers=pairs)

    assert ["a\xe9", "b\xc3\xa9"] == header_lines(response, "WWW-Authenticate")


@pytest.mark.parametrize("value", [b"plain", "Jäsøn".encode(), b"latin \xe9"])
@pytest.mark.parametrize("read_before", [True, False])
def test_set_header_sends_these_bytes(value, read_before):
    """Any bytes are set once and can be read, also on headers that have fixed on ASCII by being read."""
    request = httpx.Request("GET", "http://h/", headers={"authorization": "old", "X": "y"})
    if read_before:
        assert "ascii" == request.headers.encoding
    set_header(request, "Authorization", value)

    assert [value] == [item for name, item in request.headers.raw if name.lower() == b"authorization"]
    assert "y" == request.headers["X"]
    assert request.headers["Authorization"]


@pytest.mark.parametrize(
    ("has", "sets", "sent"),
    [
        ("", ["a=1"], "a=1"),
        ("user=1; b=2", ["a=1"], "user=1; b=2; a=1"),
        ("a=old; b=2", ["a=new"], "b=2; a=new"),
        ("b=2", ["a=1; Path=/elsewhere"], "b=2"),
        ("b=2", ["a=1; Secure"], "b=2"),
        ("b=2", ["a=1; Domain=evil.example"], "b=2"),
        ("b=2", [], "b=2"),
    ],
)
def test_cookies_of_the_challenge_go_with_the_answer(has, sets, sent):
    """New ones are added, renewed ones replaced, the user's own kept, those for others left out."""
    request = httpx.Request("GET", "http://host.example/p/q", headers={"Cookie": has} if has else {})
    add_cookies(request, answer(request, *sets))

    assert [sent] == request.headers.get_list("Cookie")


def test_asked_is_the_hop_that_answered():
    """Where httpx follows a redirect below the flow, the 401 is about the address it came from."""

    def handler(request):
        return httpx.Response(302, headers={"Location": "/b"}) if request.url.path == "/a" else httpx.Response(401)

    with httpx.Client(transport=httpx.MockTransport(handler), follow_redirects=True) as client:
        request = client.build_request("GET", "http://h/a")
        moved = client.send(request)
        direct = client.send(client.build_request("GET", "http://h/b"))

    assert "/b" == asked(request, moved).url.path
    assert request is asked(request, direct)
