"""Where a request of a cell goes."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.core.request_text import Piece
from nbauth.core.secret import Secret
from nbauth.core.variables import ResolvedRequest
from nbauth.errors import RequestSyntaxError
from nbauth.wire.target import checked_target, has_secret_host, url_problem

CANARY = "hunter2-canary"


def target(text, *headers, secrets=None, base_url=""):
    resolved = ResolvedRequest("GET", text, headers, (), secrets or {}, {})
    with httpx.Client(base_url=base_url) as client:
        return checked_target(resolved, client, Piece("", 3, 5))


@pytest.mark.parametrize(
    "text, url",
    [
        ("https://a.example/x?y#z", "https://a.example/x?y#z"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("localhost:8080/x", "http://localhost:8080/x"),
        ("localhost", "http://localhost"),
        ("LOCALHOST?a=1", "http://LOCALHOST?a=1"),
        ("127.0.0.1/x", "http://127.0.0.1/x"),
        ("example.com/status/301", "http://example.com/status/301"),
        ("API.example.co.uk:8080?a=1", "http://API.example.co.uk:8080?a=1"),
        ("localhost.example/x", "http://localhost.example/x"),
        ("[::1]:80/x", "http://[::1]:80/x"),
    ],
)
def test_targets(text, url):
    """An absolute URL; without a scheme it is http, as both editors have it."""
    assert url == target(text)


def test_paths():
    """With a base_url, or with a Host (VS Code's and JetBrains' form)."""
    assert "/x" == target("/x", base_url="https://a.example/api")
    assert "http://localhost:8080/x" == target("/x", ("host", "localhost:8080"))
    assert "http://example.com/x" == target("/x", ("Host", "example.com"))
    assert "https://example.com:8443/x" == target("/x", ("Host", "example.com:8443"))


@pytest.mark.parametrize(
    "text, headers, reason",
    [
        (f"{CANARY}/x", (), "the URL has no scheme"),
        ("nowhere/x", (), "the URL has no scheme"),
        ("eyJhbGciOi.eyJzdWIiOiIx.SflKxwRJSMeKKF2QT4fw/x", (), "the URL has no scheme"),
        (f"https:{CANARY}", (), "the URL has no scheme"),
        ("//a.example/x", (), "the URL has no scheme"),
        (f"ftp://{CANARY}/", (), "this scheme is not supported"),
        ("https:///x", (), "the URL has no host"),
        (f"https://u:{CANARY}@h:port/", (), "the URL cannot be read: its host or its port is wrong"),
        ("localhost:99999/", (), "the URL cannot be read: its host or its port is wrong"),
        ("https://$host/", (), "the URL cannot be read: its host is wrong"),
        (f"https://{{{CANARY}}}/", (), "the URL cannot be read: its host is wrong"),
        (f"/{CANARY}", (), "a path needs an address before it"),
        ("/x", (("Host", CANARY),), "a path needs an address before it"),
        ("*", (), "the target * is not supported"),
    ],
)
def test_no_target(text, headers, reason):
    """Said at its place, without quoting it."""
    with pytest.raises(RequestSyntaxError) as caught:
        target(text, *headers)

    assert f"line 3, column 5: {reason}" == str(caught.value)
    assert CANARY not in f"{caught.value!r}{caught.value.hint}{caught.value.__context__}"


@pytest.mark.parametrize("text", ["$base/x", "${base}/x", "{base}/x", "http://$host/x", "http://{host}:80/x"])
def test_variables_of_elsewhere(text):
    """A shell's, and those that IPython puts into other magics' lines."""
    with pytest.raises(RequestSyntaxError) as caught:
        target(text)

    assert "a variable is {{name}} in a cell, and $NAME in a curl command" == caught.value.hint


@pytest.mark.parametrize(
    "text, refused",
    [
        ("https://{{key}}.example/", True),
        ("https://u:{{key}}@a.example/", True),
        ("{{key}}", True),
        ("https://a.example/{{key}}", False),
        ("https://a.example?{{key}}", False),
        ("https://{{other}}/", False),
    ],
)
def test_a_secret_is_no_host(text, refused):
    """A Secret would be looked up in DNS, or go out as a password that nobody sees."""
    secret = Secret(CANARY)
    resolved = ResolvedRequest("GET", text, (), (), {"key": secret}, {})

    assert refused == has_secret_host(resolved) == has_secret_host(resolved, {secret})
    assert not has_secret_host(resolved, {Secret(CANARY)})
    if refused:
        with pytest.raises(RequestSyntaxError, match="a Secret cannot be in the host"):
            target(text, secrets={"key": secret})


def test_url_problem():
    """For other parts of nbauth; nothing is wrong with a URL."""
    assert ("", "") == url_problem("https://a.example")
