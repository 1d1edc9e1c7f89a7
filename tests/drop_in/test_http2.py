"""HTTP/2 (https://www.python-httpx.org/http2/): the playground behind hypercorn, over TLS."""

from __future__ import annotations

import pytest
from drop_in.flows import refreshing
from http2_server import Http2Server

import nbauth
from nbauth.playground.app import build
from nbauth.playground.arrivals import Arrivals
from nbauth.playground.oauth.settings import Settings
from nbauth.playground.users import API_KEY, USERS


@pytest.fixture(scope="module")
def server(authority, tmp_path_factory):
    def make(url):
        return build(url, url, users=USERS, arrivals=Arrivals(), settings=Settings(), hang_up=lambda scope: None)

    server = Http2Server(make, authority, tmp_path_factory.mktemp("http2"))
    server.users, server.api_key = USERS, API_KEY
    yield server
    server.close()


@pytest.mark.parametrize(
    ("path", "make", "statuses"),
    [
        ("basic", lambda server: nbauth.BasicAuth("ada", server.users["ada"]), [200]),
        ("digest", lambda server: nbauth.DigestAuth("ada", server.users["ada"]), [401, 200]),
        ("apikey/header", lambda server: nbauth.APIKeyAuth(server.api_key), [200]),
        ("bearer", refreshing, [401, 200, 200]),
    ],
    ids=["basic", "digest", "apikey", "refresh"],
)
def test_http2(connect, server, trusted, path, make, statuses):
    """ "http2=True": each leg goes over HTTP/2, and is recorded as such."""
    caller = connect(http2=True, verify=trusted)
    caller.session.login(server.url, make(server))

    assert 401 == caller.get(f"{server.url}/{path}", auth=None).status_code
    response = caller.get(f"{server.url}/{path}")

    assert ("HTTP/2", 200) == (response.http_version, response.status_code)
    assert [("HTTP/2", status) for status in statuses] == [
        (leg.response.http_version, leg.status) for leg in caller.exchange.legs
    ]


def test_many_at_once(connect, server, trusted):
    """Requests that share one connection have each their own response and exchange.

    Tasks at the same time, and one after the other without them: in threads, bare httpx too loses one of a hundred
    requests, since httpcore's HTTP/2 connection is not safe there.
    """
    caller = connect(http2=True, verify=trusted)
    caller.session.login(server.url, ("ada", server.users["ada"]))

    url = f"{server.url}/basic"
    responses = caller.together(20, url) if caller.is_async else [caller.get(url) for _ in range(20)]

    assert [("HTTP/2", 200)] * 20 == [(response.http_version, response.status_code) for response in responses]
    assert 20 == len({response.extensions["nbauth.exchange"].number for response in responses})
    assert [["request"]] * 20 == [[leg.purpose for leg in exchange.legs] for exchange in caller.session.history]


def test_without_it(connect, server, trusted):
    """ "HTTP/2 support is not enabled by default"."""
    assert "HTTP/1.1" == connect(verify=trusted).get(f"{server.url}/open").http_version
