"""What each grant asks for, and with what; where a real server is not to be had that grants it."""

from __future__ import annotations

import pytest
from oauth2.browser import sign_in
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.errors import InvalidField
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.plan import Plan
from nbauth.wire.log_out import log_out
from nbauth.wire.signing_in import SigningIn

AS, API = "https://as.example/token", "https://api.example/"


@pytest.mark.parametrize(
    "options, form",
    [
        ({"grant": "client_credentials"}, {"grant_type": "client_credentials"}),
        (
            {"grant": "password", "username": "ada", "password": CANARY},
            {"grant_type": "password", "username": "ada", "password": CANARY},
        ),
        (
            {"grant": "token_exchange", "subject_token": CANARY, "audience": "reports"},
            {
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token": CANARY,
                "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
                "audience": "reports",
            },
        ),
        ({"grant": "refresh_token", "refresh_token": CANARY}, {"grant_type": "refresh_token", "refresh_token": CANARY}),
    ],
)  # fmt: skip
def test_what_is_asked(options, form):
    """Scope (but for a refresh) and resource go along; no secret is shown (RFC 6749, RFC 8693, RFC 8707)."""
    arrived = []

    def answer(request):
        if request.url.path != "/token":
            return httpx.Response(200)
        arrived.append(dict(httpx.QueryParams(request.content.decode())))
        return httpx.Response(200, json={"access_token": "a-token-of-it", "token_type": "Bearer", "expires_in": 60})

    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        made = OAuth2Auth("me", "its secret", token_url=AS, scope="read", resource=API, **options)
        session.login(API, made)
        assert 200 == session.client.get(API).status_code
        shown = str(list(session.history)) + session.history.curl(session.history[-1])
    scope = {} if options["grant"] == "refresh_token" else {"scope": "read"}
    assert [{**form, **scope, "resource": API}] == arrived
    assert [] == leaks(shown, CANARY) and "a-token-of-it" not in shown


def test_endpoints_by_hand(session, provider, server):
    """Where an issuer tells none, or none is known: a sign-in and its logout need no metadata. A real one's are used."""
    session.history.clear()  # the server has been looked at, to know what is given by hand
    urls = {
        f"{name}_url": getattr(server, name)
        for name in ("token", "authorization", "device", "revocation", "userinfo", "jwks", "par")
    }
    plan = Plan.of(provider.api, {"client_id": "notebook", "scope": "openid", "par": "yes", **urls})
    signing = SigningIn(session, plan, changed=lambda: None, failed=print)
    signing.with_browser()
    assert "request_uri" in signing.sign_in.url
    signing.answer(sign_in(signing.sign_in.url, end=signing.sign_in.redirect_uri))
    assert 200 == session.client.get(provider.api).status_code
    assert "discovery" not in [leg.purpose for each in session.history for leg in each.legs]
    log_out(session)
    assert {"revoke"} == {leg.purpose for leg in session.history[-1].legs}


@pytest.mark.parametrize("has_metadata", [False, True])
def test_an_issuer_without_metadata(has_metadata):
    """What was given by hand is used, in place of what it tells too; one that is somebody else's is never."""

    def answer(request):
        if request.url.path == "/by-hand":
            return httpx.Response(200, json={"access_token": "a-token-of-it", "token_type": "Bearer"})
        if "well-known" not in request.url.path:
            return httpx.Response(200)
        found = {"issuer": "https://as.example", "token_endpoint": "https://as.example/told"}
        return httpx.Response(200, json=found) if has_metadata else httpx.Response(404)

    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        session.login(
            API, OAuth2Auth("a", "b" * 9, issuer="https://as.example", token_url="https://as.example/by-hand")
        )
        assert 200 == session.client.get(API).status_code
    with pytest.raises(TypeError, match="unexpected keyword argument 'tokn_url'"):
        OAuth2Auth("a", "b" * 9, issuer="https://as.example", tokn_url="https://as.example")
    with pytest.raises(InvalidField, match="jwks_url: it is http"):
        OAuth2Auth("a", "b" * 9, issuer="https://as.example", jwks_url="http://as.example")
