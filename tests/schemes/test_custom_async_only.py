"""Which Auths are async only, told by their classes; and what a synchronous flow of one says."""

from __future__ import annotations

import functools
import threading

import pytest

from nbauth._http import httpx
from nbauth.errors import InvalidAuth
from nbauth.schemes.basic import BasicAuth
from nbauth.schemes.custom import as_auth, is_async_only, sync_flow


class AsyncAlone(httpx.Auth):
    """Overrides one method."""

    async def async_auth_flow(self, request):
        request.headers["Authorization"] = "Token t"
        yield request


class Page(AsyncAlone):
    """As httpx's page says: override the other and raise."""

    def sync_auth_flow(self, request):
        raise RuntimeError("Cannot use an async authentication class with httpx.Client")


class PageWithYield(AsyncAlone):
    """The same, made a generator."""

    def sync_auth_flow(self, request):
        raise RuntimeError("Cannot use an async authentication class with httpx.Client")
        yield request


class Raising(AsyncAlone):
    """Does something first."""

    def sync_auth_flow(self, request):
        if request.url.scheme == "http":
            raise ValueError("no http")
        raise RuntimeError("no sync")


class Heir(Page):
    """Inherits both."""


class Both(AsyncAlone):
    def sync_auth_flow(self, request):
        yield request


class Locks(AsyncAlone):
    def __init__(self):
        self._lock = threading.RLock()

    def sync_auth_flow(self, request):
        with self._lock:
            request.headers["Authorization"] = "Token t"
        yield request


class Returns(AsyncAlone):
    """A function that returns a generator."""

    def sync_auth_flow(self, request):
        return iter(())


class Sometimes(AsyncAlone):
    def sync_auth_flow(self, request):
        if request.url.scheme == "http":
            raise ValueError("no http")
        yield request


class Decorated(AsyncAlone):
    @functools.cache  # noqa: B019 - no function of Python's, so nothing is known of it
    def sync_auth_flow(self, request):
        raise RuntimeError("no sync")


class Flow(AsyncAlone):
    """The synchronous client runs `auth_flow`."""

    def auth_flow(self, request):
        yield request


class Basic(httpx.BasicAuth):
    async def async_auth_flow(self, request):
        yield request


class SyncOnly(httpx.Auth):
    def sync_auth_flow(self, request):
        yield request

    async def async_auth_flow(self, request):
        raise RuntimeError("Cannot use a sync authentication class with httpx.AsyncClient")


class Neither(Page):
    async def async_auth_flow(self, request):
        raise RuntimeError("broken")
        yield request


ASYNC_ONLY = [AsyncAlone, Page, PageWithYield, Raising, Heir]
OTHERS = [Both, Locks, Returns, Sometimes, Decorated, Flow, SyncOnly, Neither, httpx.Auth]


@pytest.mark.parametrize("kind", ASYNC_ONLY)
def test_async_only(kind):
    """There is an asynchronous flow, and the synchronous one is httpx's empty one, or can only raise."""
    assert is_async_only(kind())


@pytest.mark.parametrize("kind", OTHERS)
def test_others(kind):
    """A synchronous flow that may do something is one."""
    assert not is_async_only(kind())


@pytest.mark.parametrize(
    "auth",
    [httpx.BasicAuth("u", "p"), httpx.DigestAuth("u", "p"), Basic("u", "p"), BasicAuth("u", "p"), as_auth(print)],
)
def test_what_comes_with_a_library(auth):
    """httpx's own, a subclass of one, ours, a function."""
    assert not is_async_only(auth)


def begin(auth):
    return sync_flow(auth, httpx.Request("GET", "https://a.example/"))


def test_httpx_would_send_it_without():
    """Where the class says nothing, the error does: httpx's default sends the request as it is."""
    with pytest.raises(InvalidAuth, match="AsyncAlone has no flow") as caught:
        begin(AsyncAlone())

    assert "session.run()" in caught.value.hint
    assert "GET" == next(httpx.Auth().sync_auth_flow(httpx.Request("GET", "https://a.example/"))).method


def test_what_the_class_says_comes_out():
    """Its own error, with a note of ours; an error of an Auth that is not async only is left alone."""
    with pytest.raises(RuntimeError, match="Cannot use an async") as caught:
        begin(Page())
    assert [True] == ["session.run()" in note for note in caught.value.__notes__]

    with pytest.raises(RuntimeError, match="no sync") as caught:
        begin(Decorated())
    assert not hasattr(caught.value, "__notes__")
