"""Tokens that are good only with a key of this login's own: against a certified provider, and an API that looks."""

from __future__ import annotations

import json

import pytest
from oidc import ODD
from wire.canary import leaks

import nbauth
from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidField, OAuthError
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.client import Client
from nbauth.oauth2.dpop import DPoPKey
from nbauth.oauth2.token import Token, token_of
from nbauth.wire.log_out import log_out


@pytest.fixture
def bound(session, provider):
    """A login whose tokens are bound."""
    made = OAuth2Auth("basic", ODD, issuer=provider.issuer, dpop="yes")
    session.login(provider.issuer, made, name="api")
    return made


def test_a_bound_token(session, provider, bound):
    """The API takes it with a proof of each request; the record has neither token nor proof."""
    for method, path in (("GET", ""), ("POST", "items?page=2"), ("GET", "items")):
        assert 200 == session.client.request(method, f"{provider.api}{path}").status_code
    sent = [header for each in session.history for leg in each.legs for header in leg.request.headers]
    proofs = {value for name, value in sent if name.lower() == "dpop"}
    assert all(each.startswith("{{") for each in proofs) and proofs
    token = bound._tokens.current.access.reveal()
    shown = json.dumps([str(each) for each in session.history]) + session.history.curl(session.history[-1])
    assert token not in shown and "dpop+jwt" not in shown and [] == leaks(shown, ODD)
    assert bound.source.client.dpop.export().reveal() not in shown
    assert "DPoP {{api_access_token}}" == session.history[-1].legs[-1].request.header("Authorization")


def test_a_token_without_its_key(session, provider, bound):
    """Whoever has copied it can do nothing with it: not as a bearer token, not with another key."""
    session.client.get(provider.api)
    token = bound._tokens.current.access
    assert 401 == httpx.get(provider.api, headers={"Authorization": f"Bearer {token.reveal()}"}).status_code
    other = DPoPKey().proof("GET", httpx.URL(provider.api), token)
    answer = httpx.get(provider.api, headers={"Authorization": f"DPoP {token.reveal()}", "DPoP": other})
    assert (401, "invalid_dpop_proof") == (answer.status_code, answer.json()["error"])


def test_a_request_that_is_replayed(session, provider, bound):
    """A proof is good once, for one method and one address."""
    session.client.get(provider.api)
    key, token = bound.source.client.dpop, bound._tokens.current.access
    proof = key.proof("GET", httpx.URL(provider.api), token)
    headers = {"Authorization": f"DPoP {token.reveal()}", "DPoP": proof}
    assert 401 == httpx.post(provider.api, headers=headers).status_code
    fresh = {**headers, "DPoP": key.proof("GET", httpx.URL(provider.api), token)}
    assert 200 == httpx.get(provider.api, headers=fresh).status_code
    assert 401 == httpx.get(provider.api, headers=fresh).status_code


def test_the_provider_refuses_a_proof_that_came_before(session, provider, server):
    """At the token endpoint too."""
    key = DPoPKey()
    proof = key.proof("POST", httpx.URL(server.token))
    form = {"grant_type": "client_credentials", "client_id": "post", "client_secret": ODD}
    answers = [httpx.post(server.token, data=form, headers={"DPoP": proof}) for _ in range(2)]
    assert [200, 400] == [each.status_code for each in answers]
    assert "invalid_grant" == answers[1].json()["error"]


def test_a_server_that_wants_a_nonce(session, provider, bound):
    """It says so, and the request goes out once more with it (section 8)."""
    httpx.get(f"{provider.issuer}/api/nonces/on")
    try:
        assert 200 == session.client.get(provider.api).status_code
    finally:
        httpx.get(f"{provider.issuer}/api/nonces/off")
    assert ["discovery", "token", "token", "request"] == [leg.purpose for leg in session.history[-1].legs]
    assert [400, 200] == [leg.status for leg in session.history[-1].legs[1:3]]


NONCES = {"DPoP-Nonce": "n-1", "WWW-Authenticate": 'DPoP error="use_dpop_nonce"'}


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("is_content", [False, True])
def test_an_api_that_wants_a_nonce(mode, is_content):
    """The same, with its body; who wants another one each time is not asked for ever."""
    import asyncio

    arrived = []

    def answer(request):
        if request.url.path == "/token":
            return httpx.Response(200, json={"access_token": "t" * 9, "token_type": "DPoP", "expires_in": 60})
        arrived.append(request)
        claims = nonce_of(request)
        return httpx.Response(200) if claims == "n-1" and not is_content else httpx.Response(401, headers=NONCES)

    session = nbauth.Session(transport=httpx.MockTransport(answer))
    session.login("https://api.example", OAuth2Auth("a", "b" * 9, token_url="https://as.example/token", dpop="yes"))

    async def aget():
        async with session.async_client as client:
            return await client.post("https://api.example/", content=b"body")

    response = (
        session.client.post("https://api.example/", content=b"body") if mode == "sync" else asyncio.run(aget())
    )
    assert (401 if is_content else 200) == response.status_code
    assert {b"body"} == {each.content for each in arrived} and len(arrived) == (3 if is_content else 2)
    session.close()


def nonce_of(request):
    from base64 import urlsafe_b64decode

    claims = request.headers["DPoP"].split(".")[1]
    return json.loads(urlsafe_b64decode(claims + "==")).get("nonce")


def test_a_bearer_token_in_its_place():
    """Less than was asked for is not used (section 5)."""
    with pytest.raises(OAuthError, match="a token of the type Bearer, and only DPoP was asked for"):
        token_of({"access_token": "t" * 9, "token_type": "Bearer"}, 0.0, kind="DPoP")


def test_an_address_with_a_password():
    """It is in no proof (section 4.3)."""
    from base64 import urlsafe_b64decode

    proof = DPoPKey().proof("GET", httpx.URL("https://bob:z9Kq@api.example/x?y=1#z"))
    assert "https://api.example/x" == json.loads(urlsafe_b64decode(proof.split(".")[1] + "=="))["htu"]


def test_a_key_that_was_kept():
    """It makes proofs for the same thumbprint; what is none is refused, and not shown."""
    key = DPoPKey()
    assert key.thumbprint == DPoPKey(key.export()).thumbprint != DPoPKey().thumbprint
    with pytest.raises(ValueError) as caught:
        DPoPKey(Secret('{"kty": "EC", "d": "not-a-key"}'))
    assert "not-a-key" not in repr(caught.value) and caught.value.__context__ is None
    assert key.export().reveal() not in repr(key)


def test_logging_out(session, provider, bound):
    """A bound token is taken back as others are."""
    session.client.get(provider.api)
    assert [f"api: its token is taken back by {provider.issuer}"] == log_out(session, "api")


def test_what_can_be_chosen():
    with pytest.raises(InvalidField, match="dpop: choose no, yes"):
        OAuth2Auth("a", "b", issuer="https://as.example", dpop="maybe")
    assert "DPoP" == Client("a", dpop=DPoPKey()).token_type and "Bearer" == Client("a").token_type
    assert Token(Secret("a")).is_fresh(0)
