"""One-at-a-time work inside a flow: a first Digest challenge, a token refresh.

A flow takes a turn by yielding it and gives it back with `done()`::

    turn = Turn(origin)
    try:
        yield turn                  # the others wait here for the holder ...
        if not self.ready(origin):  # ... then look again: mostly somebody was faster
            response = yield request
            ...
    finally:
        turn.done()                 # also when the holder is cancelled: the next one takes over
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress

__all__ = ["Turn", "Turns"]

SLICE = 0.25
"""Seconds after which a waiting thread looks for an interrupt."""


class Turn:
    """What a flow yields to be alone with *key*, among all flows of one scheme object."""

    __slots__ = ("_release", "key")

    def __init__(self, key: Hashable) -> None:
        self.key = key
        self._release: Callable[[], None] | None = None

    def done(self) -> None:
        """Let the next one in. May be called more than once, and without having had the turn."""
        release, self._release = self._release, None
        if release is not None:
            release()


class Turns:
    """Who holds which key, and who waits, across threads and event loops."""

    def __init__(self) -> None:
        # Re-entrant: the garbage collector may close a forgotten flow, and so give back its turn, inside here.
        self._lock = threading.RLock()
        self._queues: dict[Hashable, deque[Future[None]]] = {}

    def take(self, turn: Turn) -> None:
        """Wait in this thread until *turn* is ours. An interrupt gives up the place in the queue."""
        try:
            ticket = self._queue(turn)
            while not ticket.done():
                # In slices: a Ctrl+C that arrives right before a wait begins does not end it (CPython).
                with suppress(TimeoutError):
                    ticket.result(SLICE)
        except BaseException:
            turn.done()
            raise

    async def atake(self, turn: Turn) -> None:
        """Wait in this task until *turn* is ours. A cancellation gives up the place in the queue."""
        try:
            ticket = self._queue(turn)
            if not ticket.done():
                await _wait(ticket)
        except BaseException:
            turn.done()
            raise

    def _queue(self, turn: Turn) -> Future[None]:
        key = turn.key
        ticket: Future[None] = Future()
        # Before anything else, so that an interrupt at any line leaves a turn that can be given back.
        turn._release = lambda: self._leave(key, ticket)
        with self._lock:
            self._queues.setdefault(key, deque()).append(ticket)
            self._wake(key)
        return ticket

    def _leave(self, key: Hashable, ticket: Future[None]) -> None:
        """Take *ticket* out of the queue; whoever is then at its head has the turn."""
        with self._lock:
            queue = self._queues.get(key, deque())
            if ticket in queue:
                queue.remove(ticket)
            self._wake(key)

    def _wake(self, key: Hashable) -> None:
        queue = self._queues.get(key)
        if not queue:
            self._queues.pop(key, None)
        elif not queue[0].done():
            # A future of concurrent.futures wakes a waiter of any thread or loop, and does not wait for it.
            queue[0].set_result(None)


async def _wait(ticket: Future[None]) -> None:
    if asyncio_is_running():
        # shield: cancelling the waiting task must not cancel the ticket, which _leave hands on.
        await asyncio.shield(asyncio.wrap_future(ticket))
        return
    import anyio  # comes with httpx; here for trio, which has no wake-up from another thread without a token

    while not ticket.done():
        await anyio.sleep(0.005)


def asyncio_is_running() -> bool:
    """True inside a task of asyncio; False under trio."""
    if "trio" in sys.modules:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
    return True
