"""/token and /revoke: what each grant wants, and what is taken back (RFC 6749, RFC 7009, RFC 9700)."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest

from nbauth._http import httpx

CANARY = 'p+/"&<%é z9'


def notes(client: httpx.Client, token: str) -> int:
    return client.get("/api/notes", headers={"Authorization": f"Bearer {token}"}).status_code


def renewed(client: httpx.Client, token: str, **more: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "client_id": "notebook", "refresh_token": token}
    return client.post("/token", data=form | more)


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "x" * 43},
        {"code_verifier": ""},
        {"redirect_uri": "http://127.0.0.1:5556/callback"},
        {"redirect_uri": ""},
        {"code": CANARY},
        {"code": ""},
    ],
)
def test_a_stolen_code_is_worth_nothing(client, asking, error_of, changes):
    """Without its verifier and its redirect_uri; and it stays good for whoever has them."""
    asked = asking()
    code = asked.answer()["code"]

    assert (400, "invalid_grant") == error_of(asked.redeemed(client, code, **changes))
    assert 200 == asked.redeemed(client, code).status_code


def test_a_code_of_another_client(client, server, asking, error_of):
    """A confidential client cannot hand in what was given to the public one."""
    asked = asking()
    code = asked.answer()["code"]
    other = {"client_id": server.client_id, "client_secret": server.client_secret}

    assert (400, "invalid_grant") == error_of(asked.redeemed(client, code, **other))


def test_a_code_that_is_used_twice_ends_its_tokens(client, asking, error_of):
    """Somebody has copied it (RFC 6749 section 4.1.2)."""
    asked = asking()
    code = asked.answer()["code"]
    tokens = asked.redeemed(client, code).json()
    assert 200 == notes(client, tokens["access_token"])

    assert (400, "invalid_grant") == error_of(asked.redeemed(client, code))
    assert 401 == notes(client, tokens["access_token"])
    assert (400, "invalid_grant") == error_of(renewed(client, tokens["refresh_token"]))


def test_a_code_runs_out(client, server, asking, error_of):
    asked = asking()
    code = asked.answer()["code"]
    server.oauth.later(server.oauth.code_seconds)

    assert (400, "invalid_grant") == error_of(asked.redeemed(client, code))


def test_a_refresh_token_is_rotated_and_its_reuse_ends_the_family(client, asking, error_of):
    """RFC 9700 section 4.14.2: also the newest tokens, since nobody knows who of the two is the thief."""
    first = asking().tokens(client)
    second = renewed(client, first["refresh_token"]).json()
    third = renewed(client, second["refresh_token"]).json()
    assert 200 == notes(client, third["access_token"])

    assert (400, "invalid_grant") == error_of(renewed(client, first["refresh_token"]))
    assert 401 == notes(client, third["access_token"])
    assert (400, "invalid_grant") == error_of(renewed(client, third["refresh_token"]))


def test_a_refresh_token_belongs_to_its_client(client, server, asking, error_of):
    """Handed in by another, or by nobody, it is refused, and not spent."""
    token = asking().tokens(client)["refresh_token"]
    other = {"client_id": server.client_id, "client_secret": server.client_secret}

    assert (400, "invalid_grant") == error_of(renewed(client, token, **other))
    assert (400, "invalid_grant") == error_of(renewed(client, token, client_id=""))
    assert 200 == renewed(client, token).status_code


def test_a_refresh_may_ask_for_less_and_not_for_more(client, asking, error_of):
    """Less is for this access token alone (RFC 6749 section 6)."""
    token = asking(scope="notes.read notes.write").tokens(client)["refresh_token"]
    less = renewed(client, token, scope="notes.read").json()
    assert "notes.read" == less["scope"]
    assert (400, "invalid_scope") == error_of(renewed(client, less["refresh_token"], scope="notes.read profile"))
    assert "notes.read notes.write" == renewed(client, less["refresh_token"]).json()["scope"]


def test_tokens_run_out_by_the_servers_clock(client, server, asking):
    """`token_seconds` is told and kept; `later` saves the waiting."""
    server.oauth.token_seconds = 90
    tokens = asking().tokens(client)
    assert 90 == tokens["expires_in"]
    server.oauth.later(89)
    assert 200 == notes(client, tokens["access_token"])
    server.oauth.later(1)
    assert 401 == notes(client, tokens["access_token"])


@pytest.mark.parametrize(
    ("form", "basic", "expected"),
    [
        ({}, ("playground-client", "playground-secret-1234"), 200),
        ({"client_id": "playground-client", "client_secret": "playground-secret-1234"}, None, 200),
        ({"client_id": "playground-client"}, ("playground-client", "playground-secret-1234"), 200),
        ({"client_id": "notebook"}, ("playground-client", "playground-secret-1234"), "invalid_request"),
        ({"client_secret": "x"}, ("playground-client", "playground-secret-1234"), "invalid_request"),
        ({"client_id": "playground-client"}, None, "invalid_client"),
        ({}, ("playground-client", CANARY), "invalid_client"),
        ({}, ("nobody", "x"), "invalid_client"),
        ({}, None, "invalid_client"),
        ({"client_id": "notebook"}, None, "unauthorized_client"),
        ({"client_id": "notebook", "client_secret": "x"}, None, "invalid_client"),
    ],
)
def test_how_a_client_shows_who_it_is(client, form, basic, expected):
    """RFC 6749 sections 2.3 and 5.2: one way at a time; a public client gets nothing in its own name."""
    auth = tuple(quote_plus(each) for each in basic) if basic else None
    response = client.post("/token", data={"grant_type": "client_credentials"} | form, auth=auth)

    if expected == 200:
        assert 200 == response.status_code and "refresh_token" not in response.json()
    else:
        assert (401 if expected == "invalid_client" else 400, expected) == (
            response.status_code,
            response.json()["error"],
        )
        assert ("WWW-Authenticate" in response.headers) == (expected == "invalid_client")
    assert "no-store" == response.headers["Cache-Control"]


def test_a_secret_with_odd_characters_by_basic(client):
    """Both parts are form-encoded before they are joined (RFC 6749 section 2.3.1)."""
    made = client.post("/register", json={"grant_types": ["client_credentials"]}).json()
    right = client.post(
        "/token",
        data={"grant_type": "client_credentials"},
        auth=(quote_plus(made["client_id"]), "".join(f"%{each:02X}" for each in made["client_secret"].encode())),
    )

    assert 200 == right.status_code


def test_a_client_asks_for_no_more_than_it_may(client, server, error_of):
    form = {"grant_type": "client_credentials", "scope": "notes.write"}

    assert (400, "invalid_scope") == error_of(
        client.post("/token", data=form, auth=(server.client_id, server.client_secret))
    )


@pytest.mark.parametrize("kind", ["refresh_token", "access_token"])
def test_revocation(client, asking, error_of, kind):
    """A refresh token ends all of its grant, an access token itself alone (RFC 7009 section 2.1)."""
    tokens = asking().tokens(client)
    assert 200 == client.post("/revoke", data={"token": tokens[kind], "client_id": "notebook"}).status_code

    assert 401 == notes(client, tokens["access_token"])
    again = renewed(client, tokens["refresh_token"])
    assert (400 if kind == "refresh_token" else 200) == again.status_code


def test_nobody_revokes_what_is_of_others(client, server, asking, error_of):
    """An unknown token is fine (section 2.2); another client's stays good; a client must say who it is."""
    tokens = asking().tokens(client)
    token = tokens["access_token"]
    other = (server.client_id, server.client_secret)
    for each in ("unknown", token, tokens["refresh_token"]):
        assert 200 == client.post("/revoke", data={"token": each}, auth=other).status_code
    assert (401, "invalid_client") == error_of(client.post("/revoke", data={"token": token}))
    assert (400, "invalid_request") == error_of(client.post("/revoke", data={}, auth=other))

    assert 200 == notes(client, token)


def test_a_token_endpoint_out_of_order(client, server, asking):
    """A status without JSON, a redirect to the second origin, a delay: each as it was set."""
    form = {"grant_type": "client_credentials"}
    server.oauth.token_status = 503
    assert 503 == client.post("/token", data=form).status_code
    server.oauth.reset()
    server.oauth.token_redirects = True
    response = client.post("/token", data=form)
    assert (307, f"{server.other}/token") == (response.status_code, response.headers["Location"])
    server.oauth.reset()
    server.oauth.token_delay = 30
    with pytest.raises(httpx.ReadTimeout):
        client.post("/token", data=form, timeout=0.2)
