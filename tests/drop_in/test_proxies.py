"""Proxies, mounts and trust_env (https://www.python-httpx.org/advanced/proxies/), with a real proxy."""

from __future__ import annotations

import ssl
from urllib.parse import quote

import pytest
from drop_in.flows import RefreshAuth, refreshing
from drop_in.forward_proxy import PASSWORD, USER, ForwardProxy
from service import Answer, Service

import nbauth
from nbauth._http import httpx

PROXY_PAIR = httpx.BasicAuth(USER, PASSWORD)._auth_header


@pytest.fixture
def proxy():
    with ForwardProxy() as proxy:
        yield proxy


@pytest.fixture
def with_password(proxy):
    """The proxy's URL with its user and password in it."""
    return f"http://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{proxy.port}"


def test_through_a_proxy(connect, server, proxy, with_password):
    """The origin's credential passes the proxy; the proxy's own credential is for the proxy."""
    caller = connect(proxy=with_password)
    caller.session.login(server.url, ("ada", server.users["ada"]))

    assert 200 == caller.get(f"{server.url}/basic").status_code

    (forwarded,) = proxy.seen
    assert f"{server.url}/basic" == forwarded.target
    assert PROXY_PAIR == forwarded.proxy_authorization
    assert forwarded.authorization == server.seen[0].headers["authorization"]
    assert "proxy-authorization" not in server.seen[0].headers
    assert PASSWORD not in str(caller.exchange)
    assert PROXY_PAIR.split()[1] not in str(caller.exchange)


def test_the_legs_of_a_flow_through_a_proxy(connect, server, proxy, with_password):
    """A flow's requests take the way that their own address has: here all of them the proxy's."""
    caller = connect(proxy=httpx.Proxy(proxy.url, auth=(USER, PASSWORD)))
    caller.session.login(server.url, refreshing(server))

    assert 200 == caller.get(f"{server.url}/bearer").status_code
    assert ["/bearer", "/token", "/bearer"] == [each.target.removeprefix(server.url) for each in proxy.seen]


def test_a_tunnel(connect, proxy, with_password, authority, trusted):
    """Over https the proxy sees host and port only: no path, no credential; and the origin not the proxy's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Service(lambda arrived: Answer(200 if arrived.headers["Authorization"] else 401), tls=context) as service:
        caller = connect(proxy=with_password, verify=trusted)
        caller.session.login(service.url, ("ada", "secret"))
        response = caller.get(f"{service.url}/private")

    assert 200 == response.status_code
    (tunnel,) = proxy.seen
    assert ("CONNECT", service.url.removeprefix("https://")) == (tunnel.method, tunnel.target)
    assert (PROXY_PAIR, None) == (tunnel.proxy_authorization, tunnel.authorization)
    assert service.seen[0].headers["Proxy-Authorization"] is None


def test_a_proxy_that_wants_to_know(connect, server, proxy):
    """A 407 is answered with the credential of no login: it is the user's to see, as in httpx."""
    caller = connect(proxy=proxy.url)
    for login in (nbauth.DigestAuth("ada", "secret"), ("ada", "secret")):
        caller.session.login(server.url, login)

    response = caller.get(f"{server.url}/basic")

    assert 407 == response.status_code
    assert [None] == [each.proxy_authorization for each in proxy.seen]
    assert not server.seen


def test_a_tunnel_that_is_refused(connect, proxy):
    """Over https a 407 is httpx's ProxyError; the leg that did not come about is recorded with it."""
    caller = connect(proxy=proxy.url)
    caller.session.login("https://127.0.0.1:9", ("ada", "secret"))

    with pytest.raises(httpx.ProxyError, match="407") as refused:
        caller.get("https://127.0.0.1:9/private")

    assert "Session(proxy=" in refused.value.__notes__[0]  # what to do about it

    assert [None] == [leg.status for leg in caller.exchange.legs]
    assert caller.exchange.error.startswith("ProxyError: 407")


def test_mounts(connect, server, proxy, with_password):
    """ "mounts [...] where requests should be routed via": the API goes through the proxy, its token endpoint not."""
    transport = httpx.AsyncHTTPTransport if connect.is_async else httpx.HTTPTransport
    caller = connect(mounts={server.url: transport(proxy=with_password)})
    form = {"grant_type": "password", "username": "ada", "password": server.users["ada"]}
    caller.session.login(server.url, RefreshAuth(f"{server.other}/token", form))

    assert 200 == caller.get(f"{server.url}/bearer").status_code

    assert [f"{server.url}/bearer"] * 2 == [each.target for each in proxy.seen]
    assert [server.url, server.other, server.url] == [seen.origin for seen in server.seen]


def test_trust_env(connect, server, proxy, with_password, monkeypatch):
    """ "HTTP_PROXY [...] environment variables" are used, unless `trust_env=False` says not to."""
    monkeypatch.setenv("HTTP_PROXY", with_password)

    for trust_env in (True, False):
        caller = connect(trust_env=trust_env)
        caller.session.login(server.url, ("ada", server.users["ada"]))
        assert 200 == caller.get(f"{server.url}/basic").status_code

    assert [f"{server.url}/basic"] == [each.target for each in proxy.seen]
    assert 2 == len(server.seen)


def test_no_proxy(connect, server, proxy, with_password, monkeypatch):
    """ "NO_PROXY disables the proxy for specific urls"; what goes directly carries no proxy credential."""
    monkeypatch.setenv("HTTP_PROXY", with_password)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    caller = connect()
    caller.session.login(server.url, ("ada", server.users["ada"]))

    assert 200 == caller.get(f"{server.url}/basic").status_code
    assert not proxy.seen
    assert "proxy-authorization" not in server.seen[0].headers
