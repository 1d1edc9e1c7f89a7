"""Tokens in the keyring, when somebody wanted that: the next kernel needs no browser, and none is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked
from oauth2.browser import sign_in as in_the_browser
from oidc import ODD
from ring import OnDisk

import nbauth
from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidAuth, OAuthError
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.authorization_code import begin, code_of, redeem
from nbauth.oauth2.client import Client
from nbauth.oauth2.dpop import DPoPKey
from nbauth.oauth2.plan import Plan
from nbauth.oauth2.store import kept_text, read_kept
from nbauth.oauth2.token import Token
from nbauth.oauth2.wanted import Wanted
from nbauth.wire.granting import granted
from nbauth.wire.kept_tokens import KeyringTokens, kept_login
from nbauth.wire.log_out import log_out
from nbauth.wire.signing_in import SigningIn

BACK = "http://127.0.0.1:53682/callback"


def kept_of(ring):
    (text,) = ring.kept.values()
    return json.loads(text)


def signed_in(session, server, client):
    begun = begin(client, server, BACK, Wanted("openid offline_access"))
    returned = in_the_browser(begun.url, end=BACK)
    token = granted(session, server.issuer, redeem(client, begun, code_of(begun, returned)))
    return OAuth2Auth.signed_in(client, server, token, keep="keyring")


@pytest.mark.parametrize("is_bound", [False, True])
def test_the_next_kernel(session, server, provider, ring, is_bound):
    """It has the login without a browser; the refresh token that was used is not the one that is kept then."""
    client = Client("notebook", dpop=DPoPKey() if is_bound else None)
    session.login(provider.issuer, signed_in(session, server, client))
    first = kept_of(ring)["refresh_token"]
    assert "access_token" not in kept_of(ring)  # another one is had at once

    with nbauth.Session() as other:
        auth = OAuth2Auth("notebook", issuer=provider.issuer, grant="sign_in", keep="keyring")
        login = other.login(provider.issuer, auth)
        assert 200 == other.client.get(provider.api).status_code
        assert ["discovery", "refresh", "request"] == [leg.purpose for leg in other.history[-1].legs]
        assert "ada" == login.username and first != kept_of(ring)["refresh_token"]
        shown = json.dumps([str(each) for each in other.history])
        assert first not in shown and kept_of(ring)["refresh_token"] not in shown


DIES = """
import os, sys
import keyring.core
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from ring import OnDisk
ring = OnDisk()
ring.path = Path(sys.argv[2])
keyring.core._keyring_backend = ring
import nbauth
from nbauth.oauth2.auth import OAuth2Auth
with nbauth.Session(event_hooks={"request": [lambda leg: leg.url.path.startswith("/api") and os._exit(7)]}) as session:
    session.login(sys.argv[3], OAuth2Auth("notebook", issuer=sys.argv[3], grant="sign_in", keep="keyring"))
    session.client.get(sys.argv[3] + "/api/")
