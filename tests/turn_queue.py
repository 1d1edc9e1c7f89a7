"""What the tests of turns share: a queue that tells who waits, and a place where one at a time may be."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from nbauth.schemes.turn import Turn, Turns

SOON = 20  # seconds until a test that hangs fails; no test waits for it otherwise


class Busy:
    """Counts who is inside; `most` is 1 as long as turns are taken one at a time."""

    def __init__(self) -> None:
        self.inside = self.most = self.done = 0
        self.order: list[object] = []

    def enter(self, who: object) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.order.append(who)

    def leave(self) -> None:
        self.inside -= 1
        self.done += 1


def waiting(turns: Turns, key: object) -> int:
    """How many have queued for *key*, the holder included."""
    return len(turns._queues.get(key, ()))


def in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def join(*threads: threading.Thread) -> None:
    for thread in threads:
        thread.join(SOON)
    assert [] == [thread for thread in threads if thread.is_alive()]


class Watched(Turns):
    """Turns that tell how many have queued so far, for tests that go on when the n-th waits."""

    def __init__(self) -> None:
        super().__init__()
        self._queued, self._changed = 0, threading.Condition()

    def _queue(self, turn: Turn) -> Future[None]:
        ticket = super()._queue(turn)
        with self._changed:
            self._queued += 1
            self._changed.notify_all()
        return ticket

    def wait_for(self, number: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._queued >= number, SOON)


def is_free(turns: Turns, key: object = "key") -> bool:
    """Nobody holds or waits, nothing is kept for the key, and a new turn is had at once."""
    if turns._queues:
        return False
    turn = Turn(key)
    turns.take(turn)
    turn.done()
    return not turns._queues
