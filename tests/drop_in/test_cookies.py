"""Cookies of the legs in between, and the jar that both clients share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from drop_in.flows import refreshing
from service import Answer, Service

import nbauth
from nbauth._http import httpx

CHALLENGE = 'Digest realm="r", nonce="n0nce", qop="auth", algorithm=MD5'


class SendsWhenAsked(httpx.Auth):
    """A flow of the user's own, as httpx's page has it."""

    def auth_flow(self, request):
        response = yield request
        if response.status_code == 401:
            request.headers["Authorization"] = "Token good-0f9d8c7b6a"
            yield request


def wants_the_cookie(arrived):
    """Answer 401 with a cookie, and 200 to credentials that come with it."""
    if arrived.headers["Authorization"] and "visit=42" in (arrived.headers["Cookie"] or ""):
        return Answer(200)
    return Answer(401, b"", (("WWW-Authenticate", CHALLENGE), ("Set-Cookie", "visit=42; Path=/")))


@pytest.mark.parametrize(
    "make",
    [lambda: nbauth.DigestAuth("ada", "secret"), lambda: httpx.DigestAuth("ada", "secret"), SendsWhenAsked],
    ids=["nbauth", "httpx", "own"],
)
def test_a_cookie_of_the_401_goes_with_the_answer(connect, make):
    """A cookie that an intermediate response sets reaches the next leg and the jar, and other cookies stay.

    httpx does so in its own DigestAuth only.
    """
    with Service(wants_the_cookie) as service:
        caller = connect(cookies={"mine": "1"})
        caller.session.login(service.url, make())
        response = caller.get(service.url)

    assert (200, [401]) == (response.status_code, [each.status_code for each in response.history])
    assert ["mine=1", "mine=1; visit=42"] == [seen.headers["Cookie"] for seen in service.seen]
    assert {"mine": "1", "visit": "42"} == dict(caller.client.cookies)


def test_a_cookie_of_a_redirect(connect):
    """A cookie that a redirect sets goes with the hop that follows (httpx does so too)."""

    def answer(arrived):
        if arrived.path == "/":
            return Answer(302, b"", (("Location", "/in"), ("Set-Cookie", "visit=42; Path=/")))
        return Answer(200 if arrived.headers["Cookie"] == "visit=42" else 403)

    with Service(answer) as service:
        caller = connect(follow_redirects=True)
        caller.session.login(service.url, ("ada", "secret"))
        assert 200 == caller.get(service.url).status_code


def test_a_cookie_of_a_token_response(connect):
    """A cookie that comes with a token is in the jar, and goes with the answer."""

    def answer(arrived):
        if arrived.path == "/token":
            return Answer(200, {"access_token": "fresh-0f9d8c7b6a"}, (("Set-Cookie", "visit=42; Path=/"),))
        is_right = arrived.headers["Authorization"] == "Bearer fresh-0f9d8c7b6a"
        return Answer(200 if is_right and arrived.headers["Cookie"] == "visit=42" else 401)

    with Service(answer) as service:
        caller = connect()
        auth = refreshing(SimpleNamespace(url=service.url, users={"ada": "secret"}))
        caller.session.login(service.url, auth)
        assert 200 == caller.get(service.url).status_code
        assert "42" == caller.client.cookies["visit"]


def test_both_clients_share_the_jar(connect):
    """What a server sets through one client of a session, the other sends."""
    answers = iter([(("Set-Cookie", "visit=42; Path=/"),), ()])
    with Service(lambda arrived: Answer(200, b"", next(answers))) as service:
        caller = connect()
        caller.get(service.url)
        other = caller.session.client if caller.is_async else caller.session.async_client
        request = other.build_request("GET", service.url)

    assert {"visit": "42"} == dict(other.cookies)
    assert "visit=42" == request.headers["Cookie"]
