"""A secret in the body of a flow's own request, or of a cell, stays at the origin of that request.

What a user writes into a body: test_carried.py.
"""

from __future__ import annotations

import pytest
from wire.canary import CANARY, leaks
from wire.kinds import TARGETS, TOKEN, TokenFlow
from wire.sink import redirect, reply

import nbauth
from nbauth._http import httpx
from nbauth.errors import RedirectRefused


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize(("host", "server"), TARGETS.values(), ids=TARGETS)
def test_the_body_of_a_flows_own_request(sink, caller, new_session, status, host, server):
    """A token request that is redirected to another origin is refused: its body has the client secret."""
    session = new_session()
    user, _, name = host.rpartition("@")
    target = sink.url(name, "/token", server).replace("://", f"://{user}@" if user else "://")
    sink.answers[f"{sink.url()}/token"] = redirect(status, target)
    session.login(sink.url(), TokenFlow(sink.url(path="/token"), CANARY))

    with pytest.raises(RedirectRefused) as caught:
        caller.call(session, "GET", sink.url(path="/"), follow_redirects=True)

    assert [] == leaks(str(caught.value), CANARY)
    assert leaks(sink.at(sink.url())[0].raw, CANARY)
    assert b"" == sink.elsewhere(sink.url())


def test_a_flows_own_request_may_be_redirected_at_home(sink, caller, new_session):
    """A token endpoint that has moved within its origin is followed, with its body."""
    session = new_session()
    sink.answers["/token"] = redirect(308, "/token2")
    sink.answers["/token2"] = reply(200, {"access_token": TOKEN})
    session.login(sink.url(), TokenFlow(sink.url(path="/token"), CANARY))
    caller.call(session, "GET", sink.url(path="/"), follow_redirects=True)

    assert ["/token", "/token2", "/"] == [each.path for each in sink.arrived]
    assert leaks(sink.arrived[1].raw, CANARY)
    assert f"Bearer {TOKEN}" == sink.arrived[2].headers["authorization"]


@pytest.mark.parametrize("status", [307, 308])
def test_a_secret_in_a_cells_body_does_not_follow_a_redirect(sink, caller, new_session, status):
    """A body with a Secret in it is not sent to another origin: the send is refused."""
    session = new_session()
    secrets = {"key": nbauth.Secret(CANARY, "key")}
    for number, (host, server) in enumerate(TARGETS.values()):
        _, _, name = host.rpartition("@")
        sink.answers[f"/{number}"] = redirect(status, sink.url(name, "/lure", server))
        request = httpx.Request(
            "POST", sink.url(path=f"/{number}"), content=b"It is {{key}}", extensions={"nbauth.secrets": secrets}
        )

        with pytest.raises(RedirectRefused):
            caller.send(session, request, follow_redirects=True, stream=bool(number % 2))

    assert len(TARGETS) == len(sink.arrived)
    assert all(f"It is {CANARY}".encode() == each.body for each in sink.at(sink.url()))
    assert b"" == sink.elsewhere(sink.url())
