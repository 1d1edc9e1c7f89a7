"""Event hooks (https://www.python-httpx.org/advanced/event-hooks/): called for every leg."""

from __future__ import annotations

import pytest
from drop_in.flows import refreshing

import nbauth
from nbauth._http import httpx


@pytest.fixture
def noted():
    return []


@pytest.fixture
def hooks(noted):
    """Return `event_hooks` that note each leg as it goes out and as it comes back."""

    def make(caller_hook):
        def asked(request):
            noted.append((request.method, request.url.path, request.headers.get("Authorization")))

        def answered(response):
            noted.append((response.status_code, response.request.url.path))

        return {"request": [caller_hook(asked)], "response": [caller_hook(answered)]}

    return make


def test_every_leg_of_a_flow(connect, server, hooks, noted):
    """Hooks see each leg in the order of the wire, the flow's token request included.

    The request is as it goes out, credential included: that is what httpx documents.
    """
    caller = connect()
    caller.client.event_hooks = hooks(caller.hook)
    auth = refreshing(server)
    caller.session.login(server.url, auth)

    assert 200 == caller.get(f"{server.url}/bearer").status_code

    assert [
        ("GET", "/bearer", "Bearer stale-+/token"),
        (401, "/bearer"),
        ("POST", "/token", None),
        (200, "/token"),
        ("GET", "/bearer", f"Bearer {auth.token}"),
        (200, "/bearer"),
    ] == noted


def test_given_to_the_session(connect, server, hooks, noted):
    """`Session(event_hooks=...)` is `Client(event_hooks=...)`; a Digest handshake behind a redirect has three legs."""
    made = connect()
    caller = connect(event_hooks=hooks(made.hook), follow_redirects=True)
    caller.session.login(server.url, nbauth.DigestAuth("ada", server.users["ada"]))

    assert 200 == caller.get(f"{server.url}/redirect?to=/digest").status_code

    assert [(302, "/redirect"), (401, "/digest"), (200, "/digest")] == noted[1::2]
    assert [None, None, "Digest"] == [value and value.split()[0] for *_, value in noted[::2]]


def test_a_hook_may_change_the_request(connect, server):
    """ "Request hooks [...] are able to modify the request": what one sets goes out, and is recorded."""
    caller = connect(auth=("ada", server.users["ada"]))

    def mark(request):
        request.headers["X-Mark"] = "1"

    caller.client.event_hooks["request"].append(caller.hook(mark))

    assert 200 == caller.get(f"{server.url}/basic").status_code
    assert "1" == server.seen[0].headers["x-mark"]
    assert ["1"] == caller.sent("X-Mark")


def test_a_hook_that_raises(connect, server):
    """ "raise_on_4xx_5xx" of the page: the error comes out, the connection is free, the exchange is kept."""
    caller = connect(limits=httpx.Limits(max_connections=1), timeout=5)

    def check(response):
        response.raise_for_status()

    caller.client.event_hooks = {"response": [caller.hook(check)]}

    with pytest.raises(httpx.HTTPStatusError, match="401"):
        caller.get(f"{server.url}/basic")

    assert caller.exchange.error.startswith("HTTPStatusError")
    assert [401] == [leg.status for leg in caller.exchange.legs]
    caller.client.event_hooks = {}
    assert 200 == caller.get(f"{server.url}/open").status_code
