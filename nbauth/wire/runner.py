"""Run a coroutine from synchronous code: a plain cell, a script, a callback.

Where a loop of asyncio runs in this thread, as a kernel's does, the coroutine runs on that loop, inside the call
that blocks it: locks, clients and tasks of the notebook belong to it. That needs `nest_asyncio2`, which patches
asyncio, and so is applied when it is first needed. `nest_asyncio`, its elder, loses the cells that are queued
behind, on ipykernel 7: a message whose context is entered already fails, and the kernel never answers it.

Everywhere else (no loop here, one that cannot be nested, trio's) it runs on a loop of our own, in a daemon thread.
It is kept: connections belong to the loop that opened them, and the next call shall find them.
"""

from __future__ import annotations

import asyncio
import atexit
import signal
import sys
import threading
import warnings
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from .interrupt import on_interrupt

__all__ = ["run"]

T = TypeVar("T")

GRACE = 5.0
"""Seconds that a cancelled coroutine has to end; a second interrupt ends the wait at once."""

SLICE = 0.25
"""Seconds after which a waiting thread looks for an interrupt."""

LEFT = "the coroutine goes on: it has not ended after it was cancelled"

NESTED_BEFORE = (
    "nest_asyncio.apply() was called in this kernel, and with it a nested run loses the cells queued behind it."
    " So nbauth runs async code on a loop of its own, where locks and clients of the notebook's loop do not work."
    " Restart the kernel and call nest_asyncio2.apply() instead, or nothing: nbauth needs neither."
)


def run(coroutine: Coroutine[Any, Any, T], *, loop: asyncio.AbstractEventLoop | None = None) -> T:
    """Run *coroutine* to its end and return its result, or raise its exception. Context variables are seen.

    An interrupt cancels it, waits until it has ended, and raises KeyboardInterrupt. One that does not end within
    5 seconds, or until a second interrupt, is left behind, and the exception says so.

    Args:
        loop: Where to run it when no loop runs in this thread: one that is idle, such as IPython's in a terminal.
    """
    try:
        running = asyncio.get_running_loop()
    except RuntimeError:
        if loop is not None and not loop.is_running():
            return _run_on(loop, coroutine)
    else:
        if _can_nest(running):
            return _run_on(running, coroutine)
    return _own_loop().run(coroutine)


def _can_nest(loop: asyncio.AbstractEventLoop) -> bool:
    """Let *loop* run inside itself; False where that is impossible, or not sound."""
    if not type(loop).__module__.startswith("asyncio."):
        return False  # uvloop's, Qt's, ...
    import nest_asyncio2  # type: ignore[import-untyped]

    try:
        # run_close_loop: asyncio.run() keeps closing the loops that it makes.
        nest_asyncio2.apply(loop, error_on_mispatched=True, run_close_loop=True)
        return True
    except RuntimeError:
        pass  # nest_asyncio came first
    ipykernel = sys.modules.get("ipykernel")
    if sys.version_info >= (3, 14) or (ipykernel is not None and ipykernel.version_info >= (7,)):
        _warn()
        return False
    import nest_asyncio  # type: ignore[import-untyped]

    nest_asyncio.apply(loop)
    return True


_warned = False


def _warn() -> None:
    global _warned
    if not _warned:
        _warned = True
        # Not a place in this file: what has to be changed is in the notebook, and in a cell that ran before.
        warnings.warn_explicit(NESTED_BEFORE, RuntimeWarning, "nbauth", 0)


def _run_on(loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, T]) -> T:
    """Run *coroutine* on a loop that is idle, or can be nested."""
    task: asyncio.Task[T] | None = None
    over = loop.create_future()
    interrupts = 0

    def end(_: object = None) -> None:
        if not over.done():
            over.set_result(None)

    def cancel() -> None:
        if task is not None:
            task.cancel()
        loop.call_later(GRACE, end)

    def interrupted(signum: int, frame: object) -> None:
        nonlocal interrupts
        interrupts += 1
        # Code of the task itself can be stopped as all code is; it may be waiting for the keyboard.
        if interrupts > 1 or (task is not None and asyncio.current_task(loop) is task):
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(cancel)

    with on_interrupt(interrupted):
        task = loop.create_task(coroutine)
        task.add_done_callback(end)
        try:
            loop.run_until_complete(over)
            if interrupts:
                raise KeyboardInterrupt
        except BaseException as exc:
            if not interrupts:
                # By a handler of the user's, or by the exit of another task.
                cancel()
                with suppress(KeyboardInterrupt):  # a second one ends the wait
                    loop.run_until_complete(over)
            _explain(exc, task)
            raise
    return task.result()


def _explain(exc: BaseException, task: asyncio.Task[Any]) -> None:
    """Say on an interrupt what became of the task that it cancelled."""
    if not task.done():
        exc.add_note(LEFT)
    elif not task.cancelled() and (failure := task.exception()) is not exc:
        # Asked for in any case, or asyncio reports it as never retrieved.
        exc.__cause__ = failure


class _LoopThread:
    """A loop that runs in a daemon thread until the interpreter exits."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._is_over = False
        self.thread = threading.Thread(target=self._serve, name="nbauth loop", daemon=True)
        self.thread.start()
        atexit.register(self._stop)

    def _serve(self) -> None:
        while not self._is_over:
            # What ends a program ends a loop as well; it is told to whoever waits for the task.
            with suppress(SystemExit, KeyboardInterrupt):
                self._loop.run_forever()
        # As asyncio.Runner does, but for its executor, whose end needs a thread; none begins at exit any more.
        if tasks := asyncio.all_tasks(self._loop):
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.wait(tasks))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _stop(self) -> None:
        self._is_over = True
        if self.thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self.thread.join(GRACE)

    def _abandon(self) -> None:
        """Leave alone a loop that is blocked by code that does not await: the next run gets another one."""
        atexit.unregister(self._stop)
        with _lock:
            if self in _loops:
                _loops.remove(self)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run *coroutine* there, and wait for it here."""
        tasks: list[asyncio.Task[T]] = []
        over = threading.Event()
        is_blocked = True

        def start() -> None:
            tasks.append(self._loop.create_task(coroutine))
            tasks[0].add_done_callback(lambda _: over.set())

        def cancel() -> None:
            nonlocal is_blocked
            is_blocked = False
            if tasks:
                tasks[0].cancel()
            else:  # interrupted before it was started
                coroutine.close()
                over.set()

        with on_interrupt(signal.default_int_handler):
            try:
                # A callback gets a copy of the context that it is scheduled in, and so does its task.
                self._loop.call_soon_threadsafe(start)
                # In slices: a Ctrl+C that arrives right before a wait begins does not end it (CPython).
                while not over.wait(SLICE):
                    pass
            except BaseException as exc:
                # A second one ends the wait. It may come as soon as the first has reached the task.
                with suppress(KeyboardInterrupt):
                    self._loop.call_soon_threadsafe(cancel)
                    over.wait(GRACE)
                if is_blocked:
                    self._abandon()
                for task in tasks:
                    _explain(exc, task)
                raise
        return tasks[0].result()


_loops: list[_LoopThread] = []
_lock = threading.Lock()


def _own_loop() -> _LoopThread:
    """Return our loop; called by a coroutine on it, which blocks it, another one."""
    with _lock:
        here = threading.current_thread()
        level = next((number for number, each in enumerate(_loops, 1) if each.thread is here), 0)
        # After a fork the thread is gone, and its loop would never answer.
        if level == len(_loops) or not _loops[level].thread.is_alive():
            _loops[level:] = [_LoopThread()]
        return _loops[level]
