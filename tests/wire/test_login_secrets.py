"""A login's secrets as variables."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidAuth
from nbauth.wire.login_secrets import LoginSecrets
from nbauth.wire.session import Session

A, B = httpx.URL("https://a.example/x"), httpx.URL("https://b.example/")


@pytest.fixture
def session():
    with Session() as made:
        made.login("https://a.example", ("ada", "x-password"), name="api")
        made.login("https://b.example", ("ada", "y-password"), name="api_v2")
        made.vault.learn("api_access_token", "a-long-token-of-a", owner="api")
        made.vault.learn("response_token", "a-long-token-of-nobody")
        yield made


def test_names(session):
    """<login>_<field>, and what was handed out for the login; nothing else of the vault."""
    secrets = LoginSecrets(session)

    assert {"api_password", "api_v2_password", "api_access_token"} == set(secrets) and 3 == len(secrets)
    assert "x-password" == secrets["api_password"].reveal()
    assert "response_token" not in secrets


@pytest.mark.parametrize(
    "name, url, wanted",
    [("api_password", B, "api"), ("api_v2_password", A, "api_v2"), ("api_access_token", B, "api")],
)
def test_elsewhere(session, name, url, wanted):
    """Named in a cell, it goes to its login's origin only; the longest login name owns it."""
    secrets = LoginSecrets(session)
    with pytest.raises(InvalidAuth, match=f"is of the login {wanted}, for"):
        secrets.check(secrets[name], url, is_named=True)
    secrets.check(secrets[name], A if url is B else B, is_named=True)


def test_out_of_a_response(session):
    """A token that a server handed out goes where the cell says; the login's own password stays with it."""
    secrets = LoginSecrets(session)
    secrets.check(secrets["api_access_token"], B, is_named=False)
    with pytest.raises(InvalidAuth):
        secrets.check(secrets["api_password"], B, is_named=False)


def test_others(session):
    """A Secret of the notebook is nobody's, whatever its name."""
    LoginSecrets(session).check(Secret("x", "api_password"), B, is_named=True)
    LoginSecrets(session).check(Secret("x", "key"), B, is_named=True)
