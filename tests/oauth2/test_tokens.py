"""One token for many requests: what happens when it cannot be had."""

from __future__ import annotations

import asyncio
import threading

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import MissingExtra, OAuthError
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.token import Token
from nbauth.oauth2.tokens import Tokens
from nbauth.schemes.base import Turn


async def many(session, count=50):
    answers = await asyncio.gather(
        *(session.async_client.get("https://api.example/") for _ in range(count)), return_exceptions=True
    )
    return answers


def serving(token):
    """Return a session, and the token requests that came."""
    asked = []

    async def answer(request):
        if request.url.path != "/token":
            return httpx.Response(200)
        asked.append(request)
        await asyncio.sleep(0.01)  # the others queue meanwhile
        return token(request)

    session = nbauth.Session(transport=httpx.MockTransport(answer))
    session.login("https://api.example", OAuth2Auth("a", "b" * 9, token_url="https://as.example/token"))
    return session, asked


def test_a_network_that_is_down():
    """All fail as the one who has asked, with one request; the next one asks again."""

    def down(request):
        raise httpx.ConnectTimeout("nobody answers")

    session, asked = serving(down)
    errors = asyncio.run(many(session))
    assert {httpx.ConnectTimeout} == set(map(type, errors)) and 1 == len(asked)
    asyncio.run(many(session))
    assert 2 == len(asked)


def test_who_waited_is_told_what_to_do():
    """The hint and the server's error too, for each of them."""
    session, asked = serving(lambda request: httpx.Response(401, json={"error": "invalid_client"}))
    errors = asyncio.run(many(session))
    assert 1 == len(asked)
    assert {("invalid_client", True)} == {
        (each.error, each.hint.startswith("look at the client id")) for each in errors
    }


def test_a_token_that_another_thread_has_got(provider):
    """In threads, with a server that is away: nobody asks again for each of them."""
    session = nbauth.Session(timeout=5)
    session.login("http://127.0.0.1:9", OAuth2Auth("a", "b" * 9, token_url="http://127.0.0.1:9/token"))
    failed = []

    def get():
        try:
            session.client.get("http://127.0.0.1:9")
        except httpx.ConnectError as exc:
            failed.append(exc)

    threads = [threading.Thread(target=get) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert 20 == len(failed) and len(session.history) == len({each.number for each in session.history})
    session.close()


def test_what_is_no_error_of_oauth():
    """A package that is missing: whoever waited is told the same."""

    def grant(token):
        raise MissingExtra("private_key_jwt", "oauth")
        yield

    tokens = Tokens(grant)
    waiting = tokens.fresh()
    assert isinstance(next(waiting), Turn)
    with pytest.raises(MissingExtra):
        asking = tokens.fresh()
        next(asking)
        next(asking)
    with pytest.raises(OAuthError, match="private_key_jwt needs an optional package") as caught:
        next(waiting)
    assert "nbauth[oauth]" in caught.value.hint


def test_a_failure_that_is_over():
    """Who asks afterwards asks for himself."""
    answers = [OAuthError("no"), Token(Secret("t" * 9))]

    def grant(token):
        answer = answers.pop(0)
        if isinstance(answer, OAuthError):
            raise answer
        return answer
        yield

    tokens = Tokens(grant)
    for _ in range(2):
        flow = tokens.fresh()
        next(flow)
        try:
            next(flow)
        except OAuthError:
            continue
        except StopIteration as done:
            assert done.value is tokens.current
    assert [] == answers
