"""The client of one command: what it takes over from the session, and what the command says."""

from __future__ import annotations

import importlib.util

import pytest

from nbauth._http import BACKEND, httpx
from nbauth.core.curl_text import parse_curl
from nbauth.errors import RequestSyntaxError
from nbauth.wire import curl_client
from nbauth.wire.curl_client import new_client, timeout_of
from nbauth.wire.session import Session

DEFAULT = httpx.USE_CLIENT_DEFAULT


def command(options=""):
    return parse_curl(f"curl https://a.example {options}")


@pytest.mark.parametrize(
    "options, timeout, expected",
    [
        ("", DEFAULT, DEFAULT),
        ("-m 3", DEFAULT, httpx.Timeout(3)),
        ("-m 3 --connect-timeout 1", DEFAULT, httpx.Timeout(3, connect=1)),
        ("-m 3 --connect-timeout 9", DEFAULT, httpx.Timeout(3)),
        ("--connect-timeout 1", DEFAULT, httpx.Timeout(7, connect=1)),
        ("-m 3", 2.5, 2.5),
    ],
)
def test_timeouts(options, timeout, expected):
    """-m and --connect-timeout, unless the caller says a time."""
    assert expected == timeout_of(Session(timeout=7), command(options), timeout)


def test_what_is_taken_over():
    """How the session reaches servers, not what it sends."""
    session = Session(
        headers={"X": "1"}, params={"a": "b"}, cookies={"c": "d"}, timeout=7, base_url="https://b.example"
    )
    client = new_client(session, command("--max-redirs 3"), "", is_async=False)
    with client:
        assert (httpx.Timeout(7), 3) == (client.timeout, client.max_redirects)
        assert ("", "", []) == (client.base_url.host, str(client.params), list(client.cookies.jar))
        assert "x" not in client.headers and client.auth is None


def mounted(client, url):
    """Return the proxy's URL of the transport for *url*, or None."""
    transport = client._transport_for_url(httpx.URL(url))
    proxy = getattr(transport._pool, "_proxy_url", None)
    return proxy and f"{proxy.scheme.decode()}://{proxy.host.decode()}:{proxy.port}"


@pytest.mark.parametrize(
    "options, proxy",
    [
        ("", "http://of-environment:9"),
        ("-x p:8", "http://p:8"),
        ("-x http://u:pw@p:8", "http://p:8"),
        ("--socks5-hostname p:8", "socks5h://p:8"),
        ("-x ''", None),
        ("--noproxy '*'", None),
    ],
)
def test_proxies(monkeypatch, options, proxy):
    """That of the command, none, or the environment's."""
    monkeypatch.setenv("HTTPS_PROXY", "http://of-environment:9")
    monkeypatch.setenv("ALL_PROXY", "http://all:9")
    with Session() as session, new_client(session, command(options), "", is_async=False) as client:
        assert proxy == mounted(client, "https://a.example/")


def test_a_package_that_is_missing(monkeypatch):
    """SOCKS needs one, and is refused with its name; --http2 goes on without."""
    real = importlib.util.find_spec
    missing = lambda name: None if name in ("socksio", "h2") else real(name)  # noqa: E731
    monkeypatch.setattr(curl_client, "find_spec", missing)
    with Session() as session:
        with pytest.raises(RequestSyntaxError, match="-x: a SOCKS proxy needs a package") as caught:
            new_client(session, command("--socks5 p"), "", is_async=False)
        new_client(session, command("--http2"), "", is_async=False).close()

    assert f"pip install '{BACKEND}[socks]'" == caught.value.hint


def test_http_versions(monkeypatch):
    """--http2 speaks it where the package is there, --http1.1 does not, and else the session decides."""
    asked = []
    real = curl_client.Client
    monkeypatch.setattr(
        curl_client, "Client", lambda session, **options: asked.append(options.get("http2")) or real(session)
    )
    with Session(http2=True) as session:
        for options in ("", "--http2", "--http1.1"):
            new_client(session, command(options), "", is_async=False).close()

    assert [True, True, False] == asked


def test_the_cookie_goes_where_it_is_for():
    """The header as it is, along redirects too, to the command's origin only."""
    with Session() as session, new_client(session, command(), "a=1;b", is_async=False) as client:
        request = client.build_request("GET", "https://a.example/")

        assert "a=1;b" == request.headers["cookie"]
