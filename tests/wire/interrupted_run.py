"""A program whose `run` is interrupted, and then tells what it finds: test_runner.py runs it.

python interrupted_run.py thread|idle|nested|deep|handler clean|fails|stubborn|twice|blocking
"""

import asyncio
import json
import os
import signal
import sys
import threading
from functools import partial

from nbauth.wire import runner

how, task = sys.argv[1:]
runner.GRACE = 0.05 if task in ("stubborn", "blocking") else 3600.0
seen = []


async def wait():
    # Said when this task does wait: a handler of the user's own raises wherever it is.
    asyncio.get_running_loop().call_soon(partial(print, "waits", flush=True))
    await asyncio.sleep(3600)


async def orderly():
    try:
        await wait()
    finally:
        await asyncio.sleep(0)
        seen.append("cleaned up")
        if task == "fails":
            raise LookupError("in the clean-up")


async def stubborn():
    while True:
        try:
            await wait()
        except asyncio.CancelledError:
            seen.append("cancelled")


async def blocking():
    print("waits", flush=True)
    threading.Event().wait(3600)


TASKS = {"clean": orderly, "fails": orderly, "stubborn": stubborn, "twice": stubborn, "blocking": blocking}


async def after():
    await asyncio.sleep(0)
    return "still works"


def call(loop=None):
    try:
        runner.run(TASKS[task](), loop=loop)
    except KeyboardInterrupt as exc:
        seen.append([type(exc.__cause__).__name__, getattr(exc, "__notes__", [])])
    print(json.dumps([*seen, runner.run(after(), loop=loop)]), flush=True)
    assert "handler" != how or interrupted is signal.getsignal(signal.SIGINT)
    os._exit(0)  # what is stubborn would keep its loop from closing


async def main():
    call()


def interrupted(signum, frame):
    raise KeyboardInterrupt


match how:
    case "thread":
        call()
    case "idle":
        call(asyncio.new_event_loop())
    case "nested":
        asyncio.run(main())
    case "deep":  # a run inside a run
        runner.run(main(), loop=asyncio.new_event_loop())
    case "handler":  # one of the user's own, which stays
        signal.signal(signal.SIGINT, interrupted)
        call(asyncio.new_event_loop())
