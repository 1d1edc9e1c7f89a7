"""Another client, which nobody of this project wrote, at the playground."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

BACK = "http://127.0.0.1:5555/callback"
VERIFIER = "a-verifier-of-43-characters-0123456789-0123456789"


@pytest.fixture(autouse=True)
def as_authlib_wants_it(monkeypatch: pytest.MonkeyPatch, server) -> None:
    """It wants https, unless it is told, and renews a token in its last minute."""
    server.oauth.token_seconds = 300
    monkeypatch.setitem(os.environ, "AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def notebook(server) -> Iterator[OAuth2Session]:
    with OAuth2Session(
        "notebook",
        redirect_uri=BACK,
        scope="notes.read",
        code_challenge_method="S256",
        token_endpoint=f"{server.url}/token",
        token_endpoint_auth_method="none",
        revocation_endpoint_auth_method="none",
    ) as made:
        yield made


def test_with_a_browser(server, notebook):
    """Code, refresh and revocation, with its own PKCE and state."""
    url, _ = notebook.create_authorization_url(f"{server.url}/authorize", code_verifier=VERIFIER)
    back = server.person("ada").sign_in(url)
    token = notebook.fetch_token(authorization_response=back, code_verifier=VERIFIER)
    assert ["notes.read"] == token["scope"].split()
    assert "ada" == notebook.get(f"{server.url}/api/notes").json()["user"]

    fresh = notebook.refresh_token(refresh_token=token["refresh_token"])
    assert fresh["refresh_token"] != token["refresh_token"]
    notebook.revoke_token(f"{server.url}/revoke", token=fresh["refresh_token"], token_type_hint="refresh_token")
    assert 401 == notebook.get(f"{server.url}/api/notes").status_code


def test_what_the_server_refuses_is_said_in_its_words(server, notebook):
    """A wrong verifier."""
    url, _ = notebook.create_authorization_url(f"{server.url}/authorize", code_verifier=VERIFIER)
    back = server.person("ada").sign_in(url)

    with pytest.raises(OAuthError, match="invalid_grant"):
        notebook.fetch_token(authorization_response=back, code_verifier="x" * 43)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_in_the_name_of_the_program(server, method):
    with OAuth2Session(server.client_id, server.client_secret, token_endpoint_auth_method=method) as program:
        program.fetch_token(f"{server.url}/token", grant_type="client_credentials")

        assert server.client_id == program.get(f"{server.url}/api/notes").json()["user"]
