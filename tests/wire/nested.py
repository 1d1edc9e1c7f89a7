"""A program with a loop of its own that calls `run` from it, and tells what it finds: test_runner.py runs it.

python nested.py nothing|nest_asyncio|nest_asyncio2|ipykernel
"""

import asyncio
import json
import sys
import threading
import types
import warnings

from nbauth.wire.runner import run

(before,) = sys.argv[1:]
apply = not before.startswith("no")
if before == "ipykernel":  # the user's nest_asyncio in a kernel of version 7
    sys.modules["ipykernel"] = types.SimpleNamespace(version_info=(7, 4, 0))
    before = "nest_asyncio"


async def here():
    await asyncio.sleep(0)
    return asyncio.get_running_loop(), threading.current_thread()


async def contended(lock):
    async with lock:
        return "got it"


def called(lock):
    """A synchronous function, as a cell is."""
    loop, thread = run(here())
    if loop is not asyncio.get_running_loop():
        return "elsewhere", None
    assert thread is threading.current_thread()
    return "here", run(contended(lock))


async def main():
    lock, taken = asyncio.Lock(), asyncio.Event()

    async def background():
        async with lock:
            taken.set()
            for _ in range(3):
                await asyncio.sleep(0)

    task = asyncio.create_task(background())
    await taken.wait()
    found = [*called(lock), called(lock)[0]]
    await task
    return found


run(here())
patched_early = "nest_asyncio" in sys.modules or "nest_asyncio2" in sys.modules
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    if apply:
        __import__(before).apply()
    found = asyncio.run(main())
told = [str(each.message).partition(",")[0] for each in caught if each.category is RuntimeWarning]
print(json.dumps({"patched early": patched_early, "found": found, "told": told}))
