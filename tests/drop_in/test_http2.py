"""HTTP/2 (https://www.python-httpx.org/http2/): the playground behind hypercorn, over TLS."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
from drop_in.flows import refreshing
from hypercorn.asyncio import serve
from hypercorn.config import Config

import nbauth
from nbauth.playground.app import build
from nbauth.playground.arrivals import Arrivals
from nbauth.playground.users import API_KEY, USERS


class Server:
    """The playground's application; speaks HTTP/2 to who asks for it."""

    users = USERS
    api_key = API_KEY

    def __init__(self, authority, folder):
        self.seen = Arrivals()
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        config = Config()
        config.bind = [f"fd://{listener.detach()}"]  # hypercorn closes it
        config.certfile, config.keyfile = str(folder / "cert.pem"), str(folder / "key.pem")
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_pem.write_to_path(config.keyfile)
        for pem in certificate.cert_chain_pems:
            pem.write_to_path(config.certfile, append=True)
        config.loglevel = "ERROR"
        app = build(self.url, self.url, users=USERS, arrivals=self.seen, hang_up=lambda scope: None)
        self._loop, self._over = asyncio.new_event_loop(), asyncio.Event()
        serving = serve(app, config, shutdown_trigger=self._over.wait)
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(serving,))
        self._thread.start()

    def close(self):
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="module")
def server(authority, tmp_path_factory):
    server = Server(authority, tmp_path_factory.mktemp("http2"))
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
    """Requests that share one connection have each their own response and exchange."""
    caller = connect(http2=True, verify=trusted)
    caller.session.login(server.url, ("ada", server.users["ada"]))

    responses = caller.together(20, f"{server.url}/basic")

    assert [("HTTP/2", 200)] * 20 == [(response.http_version, response.status_code) for response in responses]
    assert 20 == len({response.extensions["nbauth.exchange"].number for response in responses})
    assert [["request"]] * 20 == [[leg.purpose for leg in exchange.legs] for exchange in caller.session.history]


def test_without_it(connect, server, trusted):
    """ "HTTP/2 support is not enabled by default"."""
    assert "HTTP/1.1" == connect(verify=trusted).get(f"{server.url}/open").http_version
