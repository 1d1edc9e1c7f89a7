"""Turn: one at a time per key, in tasks of one loop, of several, mixed with threads, and under trio."""

from __future__ import annotations

import asyncio
import threading

import pytest
import trio
from turn_queue import SOON, Busy, Watched, in_thread, is_free, join, waiting

from nbauth.schemes.turn import Turn, Turns


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
