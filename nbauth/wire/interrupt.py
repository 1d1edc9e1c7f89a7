"""An interrupt (SIGINT) while an event loop runs: it must reach what is under way, at once, and nothing else.

Raised in the midst of a loop, a KeyboardInterrupt hits whichever task or callback has its turn, which may be the
kernel's own. So the handler is replaced for the time of a run, as `asyncio.Runner` does.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["on_interrupt", "wake_on_interrupt"]

Handler = Callable[[int, Any], Any]

STOPS = frozenset({"_signal", "asyncio.runners", "ipykernel.ipkernel", __name__, f"{__package__}.runner"})
"""Modules whose handlers only stop what runs: Python's own, asyncio's, ipykernel's for cells that await, ours."""


def _current() -> Handler | None:
    """Return the handler of SIGINT where this thread can set another; None for one of the user's own."""
    if threading.current_thread() is not threading.main_thread():
        return None
    handler: Any = signal.getsignal(signal.SIGINT)
    # asyncio's is a functools.partial
    return handler if getattr(getattr(handler, "func", handler), "__module__", None) in STOPS else None


@contextmanager
def on_interrupt(handler: Handler) -> Iterator[None]:
    """Call *handler* on SIGINT meanwhile. Does nothing in other threads, and where the user has a handler."""
    before = _current()
    if before is None:
        yield
        return
    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def wake_on_interrupt() -> None:
    """Let an interrupt of a cell that awaits be noticed at once.

    ipykernel's handler only leaves a note for the loop, which reads it when something else happens: when the
    response comes (ipykernel #881). Its own clean-up after the cell removes this again.
    """
    if "ipykernel" not in sys.modules:
        return
    before = _current()
    if before is None or before.__module__ != "ipykernel.ipkernel":
        return
    loop = asyncio.get_running_loop()

    def handle_sigint(signum: int, frame: Any) -> None:
        before(signum, frame)
        loop.call_soon_threadsafe(_nothing)

    signal.signal(signal.SIGINT, handle_sigint)


def _nothing() -> None:
    """A callback that only wakes its loop."""
