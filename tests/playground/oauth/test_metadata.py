"""What the server says of itself, with and without the package that signs (RFC 8414, OpenID Connect)."""

from __future__ import annotations

import pytest
from joserfc import jwk, jwt

from nbauth._http import httpx
from nbauth.playground.oauth import id_token

OAUTH, OPENID = "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"


def test_it_names_itself_and_what_is_there(client, server):
    """Every endpoint that it names is one."""
    about = client.get(OAUTH).json()
    assert server.url == about["issuer"]
    assert about == client.get(OPENID).json()
    named = [about[name] for name in about if name.endswith(("_endpoint", "_uri"))]

    assert 8 == len(named)
    assert 404 not in [client.get(url).status_code for url in named]


def test_an_id_token_says_who(client, server, asking):
    """Signed with a key of /jwks, for the client, with its nonce; userinfo is about the same person."""
    tokens = asking(scope="openid profile", nonce="a nonce").tokens(client, "zoë")
    keys = jwk.KeySet.import_key_set(client.get("/jwks").json())
    claims = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims
    assert (server.url, "notebook", "a nonce") == (claims["iss"], claims["aud"], claims["nonce"])

    here = {"Authorization": f"Bearer {tokens['access_token']}"}
    said = client.get("/userinfo", headers=here).json()
    assert {"sub": claims["sub"], "preferred_username": "zoë", "name": "Zoë"} == said
    assert claims["sub"].isascii()
    assert all("d" not in key for key in client.get("/jwks").json()["keys"])


def test_userinfo_wants_openid(client, asking):
    here = {"Authorization": f"Bearer {asking(scope='notes.read').tokens(client)['access_token']}"}

    assert 403 == client.get("/userinfo", headers=here).status_code
    assert 401 == client.get("/userinfo").status_code


def test_another_nonce(client, server, asking):
    server.oauth.wrong_nonce = True
    token = asking(scope="openid", nonce="a nonce").tokens(client)["id_token"]
    keys = jwk.KeySet.import_key_set(client.get("/jwks").json())

    assert "another" == jwt.decode(token, keys, algorithms=["ES256"]).claims["nonce"]


def test_without_the_package_that_signs(client, asking, monkeypatch):
    """It is an OAuth server and no OpenID provider: no openid, no ID token, and a sign-in works."""
    monkeypatch.setattr(id_token, "find_spec", lambda name: None)
    about = client.get(OAUTH).json()
    assert {"jwks_uri", "userinfo_endpoint", "dpop_signing_alg_values_supported"}.isdisjoint(about)
    assert ["notes.read", "notes.write"] == about["scopes_supported"]
    assert 404 == client.get(OPENID).status_code
    back = httpx.URL(client.get(asking(scope="openid").url).headers["Location"])
    assert "invalid_scope" == back.params["error"]

    tokens = asking(scope="notes.read").tokens(client)
    assert "id_token" not in tokens
    assert 200 == client.get("/bearer", headers={"Authorization": f"Bearer {tokens['access_token']}"}).status_code


@pytest.mark.parametrize("who", ["ada", "zoë"])
def test_a_refresh_names_the_same_person(client, asking, who):
    """OpenID Connect Core section 12.2."""
    keys = jwk.KeySet.import_key_set(client.get("/jwks").json())
    first = asking(scope="openid").tokens(client, who)
    form = {"grant_type": "refresh_token", "client_id": "notebook", "refresh_token": first["refresh_token"]}
    second = client.post("/token", data=form).json()

    subjects = {jwt.decode(each["id_token"], keys, algorithms=["ES256"]).claims["sub"] for each in (first, second)}
    assert 1 == len(subjects)
