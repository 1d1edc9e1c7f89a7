"""The connections of an AsyncClient: a set for each event loop that it is used on.

A connection belongs to the loop that opened it. A bare httpx.AsyncClient that is used on two loops takes a
connection of the one on the other, and fails: "Event loop is closed", "bound to a different event loop". Two calls
of `asyncio.run` in a script do that, and a kernel's loop beside the one of `wire/runner.py`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import wait
from contextlib import suppress
from typing import Any

import anyio

from .._http import httpx

__all__ = ["Pools"]

Loop = asyncio.AbstractEventLoop | None
"""None is trio's."""

Close = Callable[[], Coroutine[Any, Any, None]]

SECONDS = 5.0
"""How long closing waits for the loop of another thread."""


class Pools:
    """Which transport to use on which loop: the client's own on the first, others like them on every other.

    What the user gave as ``transport=`` or in ``mounts=`` is used on all loops, as it is.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        mounts = options.get("mounts") or {}
        self._given = [options.get("transport"), *mounts.values()]
        without = {pattern: None for pattern, transport in mounts.items() if transport is None}
        self._options = {**options, "transport": None, "mounts": without}
        self._lock = threading.Lock()
        # No client stands for the one that has us.
        self._clients: dict[Loop, httpx.AsyncClient | None] = {}

    def transport(self, own: Any, url: httpx.URL) -> Any:
        """Return what to send to *url* with on the running loop, where the client's choice is *own*."""
        loop = _running()
        if loop not in self._clients:
            self._add(loop)
        client = self._clients[loop]
        if client is None or any(own is each for each in self._given):
            return own
        return client._transport_for_url(url)

    def _add(self, loop: Loop) -> None:
        with self._lock:
            client = httpx.AsyncClient(**self._options) if self._clients else None
            # With the connections of a closed loop nothing can be done any more.
            kept = {one: its for one, its in self._clients.items() if its is None or not _is_closed(one)}
            self._clients = {**kept, loop: client}

    async def aclose(self, own: Close) -> None:
        """Close all of them, each on its loop; *own* closes the client itself."""
        if others := self._elsewhere():
            await anyio.to_thread.run_sync(self._close_on, others, own)
        here = first = _running()
        for loop, client in self._clients.items():
            if client is None:
                first = loop
            elif not _is_closed(loop):
                await client.aclose()
        # Where the loop is closed, the sockets are when they are collected, and httpx fails when it tries.
        with suppress(*([] if first is here else [RuntimeError])):
            await own()

    def close(self, own: Close) -> None:
        """Close what can be closed without `await`: what is on loops of other threads, and on idle ones."""
        self._close_on(self._elsewhere(), own)
        if _running() is None:
            for loop, client in self._clients.items():
                if loop is not None and not loop.is_running() and not loop.is_closed():
                    loop.run_until_complete(own() if client is None else client.aclose())

    def _elsewhere(self) -> list[asyncio.AbstractEventLoop]:
        here = _running()
        return [loop for loop in self._clients if loop and loop is not here and loop.is_running()]

    def _close_on(self, loops: Iterable[asyncio.AbstractEventLoop], own: Close) -> None:
        closes = {loop: own if (client := self._clients[loop]) is None else client.aclose for loop in loops}
        begun = [asyncio.run_coroutine_threadsafe(close(), loop) for loop, close in closes.items()]
        for ended in wait(begun, SECONDS).done:
            ended.result()


def _running() -> Loop:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _is_closed(loop: Loop) -> bool:
    return loop is not None and loop.is_closed()
