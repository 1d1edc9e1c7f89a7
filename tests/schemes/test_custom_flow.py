"""Subclasses of httpx.Auth: the samples of httpx's page, in a plain client and at a session's entrance."""

from __future__ import annotations

import asyncio
import threading

import pytest

from nbauth._http import httpx
from nbauth.errors import InvalidAuth
from nbauth.schemes.custom import as_auth, async_flow, sync_flow

MODES = ["sync", "async"]


def send(mode, server, auth, **body):
    """POST with a plain httpx client and what `as_auth` makes of *auth*; return the response."""
    if mode == "sync":
        with httpx.Client(auth=as_auth(auth)) as client:
            return client.post(server.url, **body)

    async def post():
        async with httpx.AsyncClient(auth=as_auth(auth)) as client:
            return await client.post(server.url, **body)

    return asyncio.run(post())


def begin(mode, auth):
    """Begin the flow of an Auth as a session does, and return the first request that it yields."""
    request = httpx.Request("GET", "https://a.example/")
    if mode == "sync":
        return next(sync_flow(auth, request))

    async def first():
        flow = async_flow(auth, request)
        try:
            return await flow.__anext__()
        finally:
            await flow.aclose()

    return asyncio.run(first())


class OneYield(httpx.Auth):
    """The page's first `MyCustomAuth`."""

    def __init__(self, token):
        self.token = token

    def auth_flow(self, request):
        request.headers["X-Authentication"] = self.token
        yield request


class TwoYields(OneYield):
    """The page's second."""

    def auth_flow(self, request):
        response = yield request
        if response.status_code == 401:
            request.headers["X-Authentication"] = self.token
            yield request


class SignsTheBody(OneYield):
    """The page's third: requires_request_body."""

    requires_request_body = True

    def auth_flow(self, request):
        response = yield request
        if response.status_code == 401:
            request.headers["X-Authentication"] = self.token if request.content == b"part1part2" else "bad"
            yield request


class Refreshes(OneYield):
    """The page's fourth: requires_response_body, and a request of its own."""

    requires_response_body = True

    def auth_flow(self, request):
        request.headers["X-Authentication"] = self.token
        response = yield request
        if response.status_code == 401:
            answer = yield type(request)("POST", request.url.join("/token"))
            request.headers["X-Authentication"] = answer.json()["access_token"]
            yield request


class Locks(httpx.Auth):
    """The page's fifth: sync_auth_flow and async_auth_flow, each with its lock."""

    def __init__(self):
        self._sync_lock = threading.RLock()
        self._async_lock = asyncio.Lock()

    def sync_auth_flow(self, request):
        with self._sync_lock:
            request.headers["X-Authentication"] = "good"
        yield request

    async def async_auth_flow(self, request):
        async with self._async_lock:
            request.headers["X-Authentication"] = "good"
        yield request


FORMS = {
    "one yield": (OneYield("good"), ["good"]),
    "two yields": (TwoYields("good"), [None, "good"]),
    "request body": (SignsTheBody("good"), [None, "good"]),
    "response body": (Refreshes("old"), ["old", None, "good"]),
    "locks": (Locks(), ["good"]),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", FORMS)
def test_subclasses_of_auth(mode, server, form):
    """Each sample of httpx's page is taken as it is, and runs."""
    auth, sent = FORMS[form]
    parts = (part for part in (b"part1", b"part2"))

    async def aparts():
        for part in parts:
            yield part

    body = {"content": aparts() if mode == "async" else parts, "headers": {"Content-Length": "10"}}
    body = body if form == "request body" else {}
    response = send(mode, server, auth, **body)

    assert auth is as_auth(auth)
    assert 200 == response.status_code
    assert sent == [seen[1] for seen in server.seen]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", FORMS)
def test_flows_begin(mode, form):
    """The same through the entrance that a session uses: the flow is theirs, and yields their first request."""
    auth, sent = FORMS[form]

    assert sent[0] == begin(mode, auth).headers.get("X-Authentication")


# If you only want to support one of the two methods, override the other and raise an explicit RuntimeError


class SyncOnly(httpx.Auth):
    """The page's last sample, as it stands."""

    def sync_auth_flow(self, request):
        request.headers["Authorization"] = "Token t"
        yield request

    async def async_auth_flow(self, request):
        raise RuntimeError("Cannot use a sync authentication class with httpx.AsyncClient")


class AsyncOnly(httpx.Auth):
    """Its mirror image."""

    def sync_auth_flow(self, request):
        raise RuntimeError("Cannot use an async authentication class with httpx.Client")

    async def async_auth_flow(self, request):
        request.headers["Authorization"] = "Token t"
        yield request


@pytest.mark.parametrize(("good", "bad", "auth"), [("sync", "async", SyncOnly()), ("async", "sync", AsyncOnly())])
def test_one_way_only(good, bad, auth):
    """The RuntimeError of the page comes out; httpx has "'coroutine' object has no attribute 'aclose'"."""
    assert "Token t" == begin(good, auth).headers["Authorization"]
    with pytest.raises(RuntimeError, match=r"Cannot use an? a?sync authentication class"):
        begin(bad, auth)


class NoYield(httpx.Auth):
    def sync_auth_flow(self, request):
        return request

    async def async_auth_flow(self, request):
        return request


class Swapped(httpx.Auth):
    async def sync_auth_flow(self, request):
        return request

    def async_auth_flow(self, request):
        yield request


class AsyncGeneratorInSync(httpx.Auth):
    async def sync_auth_flow(self, request):
        yield request

    def async_auth_flow(self, request):
        return None


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", [NoYield, Swapped, AsyncGeneratorInSync])
def test_a_flow_without_a_yield(mode, kind):
    """Method and class are named, with what to write; no warning that something was never awaited."""
    with pytest.raises(
        InvalidAuth, match=rf"{kind.__name__}\.{mode}_auth_flow has no yield, or is .*: write .*def"
    ):
        begin(mode, kind())
