"""Scheme: flows are written once, and run in any client of httpx."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
import time
from collections.abc import Callable

import anyio
import pytest

from nbauth._http import httpx
from nbauth.core.secret import Known, Secret
from nbauth.schemes.base import Body, Field, Flow, Scheme, Turn, Wait

CANARY = 'p+/"&<%é z9'


def ok(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=request.read())


class Handshake(Scheme):
    """One of many first requests fetches a token, the others use it."""

    name = "handshake"

    def __init__(self) -> None:
        self.token: str | None = None

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        turn = Turn(request.url.host)
        try:
            yield turn
            if self.token is None:
                response = yield type(request)("POST", "https://login.example.com/token")
                if response.status_code == 200:
                    self.token = response.headers["token"]
        finally:
            turn.done()
        request.headers["X-Token"] = self.token or "none"
        yield request


class Server:
    """Hands out tokens and counts what it is asked."""

    def __init__(self) -> None:
        self.tokens, self.seen, self._lock = 0, [], threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            if request.url.path == "/token":
                self.tokens += 1
                return httpx.Response(200, headers={"token": f"t{self.tokens}"})
            self.seen.append(request.headers["X-Token"])
            return httpx.Response(200)


def test_a_request_of_the_flows_own_goes_first(send):
    """The flow's POST is a leg of its own; then the user's request goes out with what it brought."""
    server = Server()

    assert 200 == send(Handshake(), server).status_code
    assert (1, ["t1"]) == (server.tokens, server.seen)


class Crowd(Handshake):
    """Tells when each of its flows has begun."""

    def __init__(self, arrive: Callable[[], object]) -> None:
        super().__init__()
        self._arrive = arrive

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        self._arrive()
        yield from super().auth_flow(request)


def test_forty_threads_cost_one_handshake():
    """Forty first requests at once are 41 legs, not 80: no token is handed out before all have asked."""
    server, arrived = Server(), threading.Semaphore(0)
    auth = Crowd(arrived.release)

    def when_all_are_there(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            for _ in range(40):
                arrived.acquire(timeout=20)
            arrived.release(40)
        return server(request)

    def work() -> None:
        with httpx.Client(transport=httpx.MockTransport(when_all_are_there), auth=auth) as client:
            client.get("https://api.example.com/")

    threads = [threading.Thread(target=work, daemon=True) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert (1, ["t1"] * 40) == (server.tokens, server.seen)


def test_two_hundred_tasks_cost_one_handshake():
    """The same in one event loop."""
    server = Server()

    async def main() -> None:
        together, count = asyncio.Event(), iter(range(1, 201))
        auth = Crowd(lambda: next(count) == 200 and together.set())

        async def when_all_are_there(request: httpx.Request) -> httpx.Response:
            await together.wait()
            return server(request)

        async with httpx.AsyncClient(transport=httpx.MockTransport(when_all_are_there), auth=auth) as client:
            await asyncio.gather(*(client.get("https://api.example.com/") for _ in range(200)))

    asyncio.run(main())

    assert (1, ["t1"] * 200) == (server.tokens, server.seen)


def test_a_failed_handshake_leaves_the_turn_to_the_next(send):
    """The connection breaks while the turn is held: the next request tries again."""
    server, auth = Server(), Handshake()

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    with pytest.raises(httpx.ConnectError):
        send(auth, broken)
    assert 200 == send(auth, server).status_code
    assert (1, ["t1"]) == (server.tokens, server.seen)


def test_a_cancelled_handshake_leaves_the_turn_to_the_next():
    """The task that holds the turn is cancelled in the middle of its token request."""
    server, auth = Server(), Handshake()

    async def main() -> None:
        reached, never = asyncio.Event(), asyncio.Event()

        async def slow_once(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/token" and not reached.is_set():
                reached.set()
                await never.wait()
            return server(request)

        async with httpx.AsyncClient(transport=httpx.MockTransport(slow_once), auth=auth) as client:
            holder = asyncio.create_task(client.get("https://api.example.com/"))
            await reached.wait()
            others = [asyncio.create_task(client.get("https://api.example.com/")) for _ in range(3)]
            await asyncio.sleep(0)
            holder.cancel()
            await asyncio.gather(*others)
            with pytest.raises(asyncio.CancelledError):
                await holder

    asyncio.run(main())

    assert (1, ["t1"] * 3) == (server.tokens, server.seen)


# -- the other steps ---------------------------------------------------------------------------------------


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


def test_two_schemes_of_one_class_do_not_wait_for_each_other(send):
    """Turns belong to the object: another login may have other credentials."""
    server, one, two = Server(), Handshake(), Handshake()
    flow = one.sync_auth_flow(httpx.Request("GET", "https://api.example.com/"))
    next(flow)  # holds the turn of its own host

    assert 200 == send(two, server).status_code
    flow.close()
    assert 200 == send(one, server).status_code
