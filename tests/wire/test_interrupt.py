"""An interrupt stops a request at once and leaves the client usable: property 5, on real sockets and real signals."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from wire.callers import Async
from wire.sink import HANG

from nbauth._http import httpx
from nbauth.schemes.base import Scheme, Wait

PROGRAM = Path(__file__).parent / "interrupted.py"

SECONDS = 30  # far less than what the program waits for, which has no end

HALF = b"HTTP/1.1 200 X\r\nContent-Length: 5\r\n\r\nab"


def stuck(sink, path):
    """Let *path* never be answered; return an event that tells that a request is waiting there."""
    waiting = threading.Event()

    def hang(request):
        waiting.set()
        return HANG

    sink.answers[path] = hang
    return waiting


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("where", ["/slow", "/token", "body", "wait"])
def test_control_c(sink, mode, where):
    """SIGINT ends the request wherever it waits; flow closed, exchange kept as failed, connection free again."""
    url = sink.url("127.0.0.1")
    sink.answers["/slow"] = [HALF]
    arrived = stuck(sink, where) if where.startswith("/") else None
    arguments = [sys.executable, PROGRAM, mode, url, *(["wait"] if where == "wait" else [])]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        if arrived is None:
            assert {"body": "answered\n", "wait": "waiting\n"}[where] == process.stdout.readline()
        else:
            assert arrived.wait(SECONDS)
        process.send_signal(signal.SIGINT)
        found = json.loads(process.communicate(timeout=SECONDS)[0])

    name = "KeyboardInterrupt" if mode == "sync" else "CancelledError"
    legs = {
        "/slow": [["token", 200, None], ["request", None, name]],
        "/token": [["token", None, name]],
        "body": [["token", 200, None], ["request", 200, None]],
        "wait": [["token", 200, None]],
    }[where]
    # Closed once for the request that was stopped; the one after comes later.
    assert {"closed": 1, "error": name, "legs": legs, "after": 200, "exchanges": 2} == found


class Slow(Scheme):
    """Waits before it sends; `closed` counts the ends of its flows."""

    name = "slow"
    title = "Slow"

    def __init__(self):
        self.closed, self.waits = 0, threading.Event()

    def auth_flow(self, request):
        try:
            if request.url.path == "/wait":
                self.waits.set()
                yield Wait(3600)
            request.headers["X-Key"] = "k"
            yield request
        finally:
            self.closed += 1


@pytest.mark.parametrize("caller", [Async], ids=["async"], indirect=True)
@pytest.mark.parametrize("where", ["/slow", "/wait"])
@pytest.mark.parametrize("how", ["cancel", "timeout"])
def test_a_task_is_cancelled(sink, new_session, caller, where, how):
    """A cancelled task, and one that ran out of time, leaves a client with one connection usable."""
    session = new_session(limits=httpx.Limits(max_connections=1), timeout=None)
    auth = Slow()
    session.login(sink.url(), auth)
    waiting = stuck(sink, "/slow") if where == "/slow" else auth.waits

    async def stopped():
        task = asyncio.create_task(session.async_client.get(sink.url(path=where)))
        assert await asyncio.to_thread(waiting.wait, SECONDS)
        if how == "cancel":
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(task, 0.01)
        assert 1 == auth.closed
        return await session.async_client.get(sink.url(path="/"))

    assert 200 == caller.run(stopped()).status_code
    if where == "/slow":
        failed, _ = session.history
        assert ("CancelledError", "CancelledError") == (failed.error, failed.legs[0].error)
    assert "k" == sink.arrived[-1].headers["x-key"]
