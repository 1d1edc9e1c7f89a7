"""/api/notes: a token with a scope, and where one is had (RFC 6750 section 3, RFC 9728)."""

from __future__ import annotations

import pytest

from nbauth.core.challenge import parse_challenges


def test_without_a_token(client, server):
    """401 without an error, with the scope it takes and where to read who grants it."""
    response = client.get("/api/notes")
    (challenge,) = parse_challenges([response.headers["WWW-Authenticate"]], strict=True)
    assert (401, "bearer", None) == (response.status_code, challenge.scheme, challenge.get("error"))
    assert "notes.read" == challenge.get("scope")

    about = client.get(challenge.get("resource_metadata")).json()
    assert (f"{server.url}/api", [server.url]) == (about["resource"], about["authorization_servers"])


def test_at_the_second_origin(client, server, asking):
    """The API is there too, speaks of itself, and takes the tokens of the same authorization server."""
    response = client.get(f"{server.other}/api/notes")
    (challenge,) = parse_challenges([response.headers["WWW-Authenticate"]])
    about = client.get(challenge.get("resource_metadata")).json()

    assert (f"{server.other}/api", [server.url]) == (about["resource"], about["authorization_servers"])
    token = asking(resource=about["resource"]).tokens(client)["access_token"]
    assert 200 == client.get(f"{server.other}/api/notes", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_token_for_one_api_is_for_no_other(client, server, asking):
    """Neither for the same API at the other origin, nor for who tells the name (RFC 8707 section 2)."""
    asked = asking(resource=f"{server.other}/api", scope="openid profile notes.read")
    here = {"Authorization": f"Bearer {asked.tokens(client)['access_token']}"}

    urls = [f"{server.other}/api/notes", "/api/notes", "/userinfo", "/bearer"]
    assert [200, 401, 401, 401] == [client.get(url, headers=here).status_code for url in urls]


def test_a_renewed_token_is_for_the_same_api(client, server, asking, error_of):
    """A refresh cannot have it for another one, and trying so costs no token: only what was granted counts as used."""
    token = asking(resource=f"{server.other}/api").tokens(client)["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": "notebook", "refresh_token": token}

    elsewhere = client.post("/token", data=form | {"resource": f"{server.url}/api"})
    assert (400, "invalid_target") == error_of(elsewhere)
    assert 200 == client.post("/token", data=form | {"resource": f"{server.other}/api"}).status_code


def test_a_code_is_for_the_same_api(client, server, asking, error_of):
    """It cannot be handed in for another one, and is still good for its own (RFC 8707 section 2.2)."""
    asked = asking(resource=f"{server.other}/api")
    code = asked.answer()["code"]

    assert (400, "invalid_target") == error_of(asked.redeemed(client, code, resource=f"{server.url}/api"))
    assert 200 == asked.redeemed(client, code).status_code


@pytest.mark.parametrize("header", ["Bearer invented", "DPoP {access_token}", "Bearer {refresh_token}"])
def test_what_is_no_such_token(client, asking, header):
    """invalid_token."""
    tokens = asking().tokens(client)
    response = client.get("/api/notes", headers={"Authorization": header.format(**tokens)})
    (challenge,) = parse_challenges([response.headers["WWW-Authenticate"]])

    assert (401, "invalid_token") == (response.status_code, challenge.get("error"))


def test_a_token_for_less(client, asking):
    """403 and insufficient_scope, with the scope that is needed."""
    here = {"Authorization": f"Bearer {asking(scope='notes.read').tokens(client)['access_token']}"}
    response = client.post("/api/notes", content="a note", headers=here)
    (challenge,) = parse_challenges([response.headers["WWW-Authenticate"]])

    assert (403, "insufficient_scope", "notes.write") == (
        response.status_code,
        challenge.get("error"),
        challenge.get("scope"),
    )
    assert [] == client.get("/api/notes", headers=here).json()["notes"]


def test_everybody_has_their_own_notes(client, asking):
    both = [asking(scope="notes.read notes.write").tokens(client, who)["access_token"] for who in ("ada", "zoë")]
    hers, theirs = ({"Authorization": f"Bearer {token}"} for token in both)
    client.post("/api/notes", content="of ada", headers=hers)

    assert ["of ada"] == client.get("/api/notes", headers=hers).json()["notes"][-1:]
    assert [] == client.get("/api/notes", headers=theirs).json()["notes"]
