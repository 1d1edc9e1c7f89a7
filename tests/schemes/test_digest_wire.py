"""Digest on real sockets, in threads and tasks: what many requests at once cost, and bodies that stream."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from digest_server import CANARY, DigestServer, serve

from nbauth._http import httpx
from nbauth.errors import BodyNotReplayable
from nbauth.schemes.digest import DigestAuth

MANY = 200
TIMEOUT = 60  # seconds; nothing here waits for it
# httpcore's sync pool may close a connection that another thread has just been given, once more than
# max_keepalive_connections are open: bare httpx with 200 threads then fails too ("Bad file descriptor").
LIMITS = httpx.Limits(max_connections=MANY, max_keepalive_connections=MANY)


def ada():
    return DigestAuth("ada", CANARY)


def statuses(server):
    return [status for _, _, status in server.log]


def in_threads(auth, url, paths):
    with httpx.Client(auth=auth, timeout=TIMEOUT, limits=LIMITS) as client, ThreadPoolExecutor(len(paths)) as pool:
        return [response.status_code for response in pool.map(lambda path: client.get(url + path), paths)]


def in_tasks(auth, url, paths):
    async def main():
        async with httpx.AsyncClient(auth=auth, timeout=TIMEOUT) as client:
            return [r.status_code for r in await asyncio.gather(*(client.get(url + path) for path in paths))]

    return asyncio.run(main())


def in_both(auth, url, paths):
    """Half of them in threads, half in tasks of a loop in another thread, with one auth object."""
    half = len(paths) // 2
    with ThreadPoolExecutor(1) as other:
        tasks = other.submit(in_tasks, auth, url, paths[half:])
        return in_threads(auth, url, paths[:half]) + tasks.result()


@pytest.mark.parametrize("many", [in_threads, in_tasks, in_both])
def test_first_requests_at_once_share_one_challenge(many):
    """200 first requests cost 201 legs, and each use of the nonce has a count of its own."""
    server = DigestServer()
    with serve(server.handle) as url:
        assert [200] * MANY == many(ada(), url, [f"/{number}" for number in range(MANY)])

    assert [] == server.problems
    assert MANY + 1 == len(server.log)
    assert list(range(1, MANY + 1)) == sorted(int(nc, 16) for _, nc, _ in server.log if nc is not None)


@pytest.mark.parametrize("many", [in_threads, in_tasks])
def test_counts_that_overtake_each_other(many):
    """A server that wants counts in order, as Apache can, refuses some: each of those is asked once more, and served."""

    class InOrder(DigestServer):
        def _handle(self, method, target, authorization, body):
            given = super()._handle(method, target, authorization, body)
            counts = self.counts.get((self.seen[-1] or {}).get("nonce"), [])
            return given if counts == sorted(counts) else self.challenge()

    server = InOrder()
    with serve(server.handle) as url:
        assert [200] * 40 == many(ada(), url, [f"/{number}" for number in range(40)])
    assert [] == server.problems


@pytest.mark.parametrize("many", [in_threads, in_tasks])
def test_origins_have_counts_of_their_own(many):
    """Two servers at once: each one's nonce and count stay with it."""
    one, two = DigestServer(), DigestServer(realm="two", algorithm="MD5-sess")
    with serve(one.handle) as first, serve(two.handle) as second:
        assert [200] * 40 == many(
            ada(), "", [url + f"/{number}" for url in (first, second) for number in range(20)]
        )

    for server in (one, two):
        assert ([], 21) == (server.problems, len(server.log))


def test_open_pages_do_not_queue():
    """Where nobody asks for a password, requests soon stop waiting for each other."""
    together = threading.Barrier(7, timeout=TIMEOUT)
    passed = []

    def handler(request):
        passed.append(request)
        if len(passed) > 3:
            together.wait()  # passes only if the last seven are here at the same time
        return httpx.Response(200)

    auth = ada()
    with httpx.Client(transport=httpx.MockTransport(handler), auth=auth) as client, ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(lambda number: client.get(f"http://h/{number}"), range(10)))

    assert [200] * 10 == [response.status_code for response in responses]


