"""The table of logins: columns only where something is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.notebook.auth_list import login_table


@pytest.fixture
def session():
    with nbauth.Session(transport=httpx.MockTransport(lambda request: httpx.Response(200))) as made:
        yield made


def test_no_logins(session):
    """It says so."""
    assert "no logins" == login_table(session)


def test_columns(session, monkeypatch):
    """Expiry and use have a column when one login has them, and are empty for the others."""
    session.login("https://a.example", ("ada", "x" * 8), source="env:ADA")
    session.login("https://b.example", nbauth.BearerAuth("y" * 8), name="tok")
    heads = "name   scheme  origin             user  source"
    assert heads == login_table(session).splitlines()[0]
    bound = session._bindings["tok"]
    session._bindings.add(replace(bound, expires_at=bound.made_at + 250))
    session.client.get("https://a.example/")

    assert [
        f"{heads}   expires   last used",
        "basic  basic   https://a.example  ada   env:ADA            just now",
        "tok    bearer  https://b.example        python   in 4 min",
    ] == login_table(session).splitlines()


def test_what_an_earlier_login_of_the_name_did_is_not_told(session):
    """A use counts for the login that is there now."""
    session.login("https://a.example", ("ada", "x" * 8), name="me")
    session.client.get("https://a.example/")
    assert "just now" in login_table(session)
    session.logout("me")
    session.login("https://a.example", ("bob", "x" * 8), name="me")

    assert "last used" not in login_table(session)


def test_what_a_name_may_hold_is_inert(session):
    """A user name, an origin: nothing of them acts in a terminal, and nothing is longer than a column."""
    session.login("https://a.example", ("a\u202eb" + "c" * 100, "x" * 8))
    row = login_table(session).splitlines()[1]

    assert "\u202e" not in row and "…" in row
