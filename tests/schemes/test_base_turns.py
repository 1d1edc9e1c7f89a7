"""Schemes whose first request needs a leg of its own: many at once share it (`Turn` through the drivers)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from nbauth._http import httpx
from nbauth.schemes.base import Flow, Scheme, Turn


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


def test_two_schemes_of_one_class_do_not_wait_for_each_other(send):
    """Turns belong to the object: another login may have other credentials."""
    server, one, two = Server(), Handshake(), Handshake()
    flow = one.sync_auth_flow(httpx.Request("GET", "https://api.example.com/"))
    next(flow)  # holds the turn of its own host

    assert 200 == send(two, server).status_code
    flow.close()
    assert 200 == send(one, server).status_code
