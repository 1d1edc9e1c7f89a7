"""httpx's page, section "Custom authentication schemes": `sync_auth_flow` and `async_auth_flow`."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace

import pytest
from service import Answer, Service

from nbauth._http import httpx

TOKEN = "cached+/&<%z9"
MANY = 10


class Locks(httpx.Auth):
    """The page's fifth class; its `...` reads a token from a disk-based cache, once."""

    def __init__(self, cache):
        self._sync_lock = threading.RLock()
        self._async_lock = asyncio.Lock()
        self.cache, self.token, self.reads, self.inside = cache, None, 0, 0

    def sync_get_token(self):
        with self._sync_lock:
            self.enter()
            if self.token is None:
                self.token = self.read()
            self.inside -= 1
            return self.token

    def sync_auth_flow(self, request):
        token = self.sync_get_token()
        request.headers["Authorization"] = f"Token {token}"
        yield request

    async def async_get_token(self):
        async with self._async_lock:
            self.enter()
            if self.token is None:
                self.token = await asyncio.to_thread(self.read)
            self.inside -= 1
            return self.token

    async def async_auth_flow(self, request):
        token = await self.async_get_token()
        request.headers["Authorization"] = f"Token {token}"
        yield request

    def enter(self):
        self.inside += 1
        assert self.inside == 1, "the lock let two in"

    def read(self):
        self.reads += 1
        return self.cache.read_text()


class LocksAllAtOnce(Locks):
    """Begins no flow before all are there, so that they do contend."""

    def __init__(self, cache):
        super().__init__(cache)
        self.threads, self.tasks = threading.Barrier(MANY), asyncio.Barrier(MANY)

    def sync_auth_flow(self, request):
        self.threads.wait(30)
        yield from super().sync_auth_flow(request)

    async def async_auth_flow(self, request):
        await self.tasks.wait()
        async for each in super().async_auth_flow(request):
            yield each


sync_only_library = SimpleNamespace(get_token=lambda: TOKEN)
async_only_library = SimpleNamespace(get_token=lambda: asyncio.sleep(0, TOKEN))


class SyncOnly(httpx.Auth):
    """The page's last class, as it stands: its `async_auth_flow` has no yield."""

    def sync_auth_flow(self, request):
        token = sync_only_library.get_token()
        request.headers["Authorization"] = f"Token {token}"
        yield request

    async def async_auth_flow(self, request):
        raise RuntimeError("Cannot use a sync authentication class with httpx.AsyncClient")


class AsyncOnly(httpx.Auth):
    """The page's last class, mirrored."""

    def sync_auth_flow(self, request):
        raise RuntimeError("Cannot use an async authentication class with httpx.Client")

    async def async_auth_flow(self, request):
        token = await async_only_library.get_token()
        request.headers["Authorization"] = f"Token {token}"
        yield request


@pytest.fixture
def service():
    with Service(lambda seen: Answer(200 if seen.headers["Authorization"] == f"Token {TOKEN}" else 401)) as service:
        yield service


@pytest.fixture
def cache(tmp_path):
    cache = tmp_path / "token"
    cache.write_text(TOKEN)
    return cache


def test_io_in_a_flow(present, service, cache):
    """ "If you do need to perform I/O other than HTTP requests, such as accessing a disk-based cache [...] then you
    should override `.sync_auth_flow()` and `.async_auth_flow()`."
    """
    auth = Locks(cache)
    caller = present(auth, service.url)

    assert 401 == caller.get(service.url, auth=None).status_code
    assert 200 == caller.get(service.url).status_code
    assert 200 == caller.get(service.url).status_code
    assert 1 == auth.reads
    assert ["request"] == caller.purposes
    assert [f"Token {{{{{caller.owner}_authorization}}}}"] == caller.sent("Authorization")
    assert TOKEN not in str(caller.exchange)


def test_each_client_uses_its_own(present, service, cache):
    """ "The former will be used by httpx.Client, while the latter will be used by httpx.AsyncClient." """
    used = []

    class Notes(Locks):
        def sync_get_token(self):
            used.append("sync")
            return super().sync_get_token()

        async def async_get_token(self):
            used.append("async")
            return await super().async_get_token()

    caller = present(Notes(cache), service.url)

    assert 200 == caller.get(service.url).status_code
    assert ["async" if caller.is_async else "sync"] == used


def test_locks_under_contention(present, service, cache):
    """ "...or you need to use concurrency primitives, such as locks": ten flows at once read the cache once."""
    auth = LocksAllAtOnce(cache)
    caller = present(auth, service.url)

    responses = caller.together(MANY, service.url)

    assert [200] * MANY == [response.status_code for response in responses]
    assert 1 == auth.reads
    assert MANY == len(service.seen) == len(caller.session.history)
    assert {f"Token {{{{{caller.owner}_authorization}}}}"} == {
        exchange.legs[0].request.header("Authorization") for exchange in caller.session.history
    }


@pytest.mark.parametrize(
    ("make", "is_for_async", "message"),
    [
        (SyncOnly, False, "Cannot use a sync authentication class with httpx.AsyncClient"),
        (AsyncOnly, True, "Cannot use an async authentication class with httpx.Client"),
    ],
    ids=["sync-only", "async-only"],
)
def test_only_one_of_the_two(present, service, make, is_for_async, message):
    """ "If you only want to support one of the two methods, then you should still override it, but raise an explicit
    RuntimeError": it comes out of the other client, and nothing is sent.

    httpx itself differs from the page: its AsyncClient answers the page's class with "AttributeError: 'coroutine'
    object has no attribute 'aclose'", and a warning that it was never awaited.
    """
    caller = present(make(), service.url)

    if caller.is_async == is_for_async:
        assert 200 == caller.get(service.url).status_code
        return
    with pytest.raises(RuntimeError) as caught:
        caller.get(service.url)
    assert message == str(caught.value)
    assert not service.seen
    assert 0 == len(caller.session.history)
    # Both clients work afterwards.
    assert 401 == caller.get(service.url, auth=None).status_code


def test_with_a_yield_that_is_never_reached(connect, service):
    """The same class made a generator, as httpx itself needs it, raises its RuntimeError too."""

    class Generator(SyncOnly):
        async def async_auth_flow(self, request):
            raise RuntimeError("Cannot use a sync authentication class with httpx.AsyncClient")
            yield request

    caller = connect(auth=Generator())

    if caller.is_async:
        with pytest.raises(RuntimeError, match="Cannot use a sync"):
            caller.get(service.url)
    else:
        assert 200 == caller.get(service.url).status_code
