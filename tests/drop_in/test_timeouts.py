"""Timeouts reach the requests that flows make; httpx itself sends those without any, and would wait for ever."""

from __future__ import annotations

import time

import pytest
from drop_in.flows import refreshing

from nbauth._http import httpx

ENOUGH = 10.0
"""Seconds; the endpoint takes 30."""


@pytest.mark.parametrize("where", ["client", "request"])
def test_a_slow_token_endpoint(connect, server, where):
    """With a timeout of 0.5 s a token endpoint that takes 30 is a ReadTimeout, and not a hang."""
    timeout = {"timeout": 0.5}
    caller = connect(**(timeout if where == "client" else {}))
    caller.session.login(server.url, refreshing(server, "/slow?seconds=30"))
    begun = time.monotonic()

    with pytest.raises(httpx.ReadTimeout) as caught:
        caller.get(f"{server.url}/bearer", **(timeout if where == "request" else {}))

    assert time.monotonic() - begun < ENOUGH
    assert ("POST", "/slow") == (caught.value.request.method, caught.value.request.url.path)
    assert [401, None] == [leg.status for leg in caller.exchange.legs]
    assert caller.exchange.legs[1].error.startswith("ReadTimeout")
    # The client can be used afterwards.
    assert 200 == caller.get(f"{server.url}/open").status_code


def test_a_flow_may_have_its_own(connect, server):
    """A timeout that the flow gives its request is the one that counts."""
    own = {"timeout": httpx.Timeout(0.5).as_dict()}
    caller = connect(timeout=60)
    caller.session.login(server.url, refreshing(server, "/slow?seconds=30", extensions=own))
    begun = time.monotonic()

    with pytest.raises(httpx.ReadTimeout):
        caller.get(f"{server.url}/bearer")

    assert time.monotonic() - begun < ENOUGH


def test_none_waits(connect, server):
    """`timeout=None` is no timeout, for the flow's request too."""
    caller = connect(timeout=None)
    caller.session.login(server.url, refreshing(server, "/token?ttl=60"))

    assert 200 == caller.get(f"{server.url}/bearer").status_code
