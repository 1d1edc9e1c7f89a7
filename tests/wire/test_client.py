"""The private names of httpx that `wire/client.py` overrides and calls: when these fail, httpx has changed."""

from __future__ import annotations

import asyncio

import pytest

import nbauth
from nbauth._http import httpx


def hops(request):
    return httpx.Response(302, headers={"Location": "/b"}) if request.url.path == "/a" else httpx.Response(200)


@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
def test_the_rungs_of_the_ladder(kind):
    """`send` builds the auth, then each hop of `_send_handling_redirects` goes down `_send_single_request` once."""
    steps = []

    class Sync(kind):
        def _build_auth(self, auth):
            steps.append("auth")
            return super()._build_auth(auth)

        def _send_handling_auth(self, request, auth, follow_redirects, history):
            steps.append(("auth", type(auth), follow_redirects, history[:]))
            return super()._send_handling_auth(request, auth, follow_redirects, history)

        def _send_handling_redirects(self, request, follow_redirects, history):
            steps.append(("redirects", follow_redirects, history[:]))
            return super()._send_handling_redirects(request, follow_redirects=follow_redirects, history=history)

        def _send_single_request(self, request):
            steps.append(request.url.path)
            return super()._send_single_request(request)

    client = Sync(transport=httpx.MockTransport(hops), base_url="http://h", follow_redirects=True)
    steps.clear()
    answer = client.get("/a", auth=("bob", "secret"))
    if kind is httpx.AsyncClient:
        asyncio.run(answer)

    auth = ("auth", httpx.BasicAuth, True, [])
    assert ["auth", auth, ("redirects", True, []), "/a", "/b"] == steps


@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
def test_the_choice_of_a_transport(kind):
    """`_send_single_request` asks `_transport_for_url`, which chooses among the transports of the client."""
    asked, transport = [], httpx.MockTransport(hops)

    class Asked(kind):
        def _transport_for_url(self, url):
            asked.append((url, super()._transport_for_url(url)))
            return asked[-1][1]

    answer = Asked(transport=transport).get("http://h/b")
    if kind is httpx.AsyncClient:
        asyncio.run(answer)

    assert [("http://h/b", transport)] == asked


def test_no_auth_is_a_bare_auth():
    """`httpx.Auth()` sends a request as it is, also where the URL names a user: the session sends with it."""
    with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200))) as client:
        request = client.get("http://bob:secret@h/", auth=httpx.Auth()).request

    assert "Authorization" not in request.headers


@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
def test_where_the_hooks_are(kind):
    """Bare clients keep them in `_event_hooks`, by kind, from which a session's clients take them over."""

    def hook(message):
        raise AssertionError("is not called")

    assert {"request": [hook], "response": []} == kind(event_hooks={"request": [hook]})._event_hooks
    session = nbauth.Session(event_hooks={"request": [hook]})
    ours = session.client if kind is httpx.Client else session.async_client
    assert {"request": [hook], "response": []} == ours.event_hooks
    assert {"request": [], "response": []} == ours._event_hooks


@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
def test_where_the_cookies_are(kind):
    """Bare clients keep them in `_cookies`, whose jar a session's clients take over, and ask `cookies` for them."""
    client = kind(cookies={"a": "1"})
    assert client.cookies is client._cookies
    session = nbauth.Session(cookies={"a": "1"})
    ours = session.client if kind is httpx.Client else session.async_client
    assert ours.cookies is ours._cookies
    assert {"a": "1"} == dict(ours.cookies)


@pytest.mark.parametrize("kind", ["client", "async_client"])
@pytest.mark.parametrize("location", ["https://h:port/", "javascript:alert(1)", "//\u202e"])
def test_a_redirect_to_what_is_no_url(kind, location):
    """It is an error of the server for whoever follows it, and a response for who does not: httpx raises for both."""
    headers = [(b"Location", location.encode())]
    transport = httpx.MockTransport(lambda request: httpx.Response(302, headers=headers, text="hi"))
    with nbauth.Session(transport=transport) as session:

        def get(follow):
            answer = getattr(session, kind).get("https://a.example/", follow_redirects=follow)
            return answer if kind == "client" else asyncio.run(answer)

        response = get(False)
        with pytest.raises(httpx.RemoteProtocolError, match=r"^Invalid URL in location header: "):
            get(True)

    assert (302, "hi", None) == (response.status_code, response.text, response.next_request)
