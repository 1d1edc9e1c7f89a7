"""Proofs of a key: what each must have, and that each is good once (RFC 9449)."""

from __future__ import annotations

import base64
import secrets
import time
from hashlib import sha256

import pytest
from joserfc import jwk, jwt

from nbauth.core.challenge import parse_challenges


def proof(key, method, url, token="", header=None, **changes):
    claims = {"jti": secrets.token_urlsafe(8), "htm": method, "htu": url, "iat": int(time.time())}
    if token:
        claims["ath"] = base64.urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)} | (header or {})
    return jwt.encode(head, claims | changes, key, algorithms=["ES256"])


@pytest.fixture
def key():
    return jwk.ECKey.generate_key("P-256")


@pytest.fixture
def bound(client, server, key):
    """A token that is bound to the key."""
    response = client.post(
        "/token",
        data={"grant_type": "client_credentials"},
        auth=(server.client_id, server.client_secret),
        headers={"DPoP": proof(key, "POST", f"{server.url}/token")},
    ).json()
    assert "DPoP" == response["token_type"]
    return response["access_token"]


@pytest.fixture
def get(client, server):
    def get(token, *proofs, scheme="DPoP"):
        headers = [("Authorization", f"{scheme} {token}"), *(("DPoP", each) for each in proofs)]
        return client.get("/api/notes", headers=headers)

    return get


def test_a_bound_token_with_its_proof(server, key, bound, get):
    """Good once: a proof that was seen is refused (section 11.1)."""
    shown = proof(key, "GET", f"{server.url}/api/notes", bound)

    assert 200 == get(bound, shown).status_code
    assert 401 == get(bound, shown).status_code


@pytest.mark.parametrize(
    "changes",
    [
        {"htm": "POST"},
        {"htu": "http://127.0.0.1/api/notes"},
        {"iat": 0},
        {"iat": "now"},
        {"jti": 7},
        {"ath": "another"},
        {"header": {"typ": "JWT"}},
    ],
)
def test_a_proof_of_something_else(server, key, bound, get, changes):
    """Each claim counts (section 4.3)."""
    response = get(bound, proof(key, "GET", f"{server.url}/api/notes", bound, **changes))
    (challenge,) = parse_challenges([response.headers["WWW-Authenticate"]])

    assert (401, "invalid_dpop_proof") == (response.status_code, challenge.get("error"))


def test_a_stolen_token_without_its_key(client, server, bound, get):
    """As a bearer token, without a proof, with a thief's own key, with two proofs: nothing (section 7.1)."""
    thief = jwk.ECKey.generate_key("P-256")
    own, again = (proof(thief, "GET", f"{server.url}/api/notes", bound) for _ in range(2))

    assert 401 == get(bound, scheme="Bearer").status_code
    assert 401 == get(bound).status_code
    assert 401 == get(bound, own).status_code
    assert 401 == get(bound, own, again).status_code
    assert 401 == client.get("/bearer", headers={"Authorization": f"Bearer {bound}"}).status_code


def test_a_signature_of_another_key(server, key, bound, get):
    """The key in the header must have signed it."""
    other = jwk.ECKey.generate_key("P-256")
    forged = proof(other, "GET", f"{server.url}/api/notes", bound, header={"jwk": key.as_dict(private=False)})

    assert 401 == get(bound, forged).status_code


def test_a_private_key_in_the_header(server, key, bound, get):
    """Whoever shows it to everybody has no proof any more (section 4.3, step 7)."""
    shown = {"jwk": key.as_dict(private=True)}

    assert 401 == get(bound, proof(key, "GET", f"{server.url}/api/notes", bound, header=shown)).status_code


def test_a_nonce_of_the_servers(client, server, key, bound, get):
    """Asked for by use_dpop_nonce, at the token endpoint and at the API (sections 8 and 9)."""
    server.oauth.wants_nonce = True
    url = f"{server.url}/api/notes"
    response = get(bound, proof(key, "GET", url, bound))
    (challenge,) = parse_challenges([response.headers["WWW-Authenticate"]])
    assert (401, "use_dpop_nonce") == (response.status_code, challenge.get("error"))
    assert 200 == get(bound, proof(key, "GET", url, bound, nonce=response.headers["DPoP-Nonce"])).status_code

    answer = client.post(
        "/token",
        data={"grant_type": "client_credentials"},
        auth=(server.client_id, server.client_secret),
        headers={"DPoP": proof(key, "POST", f"{server.url}/token")},
    )
    assert (400, "use_dpop_nonce") == (answer.status_code, answer.json()["error"])
    assert response.headers["DPoP-Nonce"] == answer.headers["DPoP-Nonce"]


def test_a_refresh_token_is_bound_too(client, server, key, asking, error_of):
    """For a public client: without the key it is refused, and not spent (section 5)."""
    asked = asking(dpop_jkt=str(key.thumbprint()))
    code = asked.answer()["code"]
    assert (400, "invalid_dpop_proof") == error_of(asked.redeemed(client, code))

    asked = asking(dpop_jkt=str(key.thumbprint()))
    form = {"grant_type": "authorization_code", "client_id": "notebook", "code": asked.answer()["code"]}
    form |= {"redirect_uri": asked.form["redirect_uri"], "code_verifier": asked.verifier}
    mine = {"DPoP": proof(key, "POST", f"{server.url}/token")}
    tokens = client.post("/token", data=form, headers=mine).json()
    form = {"grant_type": "refresh_token", "client_id": "notebook", "refresh_token": tokens["refresh_token"]}
    assert (400, "invalid_dpop_proof") == error_of(client.post("/token", data=form))
    mine = {"DPoP": proof(key, "POST", f"{server.url}/token")}
    assert "DPoP" == client.post("/token", data=form, headers=mine).json()["token_type"]
