"""Which proxy a request goes through; the private names of httpx that tell it are still there."""

from __future__ import annotations

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.wire.proxies import proxy_of

PASSWORD = "hunter2-canary"

THROUGH = [
    (f"http://ada:{PASSWORD}@proxy.example:3128", "proxy.example:3128"),
    ("http://proxy.example", "proxy.example:80"),
    ("https://proxy.example", "proxy.example:443"),
    (f"socks5://ada:{PASSWORD}@proxy.example", "proxy.example:1080"),
    ("socks5h://[::1]:9050", "[::1]:9050"),
    # Half a password may be what looks like host or port: nothing is named.
    (f"http://ada:12/34{PASSWORD}@proxy.example", ""),
    (f"http://127.0.0.1:1#{PASSWORD}@proxy.example", ""),
    (f"http://ada:{PASSWORD}@[bad", ""),
]


@pytest.mark.parametrize("proxy, told", THROUGH)
@pytest.mark.parametrize("place", ["option", "environment"])
def test_a_proxy(monkeypatch, place, proxy, told):
    """Host and port, wherever it comes from, and nothing of its userinfo."""
    if place == "environment":
        monkeypatch.setenv("HTTPS_PROXY", proxy)
    with nbauth.Session(**({"proxy": proxy} if place == "option" else {})) as session:
        assert told == proxy_of(session, httpx.URL("https://api.example/"))


def test_a_proxy_of_some_hosts():
    """A transport that is mounted for a pattern."""
    transport = httpx.HTTPTransport(proxy=f"http://ada:{PASSWORD}@proxy.example:3128")
    with nbauth.Session(mounts={"https://api.example": transport}) as session:
        assert "proxy.example:3128" == proxy_of(session, httpx.URL("https://api.example/"))
        assert proxy_of(session, httpx.URL("https://other.example/")) is None


def test_no_proxy(monkeypatch):
    """Without one, where NO_PROXY says so, and with a transport of the user's own, there is none."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("NO_PROXY", "api.example")
    url = httpx.URL("https://api.example/")
    with nbauth.Session() as session:
        assert proxy_of(session, url) is None
    with nbauth.Session(transport=httpx.MockTransport(lambda request: httpx.Response(200))) as session:
        assert proxy_of(session, httpx.URL("https://b.example")) is None


@pytest.mark.parametrize("proxy", ["http://proxy.example", "socks5://proxy.example"])
def test_the_private_names_are_there(proxy):
    """The names of httpx that proxies.py reads; when this fails, httpx has changed and proxies.py must."""
    with httpx.Client(proxy=proxy) as client:
        transport = client._transport_for_url(httpx.URL("https://api.example/"))

        assert isinstance(transport, httpx.HTTPTransport)
        assert b"proxy.example" == transport._pool._proxy_url.host
    with httpx.Client() as client:
        assert not hasattr(client._transport_for_url(httpx.URL("https://api.example/"))._pool, "_proxy_url")
