"""Credentials that the user writes as headers stay where they were written for; all else goes as in httpx."""

from __future__ import annotations

import pytest
from wire.canary import HEADER_CANARY, leaks
from wire.sink import redirect

import nbauth
from nbauth._http import httpx
from nbauth.core.origin import Origin
from nbauth.wire.written import is_same

SECRET = "p+/<%z9Kq-of-A"

STAYS = [
    "Authorization",
    "Proxy-Authorization",
    "X-Api-Key",
    "X-Authentication",
    "X-Vault-Token",
    "Private-Token",
    "Cookie",
]
GOES = ["Accept", "User-Agent", "X-Request-Id", "Content-Type", "If-None-Match"]


@pytest.mark.parametrize("stream", [False, True])
def test_headers_on_a_request(sink, caller, new_session, stream):
    """By name: what is called like a credential stays at A, along every redirect; the rest goes on."""
    session = new_session()
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/on"))
    sink.answers["/on"] = redirect(302, "/end")
    headers = {name: f"{name}-{SECRET}" for name in (*STAYS, *GOES)}
    request = httpx.Request("GET", sink.url(path="/go"), headers=headers)
    caller.send(session, request, follow_redirects=True, stream=stream)

    first, *others = sink.arrived
    assert headers == {name: first.headers[name.lower()] for name in headers}
    assert 2 == len(others)
    for each in others:
        assert {name: headers[name] for name in GOES} == {
            name: each.headers[name.lower()] for name in headers if name.lower() in each.headers
        }


def test_a_login_s_secret_under_any_name(sink, caller, new_session):
    """By value: what the session knows as a secret stays, in whatever header it is written (CVE-2021-22876)."""
    session = new_session()
    session.login(sink.url("c.localhost"), nbauth.BearerAuth(SECRET))
    sink.answers["/go"] = redirect(307, sink.url("b.localhost", "/end"))
    named = {"Referer": f"http://a.localhost/?k={SECRET}", "X-Any": SECRET, "X-Other": "1"}
    caller.call(session, "GET", sink.url(path="/go"), headers=named, follow_redirects=True)

    assert SECRET == sink.arrived[0].headers["x-any"]
    assert (None, None, "1") == tuple(sink.arrived[1].headers.get(name.lower()) for name in named)
    assert [] == leaks(sink.elsewhere(sink.url()), SECRET)


def test_a_secret_that_is_the_host_s_name(sink, caller, new_session):
    """What frames a message is not left out, whatever a session knows as a secret."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth("localhost"))
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/end").replace("localhost", "example.test"))
    caller.call(session, "GET", sink.url(path="/go"), auth=None, follow_redirects=True)
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/end"))
    caller.call(session, "GET", sink.url(path="/go"), auth=None, follow_redirects=True)

    assert sink.url("b.localhost") == sink.arrived[-1].origin


CLIENT = {"headers": {"X-Api-Key": HEADER_CANARY, "X-Trace": "1"}, "params": {"api_key": HEADER_CANARY, "v": "2"}}


def test_what_a_client_has_with_base_url(sink, caller, new_session):
    """Its credentials are for the origin of base_url; the rest, and what a request is given, goes anywhere."""
    session = new_session(base_url=sink.url(path="/v1"), **CLIENT)
    there = sink.url("b.localhost", "/?x=a%2Bb&flag")
    caller.call(session, "GET", "/items")
    caller.call(session, "GET", there)
    caller.call(session, "GET", there, headers={"X-Api-Key": "for b"}, params={"api_key": "for-b"})

    key = str(httpx.QueryParams({"api_key": HEADER_CANARY}))
    # Like httpx, which puts params in place of the URL's own query.
    assert [f"/v1/items?{key}&v=2", "/?v=2", "/?v=2&api_key=for-b"] == [each.target for each in sink.arrived]
    assert [HEADER_CANARY, None, "for b"] == [each.headers.get("x-api-key") for each in sink.arrived]
    assert ["1"] * 3 == [each.headers["x-trace"] for each in sink.arrived]
    assert [] == leaks(sink.elsewhere(sink.url()), HEADER_CANARY)


def test_the_query_of_a_url_without_its_client_s_key(sink, caller, new_session):
    """Where nothing else of the client's is in the query, the URL keeps its own, as it is written."""
    session = new_session(base_url=sink.url(), params={"api_key": HEADER_CANARY})
    caller.call(session, "GET", sink.url("b.localhost", "/?api_key=for-b&x=a%2Bb&flag"))

    assert "/?api_key=for-b&x=a%2Bb&flag" == sink.arrived[0].target


def test_what_a_client_has_without_base_url(sink, caller, new_session):
    """It goes where the person calls, as in httpx, and along no redirect elsewhere."""
    session = new_session(**CLIENT)
    for path in ("/", "/go"):
        sink.answers["/go"] = redirect(302, sink.url("c.localhost", "/end"))
        caller.call(session, "GET", sink.url("b.localhost", path), follow_redirects=True)

    assert [HEADER_CANARY, HEADER_CANARY, None] == [each.headers.get("x-api-key") for each in sink.arrived]


def test_a_base_url_that_is_set_later(sink, caller, new_session):
    """As `client.base_url` can be in httpx: from then on it is the client's home."""
    session = new_session(**CLIENT)
    client = session.async_client if caller.is_async else session.client
    client.base_url = sink.url()
    caller.call(session, "GET", sink.url("b.localhost", "/"))
    client.base_url = sink.url("b.localhost")
    caller.call(session, "GET", "/")

    assert [None, HEADER_CANARY] == [each.headers.get("x-api-key") for each in sink.arrived]


def test_proxy_authorization_over_tls(sink, caller, new_session):
    """What the user writes is for a proxy, which over TLS sees none of it: the server does not either
    (CVE-2023-32681)."""
    session = new_session()
    for server in ("https", "http"):
        caller.call(
            session, "GET", sink.url(server=server, path="/"), headers={"Proxy-Authorization": f"Basic {SECRET}"}
        )

    # Over plain http a proxy may be on the way, which would take it off.
    assert [None, f"Basic {SECRET}"] == [each.headers.get("proxy-authorization") for each in sink.arrived]


SAME = {
    ("http://h", "http://h"): True,
    ("http://h", "https://h"): True,
    ("https://h", "http://h"): False,
    ("http://h:8080", "https://h"): False,
    ("http://h", "https://h:8443"): False,
    ("http://h", "https://g"): False,
    ("http://h", "http://h."): False,
}


@pytest.mark.parametrize("pair", SAME)
def test_the_same_place(pair):
    """Also over TLS, as httpx has it for Authorization."""
    assert SAME[pair] == is_same(*(Origin.of(httpx.URL(each)) for each in pair))
