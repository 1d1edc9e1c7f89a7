"""/bearer, /bearer/expire and /token (RFC 6750, RFC 6749)."""

from __future__ import annotations

import pytest

CANARY = 'p+/"&<%é z9'


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def password_form(server):
    return {"grant_type": "password", "username": "zoë", "password": server.users["zoë"]}


@pytest.fixture
def tokens(client, password_form):
    """What a right login gives."""
    response = client.post("/token", data=password_form)
    assert response.headers["Cache-Control"] == "no-store"
    return response.json()


def test_a_token_gets_in(client, tokens):
    """The token of /token is taken at /bearer, and is whose it is."""
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 60)
    answer = client.get("/bearer", headers=bearer(tokens["access_token"])).json()
    assert answer == {"authenticated": True, "scheme": "bearer", "user": "zoë"}


def test_without_a_token_no_error_is_named(client):
    """RFC 6750 section 3.1: a request without a token gets no error code."""
    response = client.get("/bearer")

    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="playground"')


@pytest.mark.parametrize("token", ["invented", "{refresh_token}"])
def test_another_token_is_invalid(client, tokens, token):
    """An invented token and a refresh token are invalid_token (RFC 6750 section 3.1)."""
    response = client.get("/bearer", headers=bearer(token.format(**tokens)))

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="playground", error="invalid_token"')


def test_a_token_that_is_no_token_is_400(client):
    """A token is of the characters of token68 (RFC 6750 section 2.1)."""
    assert client.get("/bearer", headers=bearer('a"b')).status_code == 400


def test_tokens_expire_when_told(client, tokens):
    """POST /bearer/expire ends them all at once; a refresh brings a new one."""
    assert client.get("/bearer/expire").status_code == 405
    assert client.post("/bearer/expire").json()["expired"] >= 1
    assert client.get("/bearer", headers=bearer(tokens["access_token"])).status_code == 401

    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    fresh = client.post("/token", data=form).json()
    assert client.get("/bearer", headers=bearer(fresh["access_token"])).json()["user"] == "zoë"


def test_tokens_expire_by_themselves(client, password_form):
    """?ttl= says after how many seconds."""
    token = client.post("/token?ttl=0", data=password_form).json()

    assert token["expires_in"] == 0
    assert client.get("/bearer", headers=bearer(token["access_token"])).status_code == 401


@pytest.mark.parametrize("ttl", ["-1", "3601", "x", "nan"])
def test_a_lifetime_is_a_number(client, password_form, ttl):
    """From 0 to 3600 seconds."""
    assert client.post(f"/token?ttl={ttl}", data=password_form).status_code == 400


def test_a_refresh_token_is_good_for_one_use(client, tokens):
    """It is rotated; used again, it ends all that came of it, for a thief may have it (RFC 9700 section 4.14.2)."""
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    second = client.post("/token", data=form).json()
    assert second["refresh_token"] != tokens["refresh_token"]
    again = client.post("/token", data=form)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert client.get("/bearer", headers=bearer(second["access_token"])).status_code == 401
    newest = client.post("/token", data=form | {"refresh_token": second["refresh_token"]})
    assert (newest.status_code, newest.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "username": "ada", "password": CANARY}, "invalid_grant"),
        ({"grant_type": "password", "username": "nobody", "password": ""}, "invalid_grant"),
        ({"grant_type": "password"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": CANARY}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
        ({"grant_type": "magic"}, "unsupported_grant_type"),
        ({"username": "ada"}, "invalid_request"),
        ({"grant_type": ["password", "refresh_token"]}, "invalid_request"),
    ],
)
def test_a_wrong_form_is_400_with_its_error(client, form, error):
    """RFC 6749 section 5.2 names the errors."""
    response = client.post("/token", data=form)

    assert (response.status_code, response.json()) == (400, {"error": error})


def test_a_body_that_is_no_text_is_400(client):
    """A form is UTF-8 (RFC 6749 appendix B)."""
    assert client.post("/token", content=b"grant_type=\xff").status_code == 400


def test_a_client_gets_a_token_of_its_own(server, client):
    """grant_type=client_credentials, with the secret in the form or in Basic, and no refresh token (section 4.4.3)."""
    form = {"grant_type": "client_credentials"}
    in_form = form | {"client_id": server.client_id, "client_secret": server.client_secret}

    for response in (
        client.post("/token", data=in_form),
        client.post("/token", data=form, auth=(server.client_id, server.client_secret)),
    ):
        token = response.json()
        assert "refresh_token" not in token
        assert client.get("/bearer", headers=bearer(token["access_token"])).json()["user"] == server.client_id


@pytest.mark.parametrize("extra", [{}, {"client_id": "playground-client", "client_secret": CANARY}])
def test_an_unknown_client_is_401(client, extra):
    """invalid_client comes with a challenge (RFC 6749 section 5.2)."""
    response = client.post("/token", data={"grant_type": "client_credentials"} | extra)

    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})
    assert response.headers["WWW-Authenticate"].startswith("Basic ")
