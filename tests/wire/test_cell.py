"""The way of a cell of one request, sync and async, on a transport that keeps what arrives."""

from __future__ import annotations

import asyncio

import pytest

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidAuth, RequestSyntaxError, UnknownName
from nbauth.wire.session import Session
from nbauth.wire.text import arun, run

CANARY = 'p+/"&<% z9Kq'


class Site:
    """Answers 200, or as told by path, and keeps the requests."""

    def __init__(self):
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        if request.url.path == "/away":
            return httpx.Response(302, headers={"Location": "https://other.example/"})
        if request.url.path == "/again":
            return httpx.Response(307, headers={"Location": "https://other.example/"})
        return httpx.Response(404 if request.url.path == "/missing" else 200)


@pytest.fixture
def site():
    return Site()


@pytest.fixture(params=["sync", "async"])
def sent(request, site):
    """Sends a cell with either client; `.session` is theirs."""
    session = Session(transport=httpx.MockTransport(site), base_url="https://a.example")

    def send(text, **options):
        if request.param == "sync":
            return run(session, text, **options)
        return asyncio.run(arun(session, text, **options))

    send.session = session
    return send


def test_what_is_written_is_sent(sent, site):
    """Method, URL, repeated headers in order, body, in UTF-8."""
    sent("PUT /x\n    ?q={{q}}\nX: 1\nY: é\nX: 2\n\n{{q}} é", variables={"q": "a%20b"})
    (request,) = site.requests

    assert ("PUT", "https://a.example/x?q=a%20b") == (request.method, str(request.url))
    assert ["1", "2"] == request.headers.get_list("x")
    assert "é".encode() in dict(request.headers.raw)[b"Y"]
    assert "a%20b é" == request.content.decode()


def test_no_body_no_length(sent, site):
    """A GET without a body says nothing of one."""
    sent("/x")

    assert "content-length" not in site.requests[0].headers


def test_check(sent):
    """check=True raises for a 4xx, with httpx's own error."""
    assert 404 == sent("/missing").status_code
    with pytest.raises(httpx.HTTPStatusError):
        sent("/missing", check=True)


def test_a_secret_does_not_follow_a_redirect(sent, site):
    """It is filled for the origin of the request's own URL only (SURFACE, promise 1)."""
    key = Secret(CANARY)
    sent("/away\nX-Key: {{key}}", variables={"key": key})

    assert [CANARY, None] == [request.headers.get("x-key") for request in site.requests]
    assert CANARY not in repr(sent.session.history[-1])


def test_a_literal_credential_is_sent_but_not_kept(sent, site):
    """Typed into the cell: sent as written; the record and its source have a name in its place."""
    sent("/x?access_token=tok-123456789\nAuthorization: Bearer tok-abcdefgh")

    assert "Bearer tok-abcdefgh" == site.requests[0].headers["authorization"]
    assert "tok-" not in repr(sent.session.history[-1])
    assert "Authorization: Bearer {{" in sent.session.history[-1].source


def test_the_source_keeps_variables(sent):
    """The history has the cell as it was written, so that it can be sent again."""
    sent(
        "# about\nGET {{base}}/x?k={{key}}\nX: {{key}}",
        variables={"base": "https://a.example", "key": Secret(CANARY)},
    )

    assert "# about\nGET {{base}}/x?k={{key}}\nX: {{key}}" == sent.session.history[-1].source


def test_braces_in_a_value_are_sent(sent, site):
    """A value is not read again, not even where it names a login's secret."""
    sent.session.login("https://a.example", httpx.BasicAuth("ada", CANARY), name="api")
    sent("/x?q={{q}}\nX: {{q}}\n\n{{q}}", variables={"q": "{{api_password}}"}, auth=None)
    (request,) = site.requests

    assert "{{api_password}}" == request.url.params["q"] == request.headers["x"] == request.content.decode()


def test_auth(sent, site):
    """A login by its name; one that is not there is named."""
    sent.session.login("https://a.example", ("ada", "x"), name="api")
    sent("/x", auth="api")
    assert site.requests[0].headers["authorization"].startswith("Basic ")
    with pytest.raises(UnknownName, match="no login is named 'apu'; did you mean api"):
        sent("/x", auth="apu")


def test_a_login_secret_elsewhere(sent, site):
    """Refused before anything is sent; the longest login name owns a secret."""
    sent.session.login("https://a.example", ("ada", "x-password"), name="api")
    sent.session.login("https://b.example", ("ada", "y-password"), name="api_v2")
    with pytest.raises(InvalidAuth, match=r"of the login api_v2, for https://b\.example"):
        sent("/x\n\n{{api_v2_password}}")
    assert [] == site.requests
    sent("/x\n\n{{api_password}}", auth=None)
    assert b"x-password" == site.requests[0].content


@pytest.mark.parametrize(
    "target",
    [
        "a/x",
        "//a.example/x",
        "https:a.example",
        "mailto:a@b",
        "https://",
        "https://:80/",
        "https://a:b/",
        "https://.",
    ],
)
def test_no_url(sent, site, target):
    """One line, and nothing sent; base_url does not make a URL of a typing error."""
    with pytest.raises(RequestSyntaxError) as caught:
        sent(f"GET {target}")

    assert target not in str(caught.value)
    assert caught.value.__context__ is None
    assert [] == site.requests


def test_a_typed_credential_is_noticed():
    """The record, and so the card, says which line it is and where it should live; it is sent all the same."""
    site = Site()
    token = "7Hq2" + "mZx9Lw4TbR8vKc3N"
    with Session(transport=httpx.MockTransport(site)) as session:
        session.run(f"# a comment\nGET https://a.example/\nAuthorization: Bearer {token}")
        session.run("GET https://a.example/\nAuthorization: Bearer {{t}}", variables={"t": Secret(token, "t")})
        first, second = session.history

    assert [f"Bearer {token}"] * 2 == [request.headers["Authorization"] for request in site.requests]
    assert (
        "line 3: a literal token in Authorization: %auth bearer https://a.example keeps it out of the notebook",
    ) == first.notes
    assert () == second.notes
