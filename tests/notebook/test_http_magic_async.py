"""%%http --async in an IPython without a running loop, as in a terminal. In kernels: tests/kernels."""

from __future__ import annotations

import asyncio

import pytest
from IPython.core.async_helpers import get_asyncio_loop

from nbauth._http import httpx


@pytest.fixture(autouse=True)
def idle_loop():
    """IPython's loop for cells that await, closed after each test."""
    yield
    get_asyncio_loop().close()


class OnItsLoop(httpx.Auth):
    """Needs a lock that a task holds, as one of the notebook may."""

    def __init__(self):
        self.lock, self.loops = asyncio.Lock(), []

    async def async_auth_flow(self, request):
        async with self.lock:
            self.loops.append(asyncio.get_running_loop())
        yield request


async def hold(lock, held):
    async with lock:
        held.set()
        for _ in range(3):
            await asyncio.sleep(0)


def test_it_runs_where_cells_await(shell, server):
    """On the loop of IPython, with its tasks; the second request has the connection of the first, which awaited."""
    shell["auth"], shell["hold"] = OnItsLoop(), hold
    shell.run("import asyncio, nbauth; session = nbauth.session(); held = asyncio.Event()")
    assert "" == shell.run("task = asyncio.create_task(hold(auth.lock, held)); await held.wait()").error
    first = shell.run("await session.async_client.get(url + '/echo')").value
    second = shell.run("%http --async --auth auth GET {{url}}/echo").value

    ports = {each.extensions["network_stream"].get_extra_info("client_addr") for each in (first, second)}
    assert [get_asyncio_loop()] == shell["auth"].loops
    assert 1 == len(ports)


def test_all_else_is_as_without(shell, server):
    """Several requests, names, NAME <<, --quiet, --check, --timeout, what is shown, errors in a line."""
    cell = "# @name a\nGET {{url}}/echo?n=1\n###\nGET {{url}}/echo?n={{a.response.body.$.method}}"
    came = shell.run(f"%%http r << --async\n{cell}")
    assert ("", None) == (came.error, came.value)
    assert ["n=1", "n=GET"] == [each.query for each in server.seen]
    assert 200 == shell["r"]["a"].status_code

    assert "" == shell.run("%http --async --quiet GET {{url}}/echo").shown
    assert "200 OK" in shell.run("%http --async GET {{url}}/echo").shown
    for options in ("", "--async "):
        errors = [
            shell.run(f"%http {options}--check GET {{{{url}}}}/status/500").error,
            shell.run(f"%http {options}--timeout 0.05 GET {{{{url}}}}/slow").error,
            shell.run(f"%http {options}GET http://127.0.0.1:1").error,
            shell.run(f"%http {options}GET {{{{nothing}}}}").error,
        ]
        assert ["RequestFailed"] * 3 + ["UnresolvedVariable"] == [error.partition(":")[0] for error in errors]
        assert ["500 Internal Server Error" in errors[0], "in time" in errors[1], "refused" in errors[2]] == [
            True
        ] * 3


def test_a_prompt_is_answered_before(shell, server, monkeypatch):
    """Where an interrupt ends the wait for the keyboard: outside of the loop. It is asked once."""
    asked = []

    def ask(*arguments, **options):
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        asked.append(arguments)
        return "blue"

    monkeypatch.setattr("nbauth.wire.prompts.ask", ask)
    assert "" == shell.run("%%http --async\n# @prompt colour\nGET {{url}}/echo?c={{colour}}").error

    assert (1, ["c=blue"]) == (len(asked), [each.query for each in server.seen])
