"""A secret in a body or in a cell stays at the origin of its own request, and so does what an odd redirect carries."""

from __future__ import annotations

import pytest
from wire.canary import CANARY, HEADER_CANARY, leaks
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


def test_a_secret_of_a_cell_does_not_follow_a_redirect(sink, caller, new_session):
    """A Secret in a request's header goes to the origin of its own URL; elsewhere the header is left out."""
    session = new_session()
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/lure"))
    build = httpx.Request
    request = build("GET", sink.url(path="/go"), headers={"X-Api-Key": "{{key}}"})
    request.extensions["nbauth.secrets"] = {"key": nbauth.Secret(HEADER_CANARY, "key")}
    caller.send(session, request, follow_redirects=True)

    assert HEADER_CANARY == sink.at(sink.url())[0].headers["x-api-key"]
    assert "x-api-key" not in sink.at(sink.url("b.localhost"))[0].headers
    assert [] == leaks(sink.elsewhere(sink.url()), HEADER_CANARY)


@pytest.mark.parametrize("status", [307, 308])
def test_a_secret_in_a_cells_body_does_not_follow_a_redirect(sink, caller, new_session, status):
    """A body with a Secret in it is not sent to another origin: the send is refused."""
    session = new_session()
    sink.answers["/go"] = redirect(status, sink.url("b.localhost", "/lure"))
    request = httpx.Request("POST", sink.url(path="/go"), content=b'{"password": "{{key}}"}')
    request.extensions["nbauth.secrets"] = {"key": nbauth.Secret(CANARY, "key")}

    with pytest.raises(RedirectRefused):
        caller.send(session, request, follow_redirects=True)

    assert leaks(sink.at(sink.url())[0].raw, CANARY)
    assert b"" == sink.elsewhere(sink.url())


@pytest.mark.parametrize(
    "target", ["ftp://a.localhost/", "file:///etc/passwd", "data:,x", "http:///x", "javascript:x"]
)
def test_a_redirect_to_another_protocol(sink, caller, new_session, target):
    """A redirect that leads to no http(s) host is an error without the credential (CVE-2025-14524)."""
    session = new_session()
    session.login(sink.url(), ("bob", CANARY))
    sink.answers["/go"] = redirect(302, target)

    with pytest.raises((httpx.HTTPError, httpx.InvalidURL)) as caught:
        caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert [] == leaks(str(caught.value), CANARY)
    assert 1 == len(sink.arrived)
