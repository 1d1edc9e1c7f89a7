"""One AsyncClient of a session on several event loops: a connection belongs to one of them, the client to all."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest
import trio

import nbauth
from nbauth._http import httpx
from nbauth.wire.runner import run

HOST = "127.0.0.1"


@pytest.fixture
def session():
    return nbauth.Session()


@pytest.fixture
def url(sink):
    return sink.url(HOST)


async def port(session, url):
    """GET, and return by which connection: our port."""
    response = await session.async_client.get(url)
    return response.extensions["network_stream"].get_extra_info("client_addr")[1]


def test_loops_that_take_turns(session, url):
    """Each finds its own connection again, and never that of the other."""
    with asyncio.Runner() as one, asyncio.Runner() as other:
        ports = [loop.run(port(session, url)) for loop in (one, other, one, other)]
        one.run(session.aclose())

    assert 2 == len(set(ports))
    assert ports[:2] == ports[2:]


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # what a closed loop leaves, also with bare httpx
def test_a_closed_loop(url):
    """asyncio.run() many times works, where bare httpx fails at the second, and does not pile up."""

    def use():
        session = nbauth.Session()
        ports = {asyncio.run(port(session, url)) for _ in range(4)}
        asyncio.run(session.aclose())
        return len(ports), len(session.async_client._pools._clients), session.async_client.is_closed

    assert (4, 2, True) == use()
    gc.collect()


def test_bare_httpx_fails_there(url):
    """When this fails, httpx has changed, and `wire/pools.py` may go."""
    client = httpx.AsyncClient()
    with asyncio.Runner() as one, asyncio.Runner() as other:
        one.run(client.get(url))
        with pytest.raises((RuntimeError, httpx.HTTPError)):
            other.run(client.get(url))
        one.run(client.aclose())


def test_from_a_script(session, url):
    """Calls from plain code reuse a connection; closing the session closes it, which nobody could await."""
    assert run(port(session, url)) == run(port(session, url))

    session.close()
    assert session.async_client.is_closed


def test_an_idle_loop(session, url):
    """IPython's in a terminal runs for each cell that awaits: closing the session closes what is on it."""
    loop = asyncio.new_event_loop()
    loop.run_until_complete(port(session, url))
    session.close()
    assert session.async_client.is_closed

    loop.close()
    gc.collect()  # a socket left open is a warning, and that an error


def test_closing_reaches_other_threads(session, url):
    """`aclose` on one loop closes what belongs to the loop of a thread, there."""

    async def use():
        await port(session, url)
        await asyncio.to_thread(run, port(session, url))
        await session.aclose()

    asyncio.run(use())

    assert session.async_client.is_closed
    gc.collect()  # a socket left open is a warning, and that an error


def test_trio_too(session, url):
    """trio has no loop of asyncio: the client's own connections are its."""

    async def use():
        first = await port(session, url)
        assert first == await port(session, url)
        assert first != await trio.to_thread.run_sync(run, port(session, url))
        await session.aclose()

    trio.run(use)


def test_what_the_user_gave_is_used_on_all_loops(url):
    """A transport, and one in mounts; a mount of None keeps its meaning: no proxy there."""

    def answered(words):
        return httpx.MockTransport(lambda request: httpx.Response(200, text=words))

    session = nbauth.Session(
        transport=answered("transport"), mounts={"http://mounted": answered("mounted")}, trust_env=False
    )
    direct = nbauth.Session(proxy="http://127.0.0.1:1", mounts={f"all://{HOST}": None})

    async def texts():
        urls = ["http://h/", "http://mounted/"]
        found = [(await session.async_client.get(url)).text for url in urls]
        return [*found, (await direct.async_client.get(url)).text]

    with asyncio.Runner() as one, asyncio.Runner() as other:
        assert [["transport", "mounted", "ok"]] * 2 == [one.run(texts()), other.run(texts())]
        with pytest.raises(httpx.ConnectError):
            other.run(direct.async_client.get("http://elsewhere.localhost/"))
        one.run(direct.aclose())


def test_two_threads_begin_at_once(session, url):
    """Only one loop gets the client's own connections."""
    barrier, ports = threading.Barrier(2), []

    async def use(number):
        barrier.wait(30)
        ports.append(await port(session, url))
        await asyncio.to_thread(barrier.wait, 30)
        ports.append(await port(session, url))
        await asyncio.to_thread(barrier.wait, 30)
        if number == 0:
            await session.aclose()
        await asyncio.to_thread(barrier.wait, 30)

    threads = [
        threading.Thread(target=lambda number: asyncio.run(use(number)), args=(number,)) for number in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert 2 == len(set(ports)) and 4 == len(ports)
