"""Through a proxy: over TLS it gets no credential but its own, and that no server gets. On real sockets, byte by byte.

The proxy is the sink itself, by the name of proxy.localhost; of https it makes a tunnel to itself.
"""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

import pytest
from wire.canary import leaks
from wire.kinds import BY_NAME, CREDENTIAL_HEADERS, KINDS, TOKEN
from wire.sink import redirect, reply

from nbauth._http import httpx

USER, PASSWORD = "proxy-user", 'pr+/"&<% xy'
PAIR = b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@pytest.fixture
def proxy(sink):
    """The URL of the proxy, with its user and password in it."""
    return sink.url(f"{USER}:{quote(PASSWORD, safe='')}@proxy.localhost", server="http2nd")


def tunnels(sink):
    return [each for each in sink.arrived if each.scheme == "connect"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
def test_a_tunnel(sink, caller, new_session, tmp_path, proxy, kind):
    """CONNECT holds host, port and the proxy's own credential; the server gets what is for it, and a redirect to
    another one nothing (CVE-2015-3153, CVE-2018-1000007)."""
    session = new_session(proxy=proxy)
    home, other = sink.url(server="https"), sink.url("b.localhost", server="https")
    sink.answers["/token"] = reply(200, {"access_token": TOKEN})
    sink.answers[f"{home}/go"] = kind.wanted(redirect(307, f"{other}/end"))
    session.login(home, kind.make(sink, tmp_path, "https"))
    caller.call(session, "GET", f"{home}/go", follow_redirects=True)

    assert kind.arrived(sink.at(home))
    assert 1 == len(sink.at(other))
    assert [] == [name for each in sink.at(other) for name in CREDENTIAL_HEADERS if name in each.headers]
    for at, origin in zip(tunnels(sink), (home, other), strict=True):
        host = origin.removeprefix("https://")
        lines = [f"CONNECT {host} HTTP/1.1", f"Host: {host}", "Accept: */*", f"Proxy-Authorization: Basic {PAIR}"]
        assert lines == at.head
    for each in (*sink.at(home), *sink.at(other)):
        assert "proxy-authorization" not in each.headers
    seen = sink.elsewhere(home)
    assert [] == leaks(seen, kind.secret) and [] == leaks(seen, TOKEN)
    assert [] == leaks(b"".join(each.raw for each in sink.arrived if each.scheme == "https"), PASSWORD)


def test_plain_http(sink, caller, new_session, proxy):
    """A proxy of http reads what passes it; after a redirect to another host nothing of A's does."""
    session = new_session(proxy=proxy)
    session.login(sink.url(), ("bob", BY_NAME["pair"].secret))
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/end"))
    caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert [sink.url(path="/go"), sink.url("b.localhost", "/end")] == [each.target for each in sink.arrived]
    assert [f"Basic {PAIR}"] * 2 == [each.headers["proxy-authorization"] for each in sink.arrived]
    assert ["authorization" in each.headers for each in sink.arrived] == [True, False]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_two_proxies(sink, caller, new_session, proxy, trusted, scheme):
    """Each gets its own credential, or none, also after the other was used on the way of one request
    (CVE-2026-3784, CVE-2026-6253, CVE-2026-7168)."""
    transport = httpx.AsyncHTTPTransport if caller.is_async else httpx.HTTPTransport
    plain = sink.url("other-proxy.localhost")
    mounts = {
        "all://a.localhost": transport(proxy=proxy, verify=trusted),
        "all://": transport(proxy=plain, verify=trusted),
    }
    session = new_session(mounts=mounts)
    home, other = sink.url(server=scheme), sink.url("b.localhost", server=scheme)
    sink.answers[f"{home}/"] = redirect(302, f"{other}/")
    sink.answers[f"{other}/"] = redirect(302, f"{home}/end")
    for _ in range(2):
        caller.call(session, "GET", f"{home}/", follow_redirects=True)

    at_proxies = [each for each in sink.arrived if each.scheme == ("connect" if scheme == "https" else "http")]
    first, second = (int(url.rpartition(":")[2]) for url in (proxy, plain))
    assert {(first, f"Basic {PAIR}"), (second, None)} == {
        (each.port, each.headers.get("proxy-authorization")) for each in at_proxies
    }
    assert 6 == len([each for each in sink.arrived if each.scheme == scheme])


def test_a_proxy_that_is_no_longer_there(sink, caller, new_session, proxy, monkeypatch):
    """The next session, without the proxy, sends none of its credential; the one before had it from the
    environment (CVE-2026-9079)."""
    monkeypatch.setenv("HTTP_PROXY", proxy)
    caller.call(new_session(), "GET", sink.url(path="/"))
    monkeypatch.delenv("HTTP_PROXY")
    caller.call(new_session(), "GET", sink.url(path="/"))

    assert [f"Basic {PAIR}", None] == [each.headers.get("proxy-authorization") for each in sink.arrived]
    assert [sink.url(path="/"), "/"] == [each.target for each in sink.arrived]


def test_a_407_is_answered_by_no_login(sink, caller, new_session):
    """A proxy without a credential that asks for one, for https: it gets none, and nobody else is asked."""
    session = new_session(proxy=sink.url("proxy.localhost"))
    session.login(sink.url(server="https"), ("bob", BY_NAME["pair"].secret))
    sink.answers["CONNECT"] = reply(407, b"", 'Proxy-Authenticate: Basic realm="p"')

    with pytest.raises(httpx.ProxyError):
        caller.call(session, "GET", sink.url(server="https", path="/"))

    assert ["connect"] == [each.scheme for each in sink.arrived]
    assert [] == leaks(sink.elsewhere(), BY_NAME["pair"].secret)
