"""Turn: one at a time per key, in threads, whatever happens to the holder and to who waits."""

from __future__ import annotations

import asyncio
import signal
import threading
from concurrent.futures import Future

import pytest
from turn_queue import SOON, Busy, Watched, in_thread, is_free, join, waiting

from nbauth.schemes.turn import Turn, Turns


def test_threads_go_one_at_a_time():
    """Forty threads, one key."""
    turns, busy, together = Turns(), Busy(), threading.Barrier(41)

    def work() -> None:
        together.wait(SOON)
        turn = Turn("key")
        turns.take(turn)
        busy.enter(threading.current_thread())
        busy.leave()
        turn.done()

    threads = [in_thread(work) for _ in range(40)]
    together.wait(SOON)
    join(*threads)

    assert (1, 40) == (busy.most, busy.done)
    assert is_free(turns)


def test_who_came_first_goes_first():
    """The queue is first in, first out."""
    turns, busy = Watched(), Busy()
    held = Turn("key")
    turns.take(held)

    def work(number: int) -> None:
        turn = Turn("key")
        turns.take(turn)
        busy.enter(number)
        busy.leave()
        turn.done()

    threads = []
    for number in range(5):
        threads.append(in_thread(lambda number=number: work(number)))
        turns.wait_for(number + 2)
    assert [] == busy.order
    held.done()
    join(*threads)

    assert [0, 1, 2, 3, 4] == busy.order


def test_keys_do_not_wait_for_each_other():
    """A refresh for one origin holds up no other origin."""
    turns = Turns()
    one, two = Turn("one"), Turn("two")
    turns.take(one)
    turns.take(two)
    one.done()
    two.done()

    assert is_free(turns)


def test_done_is_harmless_twice_and_without_a_turn():
    """A flow's finally runs whether it had the turn or not."""
    turns = Turns()
    Turn("key").done()
    first, second = Turn("key"), Turn("key")
    turns.take(first)
    first.done()
    turns.take(second)
    first.done()

    assert 1 == waiting(turns, "key"), "a second done() took the turn of somebody else"
    second.done()
    assert is_free(turns)


def test_an_interrupted_waiter_gives_up_its_place():
    """Ctrl+C in the main thread while another thread holds the turn: the one behind is next."""
    turns, seen = Watched(), []
    held = Turn("key")
    turns.take(held)

    def ctrl_c() -> None:
        turns.wait_for(2)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    thread = in_thread(ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        turns.take(Turn("key"))
    join(thread)
    assert 1 == waiting(turns, "key")

    def next_one() -> None:
        turn = Turn("key")
        turns.take(turn)
        seen.append("next")
        turn.done()

    thread = in_thread(next_one)
    turns.wait_for(3)
    held.done()
    join(thread)
    assert ["next"] == seen
    assert is_free(turns)


def test_an_interrupt_at_the_wrong_line_loses_no_turn():
    """Ctrl+C right before or after the place in the queue was taken, before the wait begins."""

    class Key:
        hashed = 0

        def __hash__(self) -> int:
            self.hashed += 1
            if self.hashed == 1:
                raise KeyboardInterrupt
            return 1

    before, key = Turns(), Key()
    with pytest.raises(KeyboardInterrupt):
        before.take(Turn(key))
    assert is_free(before, key)

    class Interrupted(Turns):
        def _queue(self, turn: Turn) -> Future[None]:
            super()._queue(turn)
            raise KeyboardInterrupt

    turns = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        turns.take(Turn("key"))
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(turns.atake(Turn("key")))

    assert 0 == waiting(turns, "key")


def test_a_turn_may_be_given_back_while_the_queue_changes():
    """The garbage collector can close a forgotten flow at any line, in the thread that is in the queue."""
    turns, forgotten = Turns(), Turn("forgotten")
    turns.take(forgotten)

    class Key:
        def __hash__(self) -> int:
            forgotten.done()  # where a collection might run
            return 1

    turn = Turn(Key())
    thread = in_thread(lambda: turns.take(turn))
    join(thread)
    turn.done()

    assert is_free(turns, "forgotten")
