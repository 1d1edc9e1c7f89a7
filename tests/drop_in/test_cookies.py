"""Cookies, base_url, and the end of a session."""

from __future__ import annotations

import asyncio
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


def test_base_url(connect, server):
    """ "base_url - A URL to use as the base when building request URLs"; a login for it answers."""
    caller = connect(base_url=f"{server.url}/apikey")
    caller.session.login(server.url, nbauth.APIKeyAuth(server.api_key))

    assert 200 == caller.get("/header").status_code
    assert "/apikey/header" == server.seen[0].path
    assert [f"{server.url}/apikey/header"] == [leg.request.url for leg in caller.exchange.legs]


def test_client_wide_auth_belongs_to_base_url(connect, server):
    """Credentials of the whole client go to the origin of its base_url only; httpx sends them to any host."""
    caller = connect(base_url=server.url, auth=("ada", server.users["ada"]))

    assert 200 == caller.get("/basic").status_code
    assert 401 == caller.get(f"{server.other}/basic").status_code
    assert [True, False] == ["authorization" in seen.headers for seen in server.seen]


def test_as_a_context_manager(server):
    """`with Session()` closes the client and forgets the logins and their secrets."""
    with nbauth.Session() as session:
        session.login(server.url, ("ada", server.users["ada"]))
        assert 200 == session.client.get(f"{server.url}/basic").status_code

    assert session.client.is_closed
    assert ({}, ()) == (dict(session.logins), session.vault.known())
    with pytest.raises(RuntimeError, match="closed"):
        session.client.get(f"{server.url}/open")
    # The record stays: it holds nothing secret.
    assert 1 == len(session.history)


def test_as_an_async_context_manager(server):
    """`async with Session()` closes both clients."""

    async def use():
        async with nbauth.Session() as session:
            session.login(server.url, ("ada", server.users["ada"]))
            responses = [
                await session.async_client.get(f"{server.url}/basic"),
                session.client.get(f"{server.url}/basic"),
            ]
        return session, [response.status_code for response in responses]

    session, statuses = asyncio.run(use())

    assert [200, 200] == statuses
    assert session.client.is_closed
    assert session.async_client.is_closed
    assert {} == dict(session.logins)


def test_a_clients_own_context_manager(server):
    """`with session.client as client:` works as with httpx's; closing a session twice is fine."""
    session = nbauth.Session()
    with session.client as client:
        assert 200 == client.get(f"{server.url}/open").status_code
    assert client.is_closed
    session.close()
    session.close()
