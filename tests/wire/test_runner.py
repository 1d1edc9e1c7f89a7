"""The runner on real loops, threads and signals, where pytest's own process is the script."""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import trio

from nbauth.wire import runner
from nbauth.wire.runner import run

PROGRAMS = Path(__file__).parent

SECONDS = 10  # far more than anything here takes

where = contextvars.ContextVar("where", default="nowhere")


async def here(value=None):
    """Return where it runs."""
    await asyncio.sleep(0)
    return threading.current_thread().name, asyncio.get_running_loop(), value


@pytest.fixture
def idle():
    """A loop that nothing runs, as IPython's in a terminal."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def test_without_a_loop():
    """Two calls run on one loop in one thread, so that the second finds the connections of the first."""
    thread, loop, value = run(here(1))

    assert ("nbauth loop", 1) == (thread, value)
    assert (thread, loop, 2) == run(here(2))


def test_from_many_threads():
    """They share the loop, and do not wait for each other."""
    barrier = asyncio.Barrier(8)
    results = [None] * 8

    async def together():
        await asyncio.wait_for(barrier.wait(), SECONDS)
        return asyncio.get_running_loop()

    def call(number):
        results[number] = run(together())

    threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)

    assert [run(here())[1]] * 8 == results


def test_under_trio():
    """trio's loop is no loop of asyncio: the coroutine runs beside it."""

    async def main():
        return run(here(3))

    assert ("nbauth loop", 3) == trio.run(main)[::2]


def test_an_idle_loop_is_used(idle):
    """The loop that is given runs, in this thread, when none runs here; a running one is not touched."""
    assert (threading.current_thread().name, idle, 4) == run(here(4), loop=idle)
    assert "nbauth loop" == run(here(), loop=run(here())[1])[0]


@pytest.mark.parametrize("on", ["thread", "idle"])
def test_exceptions_come_out(idle, on):
    """With their type, and a traceback down to where they were raised."""

    async def fails():
        await asyncio.sleep(0)
        raise LookupError("the cause")

    with pytest.raises(LookupError, match="the cause") as caught:
        run(fails(), loop=idle if on == "idle" else None)

    assert "fails" == caught.traceback[-1].name


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt])
def test_what_ends_a_program_leaves_the_loop_alive(kind):
    """A flow that calls sys.exit() ends the caller, and not the loop that the next one needs."""

    async def ends():
        raise kind("over")

    loop = run(here())[1]
    with pytest.raises(kind, match="over"):
        run(ends())

    assert loop is run(here())[1]


@pytest.mark.parametrize("on", ["thread", "idle"])
def test_context_variables_are_seen(idle, on):
    """As with asyncio.run: what is set here is seen there, and what is set there stays there."""

    async def look():
        seen = where.get()
        where.set("inside")
        return seen

    token = where.set("outside")
    try:
        assert "outside" == run(look(), loop=idle if on == "idle" else None)
        assert "outside" == where.get()
    finally:
        where.reset(token)


def test_a_call_from_our_own_loop_does_not_wait_for_itself(monkeypatch):
    """A flow on our loop that calls `run`, where it cannot be nested, gets another loop."""
    monkeypatch.setattr(runner, "_can_nest", lambda loop: False)

    async def outer():
        return asyncio.get_running_loop(), run(here())[1]

    first, second = run(outer())

    assert first is run(here())[1]
    assert first is not second
    assert (first, second) == run(outer())


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # Python 3.12: what this is about
def test_after_a_fork():
    """A child process has no thread of its parent: it gets a loop of its own, instead of waiting for ever."""
    run(here())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(run(here(5))[2]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        assert b"5" == answer.read()
    os.waitpid(child, 0)


LEFT_BEHIND = """
import asyncio
from nbauth.wire.runner import run

async def background():
    try:
        await asyncio.sleep(3600)
    finally:
        print("cancelled")

async def main():
    global task
    task = asyncio.create_task(background())
    await asyncio.to_thread(print, "done")

run(main())
"""


def test_at_exit():
    """What is left on our loop is cancelled, the loop is closed, and nothing is complained of."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", LEFT_BEHIND], capture_output=True, text=True, timeout=SECONDS
    )

    assert ("done\ncancelled\n", "") == (done.stdout, done.stderr)


class Foreign(asyncio.SelectorEventLoop):
    """A loop that is not asyncio's own, as uvloop's and Qt's."""


def test_a_loop_that_cannot_be_nested():
    """The coroutine runs on our loop, and nothing is patched."""

    async def main():
        return run(here(6))

    with asyncio.Runner(loop_factory=Foreign) as script:
        assert ("nbauth loop", 6) == script.run(main())[::2]
    assert not hasattr(asyncio, "_nest_patched")


NESTED = {"patched early": False, "found": ["here", "got it", "here"], "told": []}


@pytest.mark.parametrize(
    "before, found",
    [
        ("nothing", NESTED),
        ("nest_asyncio2", NESTED),
        ("nest_asyncio", NESTED),
        (
            "ipykernel",
            {
                **NESTED,
                "found": ["elsewhere", None, "elsewhere"],
                "told": ["nest_asyncio.apply() was called in this kernel"],
            },
        ),
    ],
)
def test_on_a_running_loop(before, found):
    """On that loop, so that a lock which a task there holds comes free; or elsewhere, with one warning for two runs."""
    done = subprocess.run(
        [sys.executable, PROGRAMS / "nested.py", before], capture_output=True, text=True, timeout=SECONDS
    )

    assert (found, "") == (json.loads(done.stdout or "{}"), done.stderr)


def interrupted(how, task, interrupts):
    """Run interrupted_run.py, interrupt it each time that it waits, and return what it found."""
    arguments = [sys.executable, PROGRAMS / "interrupted_run.py", how, task]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        try:
            for _ in range(interrupts):
                assert "waits\n" == process.stdout.readline()
                process.send_signal(signal.SIGINT)
            return json.loads(process.communicate(timeout=SECONDS)[0].splitlines()[-1])
        finally:
            process.kill()


@pytest.mark.parametrize("how", ["thread", "idle", "nested", "deep", "handler"])
@pytest.mark.parametrize(
    "task, interrupts, found",
    [
        ("clean", 1, ["cleaned up", ["NoneType", []], "still works"]),
        ("fails", 1, ["cleaned up", ["LookupError", []], "still works"]),
        ("stubborn", 1, ["cancelled", ["NoneType", [runner.LEFT]], "still works"]),
        ("twice", 2, ["cancelled", ["NoneType", [runner.LEFT]], "still works"]),
    ],
)
def test_an_interrupt(how, task, interrupts, found):
    """It cancels, waits for the end, for some time or until the next one, and raises KeyboardInterrupt."""
    assert found == interrupted(how, task, interrupts)


@pytest.mark.parametrize("how, notes", [("thread", [runner.LEFT]), ("idle", []), ("nested", [])])
def test_an_interrupt_of_blocking_code(how, notes):
    """What does not await is stopped at once; in a thread it cannot be, and that loop is not used again."""
    assert [["NoneType", notes], "still works"] == interrupted(how, "blocking", 1)
