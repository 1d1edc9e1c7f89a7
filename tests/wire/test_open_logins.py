"""The forms that are open: who must wait for one, and who has only to be told where it is."""

from __future__ import annotations

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.core.origin import Origin, ProtectionSpace
from nbauth.errors import LoginStillOpen
from nbauth.wire.bindings import parse_space
from nbauth.wire.open_logins import OpenLogin, OpenLogins

API = Origin("https", "api.example", 443)
DIGEST = frozenset([("digest", "a")])


@pytest.fixture
def logins():
    return OpenLogins()


def test_a_form_that_was_asked_for(logins):
    """Nothing goes where its login is for; all else does."""
    logins.add(OpenLogin(ProtectionSpace(API, "/v1"), is_wanted=True))
    with pytest.raises(
        LoginStillOpen, match=r"https://api.example/v1 waits for a login: fill in its form, or press Not now there"
    ):
        logins.check(API, "/v1/items")
    logins.check(API, "/v2")
    logins.check(Origin("https", "b.example", 443), "/v1")


def test_a_form_below_a_401(logins):
    """Nothing waits for it; another cell that gets the same 401 is told."""
    logins.add(OpenLogin(ProtectionSpace(API), cell="one", asked=DIGEST))
    logins.check(API, "/")
    told = [
        ("/", DIGEST, "two"),
        ("/", DIGEST, "one"),
        ("/", DIGEST, ""),
        ("/", frozenset([("digest", "b")]), "two"),
    ]
    assert [True, False, False, False] == [logins.is_asked_elsewhere(API, *each) for each in told]


def test_run_again(logins):
    """The newest form of a cell takes the place of its older one; a form that is closed is waited for no more."""
    first, second = (OpenLogin(ProtectionSpace(API), cell="one", is_wanted=True) for _ in range(2))
    logins.add(first)
    logins.add(second)
    logins.close(second)
    logins.close(second)
    assert not logins
    logins.check(API, "/")


def test_what_is_not_sent_is_not_recorded():
    """Neither by the sync nor by the async client; a redirect is followed to where a form is open."""
    answers = {"/": httpx.Response(302, headers={"Location": "https://api.example/x"}), "/x": httpx.Response(200)}
    transport = httpx.MockTransport(lambda request: answers[request.url.path])
    with nbauth.Session(transport=transport) as session:
        session.open_logins.add(OpenLogin(parse_space("https://api.example"), is_wanted=True))
        with pytest.raises(LoginStillOpen):
            session.client.get("https://api.example/x")
        assert 0 == len(session.history)
        assert 200 == session.client.get("https://other.example/", follow_redirects=True).status_code
