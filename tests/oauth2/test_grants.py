"""What each grant asks for, and with what; where a real server is not to be had that grants it."""

from __future__ import annotations

import pytest
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.oauth2.auth import OAuth2Auth

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
