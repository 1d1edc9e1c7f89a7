"""Scheme: flows are written once, and run in any client of httpx."""

from __future__ import annotations

import copy
import pickle
import time

import anyio
import pytest

from nbauth._http import httpx
from nbauth.core.secret import Known, Secret
from nbauth.schemes.base import Body, Field, Flow, Scheme, Wait

CANARY = 'p+/"&<%é z9'


def ok(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=request.read())


class Polls(Scheme):
    """Asks again after 5 and 10 seconds."""

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        for seconds in (5, 10):
            response = yield request
            if response.status_code == 200:
                return
            yield Wait(seconds)
        yield request


@pytest.mark.parametrize(("rounds", "waits"), [(1, []), (2, [5]), (3, [5, 10])])
def test_a_flow_waits_between_its_requests(send, monkeypatch, rounds, waits):
    """Wait(seconds) sleeps the way that the client does: a thread's sleep, or a task's."""
    slept: list[float] = []
    legs: list[httpx.Request] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    def answer(request: httpx.Request) -> httpx.Response:
        legs.append(request)
        return httpx.Response(200 if len(legs) == rounds else 429)

    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(anyio, "sleep", sleep)

    assert 200 == send(Polls(), answer).status_code
    assert (rounds, waits) == (len(legs), slept)


class Signs(Scheme):
    """Needs the body before the request goes out; `how` says by which of the two ways."""

    def __init__(self, how: str) -> None:
        self.how = how
        self.requires_request_body = how == "attribute"

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        if self.how == "step":
            yield Body(request)
        request.headers["X-Length"] = str(len(request.content))
        yield request
        yield request


@pytest.mark.parametrize("how", ["attribute", "step"])
def test_a_flow_that_needs_the_body_has_it_and_it_goes_out_twice(send, how):
    """A multipart body is read into memory; httpx documents requires_request_body, a flow may ask later too."""
    legs: list[tuple[str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        legs.append((request.headers["X-Length"], request.content))
        return httpx.Response(200)

    send(
        Signs(how),
        answer,
        method="POST",
        files={"file": ("a.txt", b"hello")},
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert 2 == len(legs)
    assert legs[0] == legs[1]
    assert b"hello" in legs[0][1] and str(len(legs[0][1])) == legs[0][0]


def test_the_response_is_read_only_for_a_flow_that_asks(send):
    """Streaming stays streaming unless a scheme says requires_response_body."""
    seen: list[bool] = []

    class Looks(Scheme):
        def __init__(self, wants: bool) -> None:
            self.requires_response_body = wants

        def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
            response = yield request
            seen.append(response.is_stream_consumed)

    class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self):
            yield b"body"

        async def __aiter__(self):
            yield b"body"

    for wants in (False, True):
        assert b"body" == send(Looks(wants), lambda request: httpx.Response(200, stream=Stream())).content
    assert [False, True] == seen


def test_an_error_in_a_flow_reaches_the_user_and_the_flow_is_closed(send):
    """Nothing is swallowed, finally runs."""
    closed: list[bool] = []

    class Breaks(Scheme):
        def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
            try:
                response = yield request
                raise RuntimeError(f"answered {response.status_code}")
            finally:
                closed.append(True)

    with pytest.raises(RuntimeError, match="answered 200"):
        send(Breaks(), ok)
    assert [True] == closed


# -- what a scheme is --------------------------------------------------------------------------------------


class Holds(Scheme):
    name, title = "holds", "Holds"
    fields = (Field("token", "Token", secret=True),)

    def __init__(self) -> None:
        self._token = Secret(CANARY, "token")

    def secrets(self):
        yield Known("token", self._token)


def test_a_scheme_is_an_httpx_auth_that_adds_nothing_by_itself(send):
    """The base sends the request as it is, knows no user and holds no secret."""
    seen: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(200)

    assert isinstance(Scheme(), httpx.Auth)
    send(Scheme(), answer)
    assert "authorization" not in seen[0]
    assert (None, []) == (Scheme().username, list(Scheme().secrets()))
    assert not Scheme().is_on(httpx.Request("GET", "https://a"))
    assert Scheme().is_on(httpx.Request("GET", "https://a", headers={"authorization": ""}))


def test_a_scheme_shows_and_writes_no_secret():
    """Neither its repr nor its attributes hold a value; it is not pickled and not copied."""
    auth = Holds()

    assert "<Holds>" == repr(auth) == str(auth)
    assert CANARY not in f"{vars(auth)}{list(auth.secrets())}{auth.fields}"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="Holds is not pickled") as caught:
            leave(auth)
        assert CANARY not in str(caught.value)
