"""OAuth2Auth against a certified provider: one token for many requests, renewed when it must be, shown nowhere."""

from __future__ import annotations

import asyncio
import json
import threading
import time

import pytest
from oidc import HS, ODD
from wire.canary import leaks

import nbauth
from nbauth._http import httpx
from nbauth.errors import InvalidField, OAuthError
from nbauth.oauth2.auth import OAuth2Auth


def clients(provider):
    return {
        "basic": ("basic", ODD, ""),
        "odd:id/+%": ("odd:id/+%", ODD, ""),
        "post": ("post", ODD, "client_secret_post"),
        "secret-jwt": ("secret-jwt", HS, "client_secret_jwt"),
        "key-jwt": ("key-jwt", provider.key, "private_key_jwt"),
    }


def auth(provider, name="basic", **options):
    client_id, secret, method = clients(provider)[name]
    return OAuth2Auth(client_id, secret, issuer=provider.issuer, client_auth=method, **options)


@pytest.mark.parametrize("name", ["basic", "odd:id/+%", "post", "secret-jwt", "key-jwt"])
def test_each_way_to_show_who_asks(provider, name):
    """In a plain httpx client: the endpoints are discovered, a token is fetched, and goes along."""
    with httpx.Client(auth=auth(provider, name, scope="read")) as client:
        answer = client.get(provider.api)
        again = client.get(provider.api)

    assert (200, {"client": name, "scope": "read", "body": ""}) == (answer.status_code, answer.json())
    assert 200 == again.status_code and [] == again.history


def test_the_record_of_a_session(provider):
    """Discovery, token, request: each a leg with its purpose; no secret and no token is in any of it."""
    with nbauth.Session() as session:
        session.login(provider.issuer, auth(provider), name="api")
        session.client.get(provider.api)
        session.client.get(provider.api)
        first, second = session.history
        token = session._bindings["api"].auth._tokens.current.access.reveal()
        shown = json.dumps([str(each) for each in (first, second)]) + session.history.curl(first)

    assert ["discovery", "token", "request"] == [leg.purpose for leg in first.legs]
    assert ["request"] == [leg.purpose for leg in second.legs] and 200 == second.status
    assert "Bearer {{api_access_token}}" == second.legs[0].request.header("Authorization")
    assert token not in shown and [] == leaks(shown, ODD)


def test_a_token_that_was_taken_back(provider):
    """Once more, with a new one, and with the same body."""
    with nbauth.Session() as session:
        session.login(provider.issuer, auth(provider), name="api")
        assert 200 == session.client.get(f"{provider.issuer}/api/end").status_code
        answer = session.client.post(provider.api, content=b"the same body")

    assert (200, "the same body") == (answer.status_code, answer.json()["body"])
    assert ["challenge", "token", "answer"] == [leg.purpose for leg in session.history[-1].legs]


def test_renewed_before_it_runs_out(provider, monkeypatch):
    """In time: not a request is refused."""
    made = auth(provider)
    with httpx.Client(auth=made) as client:
        client.get(provider.api)
        before, now = made._tokens.current, time.time()
        monkeypatch.setattr(time, "time", lambda: now + 3600 - 20)
        assert [] == client.get(provider.api).history[2:]
    assert before is not made._tokens.current and made.expires_at > now + 7000


def many_threads(client, url):
    threads, statuses = [], []

    def get():
        statuses.append(client.get(url).status_code)

    for _ in range(100):
        threads.append(threading.Thread(target=get))
        threads[-1].start()
    for each in threads:
        each.join()
    return statuses


def test_a_hundred_threads_ask_once(provider):
    """With no token, and again when it was taken back."""
    limits = httpx.Limits(max_connections=20)
    with nbauth.Session(limits=limits, timeout=60) as session:
        session.login(provider.issuer, auth(provider), name="api")
        before = provider.asked()
        assert {200} == set(many_threads(session.client, provider.api))
        assert 1 == provider.asked() - before
        session.client.get(f"{provider.issuer}/api/end")
        assert {200} == set(many_threads(session.client, provider.api))
        assert 2 == provider.asked() - before


