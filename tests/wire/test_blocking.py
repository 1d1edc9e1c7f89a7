"""An auth that is async only, asked for in every way that a plain cell has."""

from __future__ import annotations

import asyncio
import threading

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.errors import InvalidAuth
from nbauth.wire.blocking import send

HOST = "127.0.0.1"


class AsyncOnly(httpx.Auth):
    """As httpx's page says; it fetches a token first."""

    def __init__(self, url):
        self._url, self.threads = url, []

    def sync_auth_flow(self, request):
        raise RuntimeError("Cannot use an async authentication class with httpx.Client")

    async def async_auth_flow(self, request):
        self.threads.append(threading.current_thread().name)
        await asyncio.sleep(0)
        yield httpx.Request("POST", f"{self._url}/token")
        request.headers["Authorization"] = "Token t0k/en+1"
        yield request


class Silent(httpx.Auth):
    """Overrides one method; the sync client would send its requests as they are."""

    async def async_auth_flow(self, request):
        request.headers["Authorization"] = "Token t0k/en+1"
        yield request


@pytest.fixture
def url(sink):
    return sink.url(HOST)


@pytest.fixture
def session():
    with nbauth.Session() as session:
        yield session


def sent(sink):
    return [(each.path, each.headers.get("authorization")) for each in sink.arrived]


FLOW = [("/token", None), ("/", "Token t0k/en+1")]


def by_login(session, url, auth):
    session.login(url, auth)
    return session.run(f"GET {url}/")


def by_login_of_the_cell(session, url, auth):
    session.login("https://elsewhere.example", ("ada", "secret"))
    session.login(url, auth, name="mine")
    return session.run(f"# @auth mine\nGET {url}/")


def by_name(session, url, auth):
    session.login(url, auth, name="mine")
    session.login(url, ("ada", "secret"))
    return session.run(f"GET {url}/", auth="mine")


def by_argument(session, url, auth):
    session.login(url, ("ada", "secret"))
    return session.run(f"GET {url}/", auth=auth)


def by_request(session, url, auth):
    return send(session, session.client.build_request("GET", url), auth=auth)


@pytest.mark.parametrize("way", [by_login, by_login_of_the_cell, by_name, by_argument, by_request])
def test_it_just_works(sink, session, url, way):
    """Its flow runs, is recorded leg by leg, and the secret that it sends is redacted."""
    auth = AsyncOnly(url)
    response = way(session, url, auth)

    assert (200, FLOW) == (response.status_code, sent(sink))
    assert ["nbauth loop"] == auth.threads
    (exchange,) = session.history
    assert ["token", "request"] == [leg.purpose for leg in exchange.legs]
    assert "t0k" not in str(response.request.headers) + repr(exchange)


def test_client_wide(sink, url):
    """Session(auth=...) too, for the origin of base_url, and not elsewhere."""
    with nbauth.Session(auth=AsyncOnly(url), base_url=url) as session:
        assert 200 == session.run("GET /").status_code
        assert FLOW == sent(sink)
        session.run(f"GET {sink.url('localhost')}/")
        assert ("/", None) == sent(sink)[-1]


def test_what_it_does_not_answer_is_sync(session, url):
    """Only a request that it answers goes through the async client."""
    session.login(f"{url}/private", AsyncOnly(url))
    session.run(f"GET {url}/public")
    session.run(f"GET {url}/private", auth=None)

    assert session._async_client is None


def test_several_requests_of_a_cell(sink, session, url):
    """Each goes its way, in order."""
    session.login(f"{url}/private", AsyncOnly(url))
    session.run(f"GET {url}/a\n###\nGET {url}/private\n###\nGET {url}/b")

    assert ["/a", "/token", "/private", "/b"] == [path for path, _ in sent(sink)]


def test_the_connection_is_used_again(session, url):
    """Two calls from a plain script, on one loop."""
    session.login(url, AsyncOnly(url))
    answers = [session.run(f"GET {url}/") for _ in range(2)]
    ports = {answer.extensions["network_stream"].get_extra_info("client_addr") for answer in answers}

    assert 1 == len(ports)


def test_a_body_that_is_read_while_it_is_sent(sink, session, url):
    """The request was built for the sync client, whose bodies the async one cannot send."""
    request = session.client.build_request("POST", f"{url}/", content=iter([b"part1", b"part2"]))
    send(session, request, auth=AsyncOnly(url))

    assert b"part1part2" in sink.arrived[-1].raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("kind", [AsyncOnly, Silent])
def test_the_sync_client_itself(sink, session, url, kind):
    """It raises what the class raises, or says what to do where httpx would send the request without."""
    auth = AsyncOnly(url) if kind is AsyncOnly else Silent()
    session.login(url, auth)
    with pytest.raises((RuntimeError, InvalidAuth)) as caught:
        session.client.get(f"{url}/")

    told = str(caught.value) if kind is AsyncOnly else caught.value.hint
    assert ("Cannot use an async" if kind is AsyncOnly else "session.run()") in told
    assert [] == sink.arrived


def test_a_redirect_to_where_it_answers(sink, session, url):
    """That it answers there is not known before: an error says what to do, and doing it helps."""
    sink.answers["/"] = (
        f"HTTP/1.1 302 X\r\nLocation: {sink.url('localhost')}/there\r\nContent-Length: 0\r\n\r\n".encode()
    )
    session.login(sink.url("localhost"), Silent())
    with pytest.raises(InvalidAuth, match="Silent has no flow") as caught:
        session.run(f"GET {url}/")
    assert "async_=True" in caught.value.hint

    assert 200 == session.run(f"GET {url}/", async_=True).status_code
    assert ("/there", "Token t0k/en+1") == sent(sink)[-1]


def test_its_own_failure(session, url):
    """What it raises comes out, and is recorded."""

    class Late(Silent):
        async def async_auth_flow(self, request):
            yield request
            raise LookupError("no token")

    with pytest.raises(LookupError, match="no token"):
        session.run(f"GET {url}/", auth=Late())
    assert ("LookupError: no token", 200) == (session.history[-1].error, session.history[-1].legs[0].status)


def test_replay_and_send(sink, session, url):
    """What sends from synchronous code elsewhere takes this way too."""
    session.login(url, AsyncOnly(url))
    exchange = session.send(session.client.build_request("GET", f"{url}/"))
    assert 200 == session.history.replay(0).status_code

    assert (200, FLOW * 2) == (exchange.status, sent(sink))
