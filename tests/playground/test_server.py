"""The playground starts, serves two loopback origins, and stops without a trace."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from nbauth import playground
from nbauth._http import httpx
from nbauth.errors import MissingExtra


def test_both_origins_answer(server, client):
    """`url` and `other` are two origins of one server."""
    assert server.url != server.other
    assert client.get("/open").json()["origin"] == server.url
    assert client.get(f"{server.other}/open").json()["origin"] == server.other


def test_it_listens_on_loopback_only(server):
    """Nobody else on the network can reach it."""
    listeners = [one.getsockname() for served in server._server.servers for one in served.sockets]

    assert [f"http://{host}:{port}" for host, port in listeners] == [server.url, server.other]
    assert {host for host, _ in listeners} == {"127.0.0.1"}


def test_two_servers_are_independent(server, client):
    """Started twice, each has its own ports and its own record."""
    with playground.start() as second:
        httpx.get(f"{second.url}/open")

        assert len({server.url, server.other, second.url, second.other}) == 4
        assert [one.path for one in second.seen] == ["/open"]
        assert len(server.seen) == 0
        assert playground.seen is second.seen


def test_stop_closes_ports_and_thread():
    """After stop() nothing answers and no thread is left; stopping again is fine."""
    before = set(threading.enumerate())
    server = playground.start()
    with httpx.Client() as client:
        assert client.get(f"{server.url}/open").status_code == 200
        server.stop()
        server.stop()

        for url in (server.url, server.other):
            with pytest.raises(httpx.TransportError):
                client.get(f"{url}/open")
    assert set(threading.enumerate()) == before
    assert "stopped" in repr(server)


def test_stop_does_not_wait_for_a_slow_answer():
    """A request under way is cut off, not waited for."""
    outcome: list[str] = []

    def wait_long() -> None:
        try:
            httpx.get(f"{server.url}/slow?seconds=30", timeout=60)
        except httpx.TransportError as exc:
            outcome.append(type(exc).__name__)

    server = playground.start()
    waiting = threading.Thread(target=wait_long)
    waiting.start()
    while not server.seen:
        time.sleep(0.001)
    started = time.monotonic()
    server.stop()
    waiting.join()

    assert time.monotonic() - started < 10
    assert outcome in (["RemoteProtocolError"], ["ReadError"])


def test_a_port_that_is_taken_is_named(server):
    """The error says where and what to do."""
    port = httpx.URL(server.url).port

    with pytest.raises(OSError, match=f"127.0.0.1:{port}.*leave the port out"):
        playground.start(port)


def test_repr_says_where_and_warns(server):
    """Who sees the server also sees that it is no place for real passwords."""
    assert repr(server) == f"<Playground {server.url}; made-up users only: never type a real password here>"


def test_it_starts_inside_a_running_loop():
    """A notebook's cell runs inside the kernel's loop, which stays free."""

    async def cell() -> int:
        with playground.start() as server:
            async with httpx.AsyncClient() as client:
                response = await client.get(f"{server.url}/basic", auth=("ada", server.users["ada"]))
            return response.status_code

    assert asyncio.run(cell()) == 200


@pytest.mark.parametrize("package", ["nest_asyncio", "nest_asyncio2"])
def test_it_starts_where_asyncio_is_patched(package):
    """With nest_asyncio applied, as notebooks do, it starts, serves and stops (asyncio.run would not)."""
    code = (
        f"import asyncio, {package}; {package}.apply(asyncio.new_event_loop())\n"
        "from nbauth import playground\nfrom nbauth._http import httpx\n"
        "with playground.start() as server: print(httpx.get(server.url + '/open').status_code)"
    )
    # No warnings as errors here: the patches use what newer Pythons deprecate.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert (done.stdout, done.returncode) == ("200\n", 0), done.stderr


def test_a_running_server_does_not_hold_up_the_exit():
    """The kernel can end without stop(), silently."""
    code = (
        "from nbauth import playground\nfrom nbauth._http import httpx\n"
        "server = playground.start(); print(httpx.get(server.url + '/open').status_code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)

    assert (done.stdout, done.stderr, done.returncode) == ("200\n", "", 0)


def test_answers_come_at_once(client):
    """No answer waits 40 ms for the acknowledgement of its first half (Nagle and delayed ACK)."""
    times = []
    for _ in range(21):
        started = time.perf_counter()
        client.get("/open")
        times.append(time.perf_counter() - started)

    assert sorted(times)[len(times) // 2] < 0.030


def test_it_says_nothing_in_the_notebook(client, caplog, capfd):
    """Errors, hang-ups and bad requests leave no line of log and no output."""
    caplog.set_level(logging.WARNING)
    for path in ("/drop", "/broken"):
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(path)
    with socket.create_connection((client.base_url.host, client.base_url.port)) as raw:
        raw.sendall(b"not http\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400")

    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_no_signal_handler_is_touched():
    """A kernel's interrupt stays the kernel's."""
    before = [signal.getsignal(signum) for signum in (signal.SIGINT, signal.SIGTERM)]
    with playground.start():
        assert [signal.getsignal(signum) for signum in (signal.SIGINT, signal.SIGTERM)] == before


def test_importing_it_needs_no_extra_and_starting_names_it():
    """Without starlette the import works, and start() says what to install."""
    code = (
        "import sys; sys.modules['starlette'] = sys.modules['uvicorn'] = None\n"
        "from nbauth import playground\n"
        "try: playground.start()\n"
        "except playground.MissingExtra as exc: print(exc, exc.hint, sep='; ')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)

    expected = MissingExtra("the playground", "playground")
    assert done.stdout == f"{expected}; {expected.hint}\n", done.stderr


def test_no_websocket_library_is_loaded():
    """It serves no websockets, and does not pay for them."""
    code = "import sys\nfrom nbauth import playground\nplayground.start()\nprint({'websockets', 'wsproto'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)

    assert done.stdout == "set()\n", done.stderr


def test_the_index_lists_every_endpoint(client):
    """`/` says what each endpoint expects, who the users are, and what never to type."""
    index = client.get("/").json()

    assert "never type a real password" in index["playground"]
    assert set(index["users"]) == {"ada", "zoë"}
    assert {"/basic", "/digest", "/bearer", "/token", "/apikey/header", "/away"} <= set(index["endpoints"])
    page = client.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (
        "text/html; charset=utf-8" == page.headers["Content-Type"]
        and "never type a real password" in page.text.lower()
    )
    assert not [
        path for path in index["endpoints"] if f"<code>{path}</code>" not in page.text.replace("&#x27;", "'")
    ]
    assert all(index["endpoints"].values())


def test_a_slash_too_many_is_not_found(client):
    """No redirect comes that a lesson did not ask for."""
    assert client.get("/basic/").status_code == 404
