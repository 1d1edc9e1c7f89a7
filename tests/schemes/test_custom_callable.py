"""A callable as `auth=`: accepting a request and returning an authenticated request instance."""

from __future__ import annotations

import asyncio
import functools

import pytest

from nbauth._http import httpx
from nbauth.errors import InvalidAuth
from nbauth.schemes.base import Scheme
from nbauth.schemes.custom import CallableAuth, as_auth

CANARY = 'p+/"&<%é z9'
MODES = ["sync", "async"]


def send(mode, server, auth):
    """GET with a plain httpx client and what `as_auth` makes of *auth*; return the response."""
    if mode == "sync":
        with httpx.Client(auth=as_auth(auth)) as client:
            return client.get(server.url)

    async def get():
        async with httpx.AsyncClient(auth=as_auth(auth)) as client:
            return await client.get(server.url)

    return asyncio.run(get())


def sets(request, token="good"):
    request.headers["X-Authentication"] = token
    return request


class Signer:
    def sign(self, request):
        return sets(request)

    __call__ = sign


def makes_another(request):
    return type(request)("POST", request.url, headers={"X-Authentication": "good"})


CALLABLES = {
    "function": sets,
    "lambda": lambda request: sets(request),
    "method": Signer().sign,
    "object": Signer(),
    "partial": functools.partial(sets, token="good"),
    "another request": makes_another,
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", CALLABLES)
def test_callable(mode, server, form):
    """Whatever can be called with a request and returns one."""
    auth = as_auth(CALLABLES[form])

    assert isinstance(auth, CallableAuth) and isinstance(auth, Scheme)
    assert 200 == send(mode, server, auth).status_code
    assert ["good"] == [seen[1] for seen in server.seen]


def returns_nothing(request):
    request.headers["X-Authentication"] = CANARY


async def is_async(request):
    return request


def is_a_flow(request):
    yield request


async def is_an_async_flow(request):
    yield request


def returns_text(request):
    return CANARY


class Odd:
    def __call__(self, request):
        return CANARY


WRONG = {
    "nothing": (returns_nothing, "returns_nothing returned nothing; end it with: return request"),
    "async": (is_async, "is_async is async; write a subclass of httpx.Auth with async_auth_flow instead"),
    "flow": (is_a_flow, "is_a_flow yields; write a subclass of httpx.Auth with auth_flow instead"),
    "async flow": (is_an_async_flow, "is_an_async_flow yields; write"),
    "text": (returns_text, "returns_text returned str, not a request"),
    "partial": (functools.partial(returns_text), "returns_text returned str"),
    "lambda": (lambda request: CANARY, "<lambda> returned str"),
    "object": (Odd(), "Odd returned str"),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", WRONG)
def test_a_callable_that_returns_no_request(mode, server, form):
    """The function is named, before anything is sent; httpx has AttributeErrors about None and coroutines."""
    func, message = WRONG[form]

    with pytest.raises(InvalidAuth) as caught:
        send(mode, server, func)

    assert f"the auth function {message}" in str(caught.value)
    assert CANARY not in str(caught.value)
    assert [] == server.seen


def test_what_a_callable_raises_comes_out_as_it_is(server):
    """An error of the user's is the user's."""

    def broken(request):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        send("sync", server, broken)
