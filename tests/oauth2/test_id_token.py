"""ID tokens: who signed in is believed only where the provider has signed it, for this client and this sign-in."""

from __future__ import annotations

import time

import pytest
from joserfc import jwk, jwt
from oauth2.browser import sign_in as in_the_browser

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import OAuthError
from nbauth.oauth2 import person
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.authorization_code import begin, code_of, redeem
from nbauth.oauth2.client import Client
from nbauth.oauth2.id_token import verified
from nbauth.oauth2.person import known
from nbauth.oauth2.server import Server
from nbauth.oauth2.token import Token
from nbauth.oauth2.wanted import Wanted
from nbauth.wire.granting import granted

NOTEBOOK = Client("notebook")
BACK = "http://127.0.0.1:53682/callback"
SERVER = Server(issuer="https://as.example", jwks="https://as.example/jwks")
KEY, OTHER = (jwk.RSAKey.generate_key(2048, {"kid": "1"}) for _ in range(2))
NONCE = Secret("of this sign-in", "nonce")


def test_of_the_provider(session, server, provider):
    """The keys are fetched as a leg of their own; the login is ada's, also after it was renewed."""
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid offline_access"))
    code = code_of(begun, in_the_browser(begun.url, end=BACK))
    token = granted(session, provider.issuer, redeem(NOTEBOOK, begun, code))
    assert ["token", "keys", "userinfo"] == [leg.purpose for leg in session.history[-1].legs]
    auth = OAuth2Auth.signed_in(NOTEBOOK, server, token)
    login = session.login(provider.issuer, auth)
    assert "ada" == login.username and provider.issuer == token.claims["iss"]
    auth._token = Token(Secret("gone", "access_token"), 0.0, token.refresh, claims=token.claims)
    assert 200 == session.client.get(provider.api).status_code
    assert "ada" == auth.username and token.id_token.reveal() not in str(list(session.history))


def claims(**changed):
    now = int(time.time())
    made = {"iss": SERVER.issuer, "aud": "notebook", "sub": "ada", "exp": now + 60, "iat": now,
            "nonce": NONCE.reveal(), **changed}  # fmt: skip
    return {name: value for name, value in made.items() if value is not None}


def asked(token, key=KEY, nonce=NONCE):
    """Drive the flow: it asks for the keys, and is given the public one of *key*."""
    flow = verified(NOTEBOOK, SERVER, Secret(token), nonce)
    request = next(flow)
    assert SERVER.jwks == str(request.url)
    flow.send(httpx.Response(200, json={"keys": [key.as_dict(private=False)]}, request=request))
    try:
        flow.send(None)
    except StopIteration as over:
        return over.value
    raise AssertionError("it asks on")


def signed(given, key=KEY, **header):
    return jwt.encode({"alg": "RS256", "kid": "1", **header}, given, key, algorithms=[header.get("alg", "RS256")])


@pytest.mark.parametrize("changed", [{}, {"aud": ["notebook", "other"], "azp": "notebook"}, {"aud": ["notebook"]}])
def test_a_good_one(changed):
    """Several audiences name who it was made for."""
    assert "ada" == asked(signed(claims(**changed)))["sub"]


def test_clocks_differ():
    """A little, either way."""
    now = time.time()
    assert "ada" == asked(signed(claims(exp=now - 20, iat=now + 20)))["sub"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": "https://evil.example"}, "of another issuer"),
        ({"iss": None}, "of another issuer"),
        ({"aud": "other"}, "for another client"),
        ({"aud": None}, "for another client"),
        ({"aud": ["notebook", "other"]}, "for another client"),
        ({"azp": "other"}, "for another client"),
        ({"exp": time.time() - 3600}, "has run out"),
        ({"exp": None}, "has run out"),
        ({"exp": "never"}, "has run out"),
        ({"iat": time.time() + 3600}, "of the future"),
        ({"iat": None}, "of the future"),
        ({"nonce": "of another one"}, "not for this sign-in"),
        ({"nonce": None}, "not for this sign-in"),
        ({"nonce": 5}, "not for this sign-in"),
    ],
)
def test_a_wrong_one(changed, why):
    """What is not right is said, and never what it holds."""
    with pytest.raises(OAuthError, match=why) as caught:
        asked(signed(claims(**changed)))
    assert "evil" not in str(caught.value) and caught.value.__context__ is None


def test_who_signs():
    """A key of the provider's, and nothing else: not another's, no shared secret, not none at all, no nonsense."""
    shared = jwk.OctKey.import_key("0123456789abcdef" * 4, {"kid": "1"})
    good = signed(claims())
    none = f"eyJhbGciOiJub25lIn0.{good.split('.')[1]}."
    for token, key in [
        (signed(claims(), OTHER), KEY),
        (signed(claims(), shared, alg="HS256"), KEY),
        (none, KEY),
        (good[:-8] + "AAAAAAAA", KEY),
        ("nonsense", KEY),
    ]:
        with pytest.raises(OAuthError, match="its signature is not by a key of the server's") as caught:
            asked(token, key)
        assert token not in str(caught.value) and caught.value.__context__ is None


def test_nobody_looks(monkeypatch):
    """Where there is no ID token, no keys, or nothing that can check one: nothing is asked, and nothing believed."""
    token = Token(Secret("access"), id_token=Secret(signed(claims(sub="eve"))))
    monkeypatch.setattr(person, "find_spec", lambda name: None)
    for server, given in [(SERVER, token), (Server(), token), (SERVER, Token(Secret("access")))]:
        with pytest.raises(StopIteration) as over:
            next(known(NOTEBOOK, server, given, NONCE))
        assert {} == over.value.value.claims