async def many_tasks(session, url, count=1000):
    return await asyncio.gather(*(session.async_client.get(url) for _ in range(count)))


def test_a_thousand_tasks_ask_once(provider):
    """On one loop, and then on another one beside it."""
    session = nbauth.Session(limits=httpx.Limits(max_connections=20), timeout=60)
    session.login(provider.issuer, auth(provider), name="api")
    before = provider.asked()
    with asyncio.Runner() as one, asyncio.Runner() as other:
        for runner in (one, other):
            answers = runner.run(many_tasks(session, provider.api))
            assert {200} == {each.status_code for each in answers}
        assert 1 == provider.asked() - before
        one.run(session.aclose())


async def cancelled_leader(session, url):
    leader = asyncio.create_task(session.async_client.get(url))
    followers = [asyncio.create_task(session.async_client.get(url)) for _ in range(20)]
    while not session._bindings["api"].auth._turns._queues:
        await asyncio.sleep(0)
    leader.cancel()
    answers = await asyncio.gather(leader, *followers, return_exceptions=True)
    await session.aclose()
    return answers


def test_a_cancelled_leader_hands_over(provider):
    """The next one asks; nobody waits for ever."""
    session = nbauth.Session(timeout=60)
    session.login(provider.issuer, auth(provider), name="api")
    first, *others = asyncio.run(cancelled_leader(session, provider.api))
    assert isinstance(first, asyncio.CancelledError)
    assert {200} == {each.status_code for each in others}


async def failing(session, url):
    answers = await asyncio.gather(*(session.async_client.get(url) for _ in range(50)), return_exceptions=True)
    await session.async_client.aclose()
    return answers


def test_what_one_fails_with_all_fail_with(provider):
    """One clear error, and no storm of requests; the next request asks again."""
    session = nbauth.Session(timeout=60)
    session.login(provider.issuer, OAuth2Auth("basic", "wrong secret", issuer=provider.issuer), name="api")
    before = provider.asked()
    errors = asyncio.run(failing(session, provider.api))
    assert {OAuthError} == set(map(type, errors))
    assert 1 == len({str(each) for each in errors}) and "refuses: invalid_client" in str(errors[0])
    assert 1 == provider.asked() - before
    with pytest.raises(OAuthError):
        session.client.get(provider.api)
    assert 2 == provider.asked() - before
    session.close()


@pytest.mark.parametrize(
    "options, said",
    [
        ({"client_id": ""}, "client_id: it is missing"),
        ({"issuer": ""}, "issuer: it is missing"),
        ({"issuer": "http://as.example"}, "issuer: it is http, and not on this machine"),
        ({"issuer": "ftp://as.example"}, "issuer: it is no URL that starts with https://"),
        ({"issuer": "https://u:p@as.example"}, "issuer: it is no URL"),
        ({"client_secret": ""}, "client_secret: the grant client_credentials needs one"),
        ({"grant": "password"}, "password: the grant password needs a user name and a password"),
        ({"grant": "refresh_token"}, "refresh_token: the grant refresh_token needs one"),
        ({"grant": "code"}, "grant: choose client_credentials, password, refresh_token"),
        ({"client_auth": "tls"}, "client_auth: choose client_secret_basic"),
    ],
)
def test_what_is_missing_is_said(options, said):
    """Before anything is sent."""
    given = {"client_id": "a", "client_secret": "b", "issuer": "https://as.example", **options}
    with pytest.raises(InvalidField) as caught:
        OAuth2Auth(**given)
    assert str(caught.value).startswith(said)


def test_a_key_that_is_none(provider):
    """The error shows nothing of it."""
    made = OAuth2Auth(
        "key-jwt", '{"kty": "EC", "d": "not-a-key"}', issuer=provider.issuer, client_auth="private_key_jwt"
    )
    with httpx.Client(auth=made) as client, pytest.raises(OAuthError) as caught:
        client.get(provider.api)
    assert "private_key_jwt: the key cannot be used" == str(caught.value)
    assert caught.value.__context__ is None and "not-a-key" not in repr(caught.value)
