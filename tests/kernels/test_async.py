"""Async requests from the cells of real kernels: the cells behind them, the notebook's own loop, interrupts."""

from __future__ import annotations

import pytest
from kernels.kernel import BLOCKED, DEADLINE, KERNELS, running_kernel

SECONDS = 10.0
"""An interrupt takes some milliseconds; what it does not reach waits for ever."""

CALLS = {
    "sync": "%%http r << --timeout 600\nGET {{url}}{path}",
    "async-only auth": "%%http r << --timeout 600 --auth AsyncOnly()\nGET {{url}}{path}",
    "--async": "%%http r << --timeout 600 --async\nGET {{url}}{path}",
    "await": "r = await session.async_client.get(f'{url}{path}', timeout=600)",
}


def call(how, path):
    return CALLS[how].replace("{path}", path)


@pytest.fixture(params=CALLS)
def how(request):
    return request.param


def test_run_all(kernel, server, how):
    """Cells that are queued behind one that waits for an answer all run, in order, each with its reply."""
    cells = kernel.run(
        call(how, "/slow"),
        "seen = [r.status_code]",
        "await asyncio.sleep(0); seen.append('b')",
        "%%http --quiet\nGET {{url}}/now",
        "seen.append('c')",
        "print(seen)",
    )

    assert [*["ok"] * 6, "[200, 'b', 'c']\n"] == [*(cell.status for cell in cells), cells[-1].said]
    assert cells == kernel.replied[-6:]


def test_an_interrupt(kernel, server, how):
    """It ends the cell at once and the request with it; the next one, already queued, goes through the same client."""
    stopped, then, last = kernel.send(call(how, "/never"), call(how, "/now"), "print(r.status_code)")
    kernel.wait(server.arrived.is_set)
    kernel.interrupt(stopped)
    kernel.ended([stopped, then, last])
    recorded = kernel.value("x = session.history[-2]; print(x.error + x.legs[0].error)")

    # A cell that awaits is ended by the kernel, in its own way.
    error = "CancelledError" if how == "await" else "KeyboardInterrupt"
    assert ("error", True, True) == (stopped.status, error in stopped.said, stopped.took < SECONDS), stopped
    assert server.gone.wait(DEADLINE)
    assert ("ok", "200\n") == (then.status, last.said)
    # The sync client is stopped by the interrupt itself, as is a task that has its turn just then.
    assert recorded in ([] if how == "sync" else ["CancelledError" * 2]) + ["KeyboardInterrupt" * 2]


HOLDER = """\
async def hold():
    async with lock:
        held.set()
        for _ in range(20):
            await asyncio.sleep(0.01)

lock, held = asyncio.Lock(), asyncio.Event()
holder = asyncio.create_task(hold())
await held.wait()
first = await session.async_client.get(f"{url}/now")
"""


@pytest.mark.parametrize("kernel", [each for each in KERNELS if each != BLOCKED], indirect=True, ids=" ".join)
@pytest.mark.parametrize("options", ["--auth AsyncOnly()", "--async --auth AsyncOnly()"])
def test_the_notebooks_own_loop(kernel, server, options):
    """A lock that a task of the notebook holds comes free, and the connection of a cell that awaits is used again."""
    _, cell, told = kernel.run(
        HOLDER,
        f"%%http r << {options}\nGET {{{{url}}}}/now",
        "print(holder.done(), first.json()['port'] == r.json()['port'])",
    )

    assert ("ok", "", "True True\n") == (cell.status, cell.said, told.said)


def test_nest_asyncio_came_first(server, tmp_path):
    """On ipykernel 7 it is not used, since it loses cells; one warning says so, and what to do."""
    with running_kernel("7.", "nest_asyncio", server.url, tmp_path) as kernel:
        first, second = kernel.run(call("--async", "/now"), "r = session.run(f'GET {url}/now', async_=True)")

    assert 1 == first.said.count("nest_asyncio.apply() was called in this kernel")
    assert "Restart the kernel and call nest_asyncio2.apply() instead, or nothing" in first.said
    assert ("ok", "ok", "") == (first.status, second.status, second.said)


def test_nothing_is_patched_before_it_is_needed(server, tmp_path):
    """Not by loading, nor by a sync request, nor by one that is awaited."""
    with running_kernel("7.", "nothing", server.url, tmp_path) as kernel:
        kernel.run(call("sync", "/now"), call("await", "/now"))
        assert "False" == kernel.value("'nest_asyncio2' in sys.modules")
        kernel.run(call("--async", "/now"))
        assert "True" == kernel.value("'nest_asyncio2' in sys.modules")
