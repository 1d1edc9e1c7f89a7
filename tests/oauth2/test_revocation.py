"""Logging out: the provider takes back what it granted to this login, and nothing stays here in any case."""

from __future__ import annotations

import json

import pytest
from oauth2.browser import sign_in as in_the_browser
from oidc import ODD
from wire.canary import leaks

import nbauth
from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import OAuthError
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.authorization_code import begin, code_of, redeem
from nbauth.oauth2.client import Client
from nbauth.oauth2.revocation import revoke
from nbauth.oauth2.server import Server
from nbauth.oauth2.token import Token
from nbauth.oauth2.wanted import Wanted
from nbauth.wire.granting import granted
from nbauth.wire.log_out import log_out

NOTEBOOK = Client("notebook")
BACK = "http://127.0.0.1:53682/callback"
TOKEN = Token(Secret("of access", "access_token"), refresh=Secret("of refresh", "refresh_token"))


@pytest.fixture
def api(session, provider):
    """A login that has fetched a token: its auth."""
    made = OAuth2Auth("basic", ODD, issuer=provider.issuer)
    session.login(provider.issuer, made, name="api")
    assert 200 == session.client.get(provider.api).status_code
    return made


def refused(provider, token):
    """Tell whether the API refuses a token."""
    answer = httpx.get(provider.api, headers={"Authorization": f"Bearer {token.reveal()}"})
    return answer.status_code == 401


def signed_in(session, server):
    """Return the token of ada, who signs in."""
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid offline_access"))
    returned = in_the_browser(begun.url, end=BACK)
    return granted(session, server.issuer, redeem(NOTEBOOK, begun, code_of(begun, returned)))


def test_the_token_of_a_client(session, provider, api):
    """The API refuses it then; it is a leg of the record, without the token and the client's secret."""
    token = api._tokens.current.access
    assert not refused(provider, token)
    assert [f"api: its token is taken back by {provider.issuer}"] == log_out(session, "api")

    assert refused(provider, token) and {} == dict(session.logins)
    sent = session.history[-1]
    assert ["revoke"] == [leg.purpose for leg in sent.legs] and 200 == sent.status
    shown = json.dumps([str(each) for each in session.history])
    assert token.reveal() not in shown and [] == leaks(shown, ODD)


def test_the_tokens_of_a_person(session, server, provider):
    """Both are taken back: nothing is had for the refresh token any more."""
    token = signed_in(session, server)
    session.login(provider.issuer, OAuth2Auth.signed_in(NOTEBOOK, server, token))
    assert 200 == session.client.get(provider.api).status_code
    log_out(session)

    assert refused(provider, token.access)
    with nbauth.Session() as other:
        other.login(provider.issuer, OAuth2Auth.signed_in(NOTEBOOK, server, Token(Secret(""), 0.0, token.refresh)))
        with pytest.raises(OAuthError, match="invalid_grant"):
            other.client.get(provider.api)
    shown = json.dumps([str(each) for each in session.history])
    assert token.access.reveal() not in shown and token.refresh.reveal() not in shown


def test_a_refresh_token_that_was_given(provider):
    """It is somebody's own, who has it elsewhere too: it is not taken back. What came in its place is."""
    kept, made = Secret("kept", "refresh_token"), []
    for fetched in (kept, Secret("newer", "refresh_token")):
        auth = OAuth2Auth("notebook", issuer=provider.issuer, grant="refresh_token", refresh_token=kept)
        assert auth.revocation() is None  # nothing was granted to it
        auth.source.server, auth._tokens.current = (
            Server(issuer=provider.issuer),
            Token(Secret("access"), refresh=fetched),
        )
        made.append(auth.revocation())
    assert made[0] is None and provider.issuer == made[1][0]


def test_a_login_that_shares_the_token(session, provider, api):
    """The token stays until the last of them is gone."""
    session.login("https://b.example", api, name="b")
    assert [] == log_out(session, "b") and not refused(provider, api._tokens.current.access)
    session.login("https://b.example", api, name="b")
    assert 1 == len(log_out(session)) and refused(provider, api._tokens.current.access)


def test_a_login_without_a_token(session, provider):
    """Nobody is asked."""
    session.login(provider.issuer, OAuth2Auth("basic", ODD, issuer=provider.issuer))
    session.login("https://a.example", ("ada", "correct horse"))
    assert [] == log_out(session) and 0 == len(session.history) and {} == dict(session.logins)


def test_a_server_that_is_away(session, api):
    """It is said, and everything is forgotten."""
    api.source.server = Server(
        issuer="http://127.0.0.1:9", revocation="http://127.0.0.1:9/revoke"
    )  # nobody is there
    (said,) = log_out(session, "api")

    assert said.startswith("api: its token was not taken back: ") and "127.0.0.1:9" in said
    assert {} == dict(session.logins) and [] == leaks(said + str(list(session.history)), ODD)


def test_a_server_that_refuses(session, provider, api):
    """In its own words."""
    api.source.client = Client("basic", Secret("wrong", "client_secret"))
    (said,) = log_out(session, "api")
    assert "its token was not taken back" in said and "invalid_client" in said and {} == dict(session.logins)


def test_tokens_that_no_server_takes_back():
    """Signed ones: the refresh token is gone, and it is said that the other one lasts (RFC 7009 section 2.2.1)."""
    server = Server(revocation="https://as.example/revoke")
    flow = revoke(NOTEBOOK, server, TOKEN)
    first = next(flow)
    first.read()
    assert b"token=of+refresh&token_type_hint=refresh_token&client_id=notebook" == first.content
    flow.send(httpx.Response(200, request=first))
    second = flow.send(None)
    second.read()
    assert b"token=of+access&token_type_hint=access_token&client_id=notebook" == second.content
    flow.send(httpx.Response(400, json={"error": "unsupported_token_type"}, request=second))
    with pytest.raises(OAuthError, match="cannot take back an access token of this kind") as caught:
        flow.send(None)
    assert "it is good until it runs out" == caught.value.hint

    with pytest.raises(OAuthError, match="takes no token back"):
        next(revoke(NOTEBOOK, Server(), TOKEN))


def test_the_record_is_saved_and_loaded(session, api, tmp_path):
    """Each purpose of these flows is one that a history file may have."""
    log_out(session, "api")
    session.history.save(tmp_path / "history.jsonl")
    with nbauth.Session() as other:
        other.history.load(tmp_path / "history.jsonl")
        read = [leg.purpose for each in other.history for leg in each.legs]
    assert ["discovery", "token", "request", "revoke"] == read