"""


def test_a_kernel_that_dies_with_a_new_token(session, server, provider, ring):
    """Between the answer and its use: the rotated refresh token is in the keyring, and good."""
    session.login(provider.issuer, signed_in(session, server, Client("notebook")))
    before = kept_of(ring)["refresh_token"]
    tests = str(Path(__file__).parent.parent)
    command = [sys.executable, "-c", DIES, tests, str(ring.path), provider.issuer]
    assert 7 == subprocess.run(command, check=False, timeout=60).returncode
    assert before != kept_of(ring)["refresh_token"]
    with nbauth.Session() as other:
        auth = OAuth2Auth("notebook", issuer=provider.issuer, grant="sign_in", keep="keyring")
        other.login(provider.issuer, auth)
        assert 200 == other.client.get(provider.api).status_code


def test_two_kernels(session, server, provider, ring):
    """One has rotated the refresh token that the other one still has: the other one looks into the keyring."""
    session.login(provider.issuer, signed_in(session, server, Client("notebook")), name="api")
    with nbauth.Session() as other:
        other.login(
            provider.issuer, OAuth2Auth("notebook", issuer=provider.issuer, grant="sign_in", keep="keyring")
        )
        assert 200 == other.client.get(provider.api).status_code
    tokens = session.logins["api"].auth._tokens
    tokens.current = Token(Secret("", "access_token"), 0.0, tokens.current.refresh)
    assert 200 == session.client.get(provider.api).status_code


def test_logging_out(session, server, provider, ring):
    """The keyring has nothing any more, and the token is taken back."""
    session.login(provider.issuer, signed_in(session, server, Client("notebook")), name="api")
    assert [f"api: its token is taken back by {provider.issuer}"] == log_out(session)
    assert {} == ring.kept


def test_leaving_is_not_logging_out(session, server, provider, ring):
    """What is kept stays when the kernel ends."""
    with nbauth.Session() as other:
        other.login(provider.issuer, signed_in(session, server, Client("notebook")))
    assert kept_of(ring)["refresh_token"]


def test_a_program(session, provider, ring):
    """Its access token is kept, and used by the next kernel as long as it is good."""
    for purposes in (["discovery", "token", "request"], ["request"]):
        with nbauth.Session() as other:
            other.login(provider.issuer, OAuth2Auth("basic", ODD, issuer=provider.issuer, keep="keyring"))
            assert 200 == other.client.get(provider.api).status_code
            assert purposes == [leg.purpose for leg in other.history[-1].legs]


def test_a_keyring_that_fails(session, provider, ring, monkeypatch):
    """It is said, and the token is used all the same."""

    def locked(*args):
        raise KeyringLocked("with a secret in it")

    monkeypatch.setattr(OnDisk, "set_password", locked)
    session.login(provider.issuer, OAuth2Auth("basic", ODD, issuer=provider.issuer, keep="keyring"))
    with pytest.warns(
        UserWarning, match="the tokens are not kept: not remembered: the keyring fails: KeyringLocked"
    ):
        assert 200 == session.client.get(provider.api).status_code


def test_a_save_that_failed(session, server, provider, ring, monkeypatch):
    """The newer refresh token is in memory alone: the older one in the keyring is not sent a second time."""
    auth = signed_in(session, server, Client("notebook"))
    session.login(provider.issuer, auth)

    def locked(*args):
        raise KeyringLocked("with a secret in it")

    with monkeypatch.context() as patched, pytest.warns(UserWarning, match="not kept"):
        patched.setattr(OnDisk, "set_password", locked)
        run_out(auth)
        assert 200 == session.client.get(provider.api).status_code
    run_out(auth)
    assert 200 == session.client.get(provider.api).status_code


def run_out(auth):
    tokens = auth._tokens
    tokens.current = replace(tokens.current, expires_at=0.0)


def test_somebody_elses_tokens(session, server, provider, ring):
    """Two people at one place: what another one has kept is no newer token of this one's."""
    auth = signed_in(session, server, Client("notebook"))
    session.login(provider.issuer, auth)
    store, before = auth.source.store, auth._tokens.current.refresh.reveal()
    other = Token(Secret("", "access_token"), 0.0, Secret("of bob", "refresh_token"), claims={"sub": "bob"})
    store.save(kept_text(Client("notebook"), other))
    run_out(auth)
    assert 200 == session.client.get(provider.api).status_code
    assert "ada" == auth.username and before != auth._tokens.current.refresh.reveal()


def test_dead_tokens_stand_in_nobodys_way(session, server, provider, ring):
    """The server takes them no more: the keyring forgets them, and the next sign-in is one."""
    signed_in_once = signed_in(session, server, Client("notebook"))
    session.login(provider.issuer, signed_in_once, name="api")
    text = signed_in_once.source.store.load()
    log_out(session)
    signed_in_once.source.store.save(text)
    auth = OAuth2Auth("notebook", issuer=provider.issuer, grant="sign_in", keep="keyring")
    session.login(provider.issuer, auth)
    with pytest.raises(OAuthError, match="invalid_grant"):
        session.client.get(provider.api)
    assert {} == ring.kept


