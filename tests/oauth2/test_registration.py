"""A server that makes client ids: no owner has to be asked for one."""

from __future__ import annotations

import json

import pytest
from oauth2.browser import sign_in as in_the_browser

from nbauth._http import httpx
from nbauth.errors import InvalidField, OAuthError
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.authorization_code import begin, code_of, redeem
from nbauth.oauth2.registration import registered
from nbauth.oauth2.server import Server
from nbauth.oauth2.wanted import Wanted
from nbauth.wire.granting import granted

BACK = "http://127.0.0.1:53682/callback"
REGISTERS = Server(registration="https://as.example/register")


def test_for_a_person(session, server, provider):
    """A public client, which can sign somebody in on any port of loopback."""
    client = granted(session, provider.issuer, registered(server, Wanted("openid"), BACK))
    assert client.id and client.secret is None and "none" == client.chosen(server)
    begun = begin(client, server, BACK, Wanted("openid"))
    token = granted(
        session, provider.issuer, redeem(client, begun, code_of(begun, in_the_browser(begun.url, end=BACK)))
    )
    assert "ada" == token.claims["sub"]


def test_for_a_program(session, provider):
    """It gets a secret, which is in nothing that is shown, and asks with it at once; once."""
    made = OAuth2Auth(issuer=provider.issuer, register="yes", scope="read")
    session.login(provider.issuer, made, name="api")
    for _ in range(2):
        assert 200 == session.client.get(provider.api).status_code
    assert ["discovery", "register", "token", "request"] == [leg.purpose for leg in session.history[0].legs]
    assert ["request"] == [leg.purpose for leg in session.history[1].legs]
    assert made.source.client.secret.reveal() not in json.dumps([str(each) for each in session.history])


@pytest.mark.parametrize(
    "status, body, said",
    [
        (400, {"error": "invalid_redirect_uri"}, "refuses: invalid_redirect_uri"),
        (201, {"client_name": "x"}, "does not say its id"),
        (201, [], "answered 201 and says no error"),
    ],
)
def test_a_server_that_does_not(status, body, said):
    flow = registered(REGISTERS, Wanted(), BACK)
    request = next(flow)
    flow.send(httpx.Response(status, json=body, request=request))
    with pytest.raises(OAuthError, match=said):
        flow.send(None)


def test_where_nobody_is_registered():
    with pytest.raises(OAuthError, match="registers nobody by itself"):
        next(registered(Server(), Wanted()))
    with pytest.raises(InvalidField, match="client_id: it is missing; or have"):
        OAuth2Auth(issuer="https://as.example")
