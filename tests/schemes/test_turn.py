"""Turn: one at a time per key, in threads, tasks, several loops and trio, whatever happens to the holder."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
import trio

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


# -- threads -----------------------------------------------------------------------------------------------


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


# -- tasks -------------------------------------------------------------------------------------------------


async def use(turns: Turns, busy: Busy, who: object = None) -> None:
    """Take a turn, let everybody else try to get in meanwhile, give it back."""
    turn = Turn("key")
    try:
        await turns.atake(turn)
        busy.enter(who)
        await asyncio.sleep(0)
        busy.leave()
    finally:
        turn.done()


async def settle() -> None:
    """Let all tasks run until each waits for something."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_tasks_go_one_at_a_time_in_order():
    """Two hundred tasks, one key."""

    async def main() -> tuple[Turns, Busy]:
        turns, busy = Turns(), Busy()
        await asyncio.gather(*(use(turns, busy, number) for number in range(200)))
        return turns, busy

    turns, busy = asyncio.run(main())

    assert (1, 200, list(range(200))) == (busy.most, busy.done, busy.order)
    assert is_free(turns)


def test_a_cancelled_holder_hands_on_its_turn():
    """The holder's request times out or is cancelled: the others go on."""

    async def main() -> list[object]:
        turns, busy, forever = Turns(), Busy(), asyncio.Event()

        async def hold() -> None:
            turn = Turn("key")
            try:
                await turns.atake(turn)
                await forever.wait()
            finally:
                turn.done()

        holder = asyncio.create_task(hold())
        await settle()
        others = [asyncio.create_task(use(turns, busy, number)) for number in range(3)]
        await settle()
        assert [] == busy.order
        holder.cancel()
        await asyncio.gather(*others)
        assert is_free(turns)
        return busy.order

    assert [0, 1, 2] == asyncio.run(main())


@pytest.mark.parametrize("when", ["waiting", "handed the turn", "cancelled, then handed the turn"])
def test_a_cancelled_waiter_hands_on_its_place(when):
    """Also in the moment when the turn is already its own but its task has not run yet."""

    async def main() -> list[object]:
        turns, busy, held = Turns(), Busy(), Turn("key")
        await turns.atake(held)
        first = asyncio.create_task(use(turns, busy, "cancelled"))
        await settle()
        second = asyncio.create_task(use(turns, busy, "second"))
        await settle()
        assert 3 == waiting(turns, "key")
        match when:
            case "waiting":
                first.cancel()
                await settle()
                assert 2 == waiting(turns, "key")
                held.done()
            case "handed the turn":
                held.done()
                first.cancel()
            case _:
                first.cancel()
                held.done()
        with pytest.raises(asyncio.CancelledError):
            await first
        await asyncio.wait_for(second, SOON)
        assert is_free(turns)
        return busy.order

    assert ["second"] == asyncio.run(main())


def test_a_waiter_that_is_closed_gives_up_its_place():
    """A loop that ends under a waiting task: its coroutine is closed, not cancelled."""

    async def main() -> None:
        turns, held = Turns(), Turn("key")
        await turns.atake(held)
        waiter = turns.atake(Turn("key"))
        waiter.send(None)
        assert 2 == waiting(turns, "key")
        waiter.close()
        assert 1 == waiting(turns, "key")
        held.done()
        assert is_free(turns)

    asyncio.run(main())


def test_loops_and_threads_share_the_queue():
    """Two event loops in two threads and ten plain threads, one key."""
    turns, busy, together = Turns(), Busy(), threading.Barrier(12)

    def loop() -> None:
        async def main() -> None:
            await asyncio.gather(*(use(turns, busy) for _ in range(50)))

        together.wait(SOON)
        asyncio.run(main())

    def plain() -> None:
        together.wait(SOON)
        for _ in range(10):
            turn = Turn("key")
            turns.take(turn)
            busy.enter(None)
            busy.leave()
            turn.done()

    join(*(in_thread(loop) for _ in range(2)), *(in_thread(plain) for _ in range(10)))

    assert (1, 200) == (busy.most, busy.done)
    assert is_free(turns)


def test_a_thread_wakes_a_task_and_a_task_wakes_a_thread():
    """The loop sleeps while it waits; a turn given back in another thread wakes it."""
    turns, held, seen = Watched(), Turn("key"), []
    turns.take(held)

    async def main() -> None:
        turn = Turn("key")
        await turns.atake(turn)
        seen.append("task")
        thread = in_thread(after)
        await asyncio.to_thread(turns.wait_for, 3)
        turn.done()
        await asyncio.to_thread(join, thread)

    def after() -> None:
        turn = Turn("key")
        turns.take(turn)
        seen.append("thread")
        turn.done()

    loop = in_thread(lambda: asyncio.run(main()))
    turns.wait_for(2)
    held.done()
    join(loop)

    assert ["task", "thread"] == seen
    assert is_free(turns)


# -- trio --------------------------------------------------------------------------------------------------


def test_trio_tasks_go_one_at_a_time():
    """httpx runs under trio as well."""
    turns, busy = Turns(), Busy()

    async def work() -> None:
        turn = Turn("key")
        try:
            await turns.atake(turn)
            busy.enter(None)
            await trio.lowlevel.checkpoint()
            busy.leave()
        finally:
            turn.done()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(work)

    trio.run(main)

    assert (1, 20) == (busy.most, busy.done)
    assert is_free(turns)


def test_a_cancelled_trio_waiter_gives_up_its_place():
    """A timeout of trio while a thread holds the turn."""
    turns, held = Turns(), Turn("key")
    turns.take(held)

    async def main() -> None:
        with trio.CancelScope() as scope:
            scope.cancel()
            await turns.atake(Turn("key"))
        assert scope.cancelled_caught

    trio.run(main)

    assert 1 == waiting(turns, "key")
    held.done()
    assert is_free(turns)