def test_logging_out_of_what_was_not_used(session, server, provider, ring):
    """What is in the keyring is taken back too, where no request has needed it yet."""
    session.login(provider.issuer, signed_in(session, server, Client("notebook")))
    refresh = kept_of(ring)["refresh_token"]
    with nbauth.Session() as other:
        other.login(
            provider.issuer, OAuth2Auth("notebook", issuer=provider.issuer, grant="sign_in", keep="keyring")
        )
        assert 1 == len(log_out(other)) and {} == ring.kept
        dead = OAuth2Auth("notebook", issuer=provider.issuer, grant="refresh_token", refresh_token=refresh)
        other.login(provider.issuer, dead)
        with pytest.raises(OAuthError, match="invalid_grant"):
            other.client.get(provider.api)


@pytest.mark.parametrize("fields", [{"issuer": ""}, {"client_id": "", "register": "yes"}, {"issuer": "/"}])
def test_found_again(session, provider, ring, fields):
    """By what was asked for, whatever the server was found to be called, and whoever made the client."""
    if fields.get("issuer") == "/":
        fields = {"issuer": f"{provider.issuer}/"}
    asked = {
        "issuer": provider.issuer,
        "client_id": "notebook",
        "scope": "openid offline_access",
        "keep": "keyring",
        **fields,
    }
    signing = SigningIn(session, Plan.of(provider.api, asked), changed=lambda: None, failed=print)
    signing.with_browser()
    signing.answer(in_the_browser(signing.sign_in.url, end=signing.sign_in.redirect_uri))
    with nbauth.Session() as other:
        assert kept_login(other, provider.api, asked, None) is not None
        assert 200 == other.client.get(provider.api).status_code
        assert kept_login(other, provider.api, {**asked, "scope": "openid write"}, None) is None


def test_nobody_has_signed_in(session, provider, ring):
    """There is nothing in the keyring: it says what to do."""
    auth = OAuth2Auth("notebook", issuer=provider.issuer, grant="sign_in", keep="keyring")
    session.login(provider.issuer, auth)
    with pytest.raises(OAuthError, match="nobody has signed in") as caught:
        session.client.get(provider.api)
    assert "%auth oauth2" in caught.value.hint


def test_a_trial(session, provider, ring):
    """What is filled in below a 401 is kept as well."""
    trial = session.trial(
        provider.issuer, OAuth2Auth("basic", ODD, issuer=provider.issuer, keep="keyring"), source="form"
    )
    assert trial.auth.source.store is not None


def test_outside_of_a_session(provider):
    """A plain client has no place for it."""
    made = OAuth2Auth("basic", ODD, issuer=provider.issuer, keep="keyring")
    with httpx.Client(auth=made) as client, pytest.raises(InvalidAuth, match="by a session's login alone"):
        client.get(provider.api)


@pytest.mark.parametrize(
    "text", [None, "", "nonsense", "[]", "{}", '{"client_id": 5}', '{"client_id": "a", "dpop_key": "x"}']
)
def test_what_is_no_token(text):
    """Written by something else: as if nothing was kept."""
    found = read_kept(text)
    assert found is None or not found[1].access.reveal()


def test_what_is_kept():
    """What renews it, and who it is; no more."""
    client = Client("a", Secret("its secret", "client_secret"), "client_secret_post", DPoPKey())
    token = Token(Secret("access"), 5.0, Secret("refresh"), "read", claims={"sub": "ada", "address": "at home"})
    text = kept_text(client, token)
    assert "access" not in json.loads(text).values() and "at home" not in text
    kept, read = read_kept(text)
    assert ("a", "client_secret_post", client.dpop.thumbprint) == (kept.id, kept.method, kept.dpop.thumbprint)
    assert "its secret" == kept.secret.reveal() and "refresh" == read.refresh.reveal() and not read.is_fresh(0.0)
    assert {"sub": "ada"} == read.claims and "read" == read.scope
    assert KeyringTokens("https://as.example", "a", "https://api.example")._user == "a for https://api.example"
