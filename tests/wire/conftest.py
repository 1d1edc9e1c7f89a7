"""Real sockets, and one way to call a session for both of its clients."""

from __future__ import annotations

import asyncio
import ssl

import pytest
import trustme
from wire.kinds import TOKEN
from wire.sink import Sink, reply, resolve_names

from nbauth.wire.session import Session


@pytest.fixture(scope="session")
def authority():
    """A certificate authority that is made for this run."""
    return trustme.CA()


@pytest.fixture(scope="session")
def tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("a.localhost", "b.localhost").configure_cert(context)
    return context


@pytest.fixture
def sink(tls, monkeypatch):
    """The origins of `wire.sink`, fresh for each test."""
    resolve_names(monkeypatch)
    sink = Sink(tls)
    yield sink
    sink.close()


class Sync:
    """Calls a session's client."""

    is_async = False

    def call(self, session, method, url, **options):
        return session.client.request(method, url, **options)

    def send(self, session, request, **options):
        return session.client.send(request, **options)

    def stream(self, session, url, *, read=None, **options):
        """Read *read* bytes of a streamed body, all when None, and close it; return the response."""
        with session.client.stream("GET", url, **options) as response:
            size = 0
            if read != 0:
                for chunk in response.iter_bytes(4096):
                    size += len(chunk)
                    if read is not None and size >= read:
                        break
        return response

    def together(self, calls):
        """Run calls (functions of no arguments, from `later`) at the same time, in threads."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(calls)) as pool:
            return [future.result() for future in [pool.submit(call) for call in calls]]

    def later(self, session, method, url, times, **options):
        """Return a call of *times* requests in a row."""
        return lambda: [session.client.request(method, url, **options) for _ in range(times)]

    def hook(self, func):
        return func

    def body(self, *parts):
        """Return a body that can be read once."""
        return iter(parts)

    def close(self):
        pass


class Async(Sync):
    """Calls a session's async client, on a loop of its own."""

    is_async = True

    def __init__(self):
        self._runner = asyncio.Runner()

    def run(self, coroutine):
        return self._runner.run(coroutine)

    def call(self, session, method, url, **options):
        return self.run(session.async_client.request(method, url, **options))

    def send(self, session, request, **options):
        return self.run(session.async_client.send(request, **options))

    def stream(self, session, url, *, read=None, **options):
        async def stream():
            async with session.async_client.stream("GET", url, **options) as response:
                size = 0
                if read != 0:
                    async for chunk in response.aiter_bytes(4096):
                        size += len(chunk)
                        if read is not None and size >= read:
                            break
            return response

        return self.run(stream())

    def together(self, calls):
        async def gather():
            return await asyncio.gather(*(call() for call in calls))

        return self.run(gather())

    def later(self, session, method, url, times, **options):
        async def several():
            return [await session.async_client.request(method, url, **options) for _ in range(times)]

        return several

    def hook(self, func):
        async def hook(argument):
            return func(argument)

        return hook

    async def body(self, *parts):
        for part in parts:
            yield part

    def close(self):
        self._runner.close()


@pytest.fixture(params=[Sync, Async], ids=["sync", "async"])
def caller(request):
    """Each test that takes this runs twice, on the sync and on the async client."""
    caller = request.param()
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def trusted(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@pytest.fixture
def new_session(trusted, caller):
    """Make sessions that trust the sink's certificates, and close them afterwards."""
    made = []

    def make(**options):
        made.append(Session(verify=trusted, **options))
        return made[-1]

    yield make
    for session in made:
        if caller.is_async:
            caller.run(session.aclose())
        else:
            session.close()


@pytest.fixture
def logged_in(sink, caller, new_session, tmp_path):
    """Return a session with a login for A, of a kind, and how to get a path with it."""

    def log_in(kind):
        session = new_session()
        sink.answers["/token"] = reply(200, {"access_token": TOKEN, "refresh_token": f"{TOKEN}-R"})
        session.login(sink.url(), kind.make(sink, tmp_path))
        get = lambda path, **options: caller.call(session, "GET", sink.url(path=path), **options)  # noqa: E731
        return session, get

    return log_in