@pytest.mark.parametrize("ending", ["cancelled", "failed"])
def test_a_first_request_that_ends_badly_hands_over(ending):
    """When the one that waits for the challenge is cancelled or fails, the next one asks: no one hangs."""
    server = DigestServer()

    async def main():
        arrived, broken = asyncio.Event(), asyncio.Event()

        async def handler(request):
            if not arrived.is_set():
                arrived.set()
                await broken.wait()
                raise httpx.ConnectError("gone")
            headers = {name.lower(): value for name, value in request.headers.raw}
            status, more, text = server.handle(request.method, request.url.path, headers, b"")
            return httpx.Response(status, headers=more, content=text)

        async with httpx.AsyncClient(transport=httpx.MockTransport(handler), auth=ada()) as client:
            leader = asyncio.create_task(client.get("http://h/"))
            await arrived.wait()
            others = [asyncio.create_task(client.get("http://h/")) for _ in range(5)]
            await asyncio.wait(others, timeout=0)
            leader.cancel() if ending == "cancelled" else broken.set()
            with pytest.raises(asyncio.CancelledError if ending == "cancelled" else httpx.ConnectError):
                await leader
            async with asyncio.timeout(TIMEOUT):
                return [response.status_code for response in await asyncio.gather(*others)]

    assert [200] * 5 == asyncio.run(main())
    assert [401] + [200] * 5 == statuses(server)


@contextmanager
def sync_post():
    with httpx.Client(timeout=TIMEOUT) as client:
        yield lambda auth, url, chunks: client.post(url, content=(chunk for chunk in chunks), auth=auth)


@contextmanager
def async_post():
    async def later(chunks):
        for chunk in chunks:
            yield chunk

    async def post(auth, url, chunks):
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            return await client.post(url, content=later(chunks), auth=auth)

    yield lambda *args: asyncio.run(post(*args))


@pytest.mark.parametrize("poster", [sync_post, async_post])
def test_body_that_is_read_once(poster):
    """With no nonce at hand nothing goes out; with one the body streams at once; one that is over says so."""
    server, auth = DigestServer(uses=2), ada()
    with serve(server.handle) as url, poster() as post:
        with pytest.raises(BodyNotReplayable, match="the body can be sent once, and a challenge") as before:
            post(auth, url, [b"x"])
        assert [] == server.log
        assert "a small request first" in before.value.hint

        assert 200 == httpx.get(url, auth=auth).status_code
        assert 200 == post(auth, url, [b"streamed", b" body"]).status_code
        assert b"chunked" == server.headers[-1][b"transfer-encoding"]

        with pytest.raises(BodyNotReplayable, match=r"no longer good, and the body is already sent"):
            post(auth, url, [b"x"])
        assert 200 == post(auth, url, [b"x"]).status_code  # as the error's hint says
    assert [401, 200, 200, 401, 200] == statuses(server)


@pytest.mark.parametrize("poster", [sync_post, async_post])
def test_auth_int_reads_a_generator(poster):
    """auth-int is about the whole body: with a nonce at hand a generator is read, hashed, and sent."""
    server, auth = DigestServer(qop="auth-int"), ada()
    with serve(server.handle) as url, poster() as post:
        httpx.get(url, auth=auth)

        assert 200 == post(auth, url, [b"streamed", b" body"]).status_code
    assert [] == server.problems


@pytest.mark.parametrize("qop", ["auth", "auth-int"])
def test_open_file_is_sent_again_from_where_it_stood(tmp_path, qop):
    """The answer carries the same bytes as the question, to the byte."""
    path = tmp_path / "upload"
    path.write_bytes(b"0123456789")
    server, bodies = DigestServer(qop=qop), []

    def handle(method, target, headers, body):
        bodies.append(body)
        return server.handle(method, target, headers, body)

    with serve(handle) as url, path.open("rb") as file:
        file.seek(4)
        headers = {"Content-Length": "6"}  # httpx would count the whole file
        assert 200 == httpx.post(url, content=file, headers=headers, auth=ada(), timeout=TIMEOUT).status_code

    assert [b"456789"] * 2 == bodies


def test_response_streams():
    """No response is read for Digest's sake."""
    server = DigestServer()
    with serve(server.handle) as url, httpx.Client(auth=ada()) as client, client.stream("GET", url) as response:
        assert not response.is_stream_consumed
        assert b"welcome" == response.read()


def test_rspauth_over_a_stream_is_not_checked():
    """With auth-int a body is in the reader's hands first: the server's proof of it is left unchecked, as documented."""
    server = DigestServer(qop="auth-int", rspauth="wrong")
    with serve(server.handle) as url:
        assert 200 == httpx.get(url, auth=ada(), timeout=TIMEOUT).status_code
