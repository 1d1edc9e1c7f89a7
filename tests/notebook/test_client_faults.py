"""What a magic says when the session's client cannot be made, is closed, or when its proxy is at fault."""

from __future__ import annotations

import pytest

import nbauth
from nbauth._http import httpx

CANARY = "hunter2-canary"
MADE = "RequestFailed: the session's client cannot be made: "

OPTIONS = [
    ({"proxy": f"nonsense://u:{CANARY}@x"}, "the option proxy cannot be read as a proxy's URL", "http://HOST:PORT"),
    ({"proxy": "foo:bar:baz"}, "the option proxy cannot be read as a proxy's URL", "http://HOST:PORT"),
    ({"proxy": 5}, "the option proxy cannot be read as a proxy's URL", "http://HOST:PORT"),
    ({"verify": "/nope.pem"}, "the option verify: No such file or directory", "cafile='ca.pem'"),
    ({"timeout": 3, "cert": "/nope.pem"}, "the option cert: No such file or directory", "cafile='ca.pem'"),
    ({"foo": CANARY}, "httpx.Client has no option foo", "see httpx.Client"),
    ({"headers": 5}, "the option headers cannot be used (TypeError)", "see httpx.Client"),
    ({"transport": 5}, "the option transport is no httpx.BaseTransport", "httpx.HTTPTransport"),
    ({"transport": httpx.AsyncHTTPTransport()}, "the option transport is no httpx.BaseTransport", "HTTPTransport"),
    ({"mounts": {"all://": 5}}, "the option mounts is no httpx.BaseTransport", "httpx.HTTPTransport"),
]

ENVIRONMENT = [
    ("HTTP_PROXY", f"socks4://u:{CANARY}@x", "HTTP_PROXY cannot be read as a proxy's URL"),
    ("all_proxy", "socks4://x", "all_proxy cannot be read as a proxy's URL"),
    ("HTTP_PROXY", "foo:bar:baz", "HTTP_PROXY cannot be read as a proxy's URL"),
    ("SSL_CERT_FILE", "/nope.pem", "SSL_CERT_FILE: No such file or directory"),
]

REFUSED = "the proxy 127.0.0.1:1 refused the connection"
NO_NAME = "there is no host with the name of the proxy proxy.invalid:3128"
UNREADABLE = "the proxy's URL cannot be read"

PROXIES = [
    (f"http://u:{CANARY}@127.0.0.1:1", REFUSED),
    (f"http://u:a@{CANARY}@127.0.0.1:1", REFUSED),
    (f"http://u:{CANARY}@proxy.invalid:3128", NO_NAME),
    (f"http://u:{CANARY}@[bad", UNREADABLE),
    (f"http://127.0.0.1:1/{CANARY}@h.example", UNREADABLE),
    (f"http://127.0.0.1:1#{CANARY}@h.example", UNREADABLE),
]


@pytest.fixture
def no_proxies(monkeypatch):
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_PROXY".upper(), raising=False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # httpx's own, for a path as verify or cert
@pytest.mark.parametrize("options, what, hint", OPTIONS, ids=[what for _, what, _ in OPTIONS])
def test_an_option_at_fault(shell, no_proxies, options, what, hint):
    """The option is named, its value is not; a line and what to do, no stack."""
    shell["mine"] = nbauth.Session(**options)
    ran = shell.run("%http --session mine GET http://127.0.0.1:1/")

    assert MADE + what == ran.error
    assert hint in ran.printed
    assert "Traceback" not in ran.printed and CANARY not in shell.everything


@pytest.mark.parametrize(
    "name, value, what", ENVIRONMENT, ids=[f"{name}={value}" for name, value, _ in ENVIRONMENT]
)
def test_the_environment_at_fault(shell, no_proxies, monkeypatch, name, value, what):
    """The variable is named as it is set, in a fresh session, in %http and in %auth test."""
    monkeypatch.setenv(name, value)
    nbauth.session().login("http://127.0.0.1:1", ("ada", "x" * 9), name="me")
    for cell in ("%http GET http://127.0.0.1:1/", "%auth test me"):
        ran = shell.run(cell)

        assert f"{MADE}the environment variable {what}" == ran.error
        assert "hint: " in ran.printed
        assert "Traceback" not in ran.printed and CANARY not in shell.everything


def test_a_closed_session(shell, server):
    """It says that it is closed; nothing is sent."""
    shell["mine"] = mine = nbauth.Session()
    shell.run("%http --session mine GET {{url}}/echo")
    mine.close()
    ran = shell.run("%http --session mine GET {{url}}/echo")

    assert "RequestFailed: this session is closed" == ran.error
    assert "hint: make a new one: nbauth.Session()" in ran.printed
    assert 1 == len(server.seen)


@pytest.mark.parametrize("proxy, what", PROXIES)
@pytest.mark.parametrize("place", ["option", "environment"])
def test_a_proxy_at_fault(shell, no_proxies, monkeypatch, place, proxy, what):
    """The proxy is blamed, not the server; of its URL only host and port, where they are sure to be these."""
    if place == "environment":
        monkeypatch.setenv("HTTP_PROXY", proxy)
    with nbauth.Session(**({"proxy": proxy} if place == "option" else {})) as session:
        shell["mine"] = session
        ran = shell.run("%http --session mine GET http://h.example/")

    assert f"RequestFailed: GET http://h.example: {what}" == ran.error
    assert "hint: it comes from Session(proxy=...) or HTTP_PROXY" in ran.printed
    assert "Traceback" not in ran.printed and CANARY not in shell.everything
