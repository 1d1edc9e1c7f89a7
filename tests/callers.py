"""One way to use both clients of a session, so that a test is written once and runs sync and async.

SyncCaller, AsyncCaller   a session and the client that the test is about
connect                   fixture: makes one of them; the test runs once with each
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import nbauth
from nbauth._http import httpx


class SyncCaller:
    """Uses `session.client`. Made with what `Session` takes."""

    is_async = False

    def __init__(self, **options: Any) -> None:
        self.session = nbauth.Session(**options)
        self.auth: dict[str, Any] = {}
        """``auth=`` of every request, where a test says so."""
        self.owner = ""
        """Whose secrets the records show: ``{{<owner>_<field>}}``."""

    @property
    def client(self) -> Any:
        return self.session.client

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        return self.session.client.request(method, url, **{**self.auth, **options})

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> httpx.Response:
        return self.request("POST", url, **options)

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        return self.session.client.send(request, **options)

    def stream(self, url: str, each: Callable[[httpx.Response, bytes], None], **options: Any) -> httpx.Response:
        """GET, and call *each* with the response and every chunk as it comes; return the response, closed."""
        with self.session.client.stream("GET", url, **{**self.auth, **options}) as response:
            for chunk in response.iter_bytes():
                each(response, chunk)
        return response

    def read(self, response: httpx.Response) -> bytes:
        """Read a response that was sent with ``stream=True``, to its end."""
        return response.read()

    def together(self, count: int, url: str) -> list[httpx.Response]:
        """GET *count* times at once: in threads."""
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(lambda _: self.get(url), range(count)))

    def hook(self, func: Callable[[Any], None]) -> Any:
        """Return *func* as an event hook."""
        return func

    def body(self, parts: Iterable[bytes]) -> Any:
        """Return a body that can be read once."""
        return iter(list(parts))

    def close(self) -> None:
        self.session.close()

    @property
    def exchange(self) -> nbauth.Exchange:
        """What was recorded last."""
        return self.session.history[-1]

    @property
    def purposes(self) -> list[str]:
        return [leg.purpose for leg in self.exchange.legs]

    def sent(self, header: str) -> list[str | None]:
        """Return a header of each leg of the last exchange, as it is shown."""
        return [leg.request.header(header) for leg in self.exchange.legs]


class AsyncCaller(SyncCaller):
    """Uses `session.async_client`, on a loop of its own."""

    is_async = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._runner = asyncio.Runner()

    @property
    def client(self) -> Any:
        return self.session.async_client

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        return self._runner.run(self.session.async_client.request(method, url, **{**self.auth, **options}))

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        return self._runner.run(self.session.async_client.send(request, **options))

    def stream(self, url: str, each: Callable[[httpx.Response, bytes], None], **options: Any) -> httpx.Response:
        async def stream() -> httpx.Response:
            async with self.session.async_client.stream("GET", url, **{**self.auth, **options}) as response:
                async for chunk in response.aiter_bytes():
                    each(response, chunk)
            return response

        return self._runner.run(stream())

    def read(self, response: httpx.Response) -> bytes:
        return self._runner.run(response.aread())

    def together(self, count: int, url: str) -> list[httpx.Response]:
        """GET *count* times at once: in tasks."""

        async def gather() -> list[httpx.Response]:
            client = self.session.async_client
            return await asyncio.gather(*(client.get(url, **self.auth) for _ in range(count)))

        return self._runner.run(gather())

    def hook(self, func: Callable[[Any], None]) -> Any:
        async def hook(argument: Any) -> None:
            func(argument)

        return hook

    def body(self, parts: Iterable[bytes]) -> Any:
        async def body() -> Any:
            for part in parts:
                yield part

        return body()

    def close(self) -> None:
        self._runner.run(self.session.aclose())
        self._runner.close()


Connect = Any
"""A function from options to a caller, with an attribute `is_async`."""


@pytest.fixture(params=[SyncCaller, AsyncCaller], ids=["sync", "async"])
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Make callers with what `Session` takes; they are closed when the test is over. `connect.is_async`: which."""
    made: list[SyncCaller] = []

    def connect(**options: Any) -> SyncCaller:
        made.append(request.param(**options))
        return made[-1]

    connect.is_async = request.param.is_async
    yield connect
    for caller in made:
        caller.close()
