"""Signing in, without a page of JupyterLab: the two ends of the browser's way, and what is refused."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace

import pytest
from oauth2.browser import sign_in
from widgets.fake_page import FakePage

from nbauth._http import httpx
from nbauth.errors import InvalidField, InvalidOrigin, LoginStillOpen
from nbauth.oauth2 import plan
from nbauth.widgets.authorize import Authorize
from nbauth.wire import signing_in


def ended():
    """Wait until nothing of a sign-in is under way."""
    for thread in threading.enumerate():
        if thread.name in ("nbauth form", "nbauth loopback", "nbauth sign-in"):
            thread._started.wait(30)  # it is in the list before that
            thread.join(30)
            assert not thread.is_alive()


@pytest.fixture
def page(session, provider):
    made = FakePage(
        Authorize(
            session, provider.api, issuer=provider.issuer, client_id="notebook", scope="openid offline_access"
        )
    )
    yield made
    made.do("bye")
    ended()


def begun(page):
    page.do("browser")
    url = page.last("hello")["url"]
    return url, httpx.URL(url).params["redirect_uri"]


def test_the_browser_comes_back(page, session, provider):
    """By itself: a login of the session, which renews itself; no token, no code and no verifier in any message."""
    with pytest.raises(LoginStillOpen):
        session.client.get(provider.api)
    url, back = begun(page)
    there = sign_in(url, end=back)
    assert "You can close this tab" in httpx.get(there).text
    ended()

    assert page.last("hello")["told"] == f"oauth2: OAuth 2 for {provider.api}, user ada, from sign-in"
    assert 200 == session.client.get(provider.api).status_code
    auth = session.logins["oauth2"].auth
    assert auth._tokens.current.refresh is not None and session.logins["oauth2"].expires_at == auth.expires_at
    said = json.dumps([page.told, page.widget.get_state()], default=str) + str(list(session.history))
    hidden = [
        auth._tokens.current.access.reveal(),
        auth._tokens.current.refresh.reveal(),
        httpx.URL(there).params["code"],
    ]
    assert [] == [each for each in hidden if each in said]


def test_a_pasted_address(page, session, provider):
    """What is no answer to this sign-in is said, and the right one can still come; once."""
    url, back = begun(page)
    page.do("pasted", "nonsense")
    assert "this is not where the sign-in ended" in page.said
    page.do("pasted", f"{back}?code=x&state=forged")
    assert "another state" in page.said
    page.do("pasted", sign_in(url, end=back))
    assert "told" in page.last("hello")
    page.do("pasted", f"{back}?code=x&state=forged")
    assert "no sign-in is under way" in page.said


def test_who_says_no(page, session):
    """In the server's words; the sign-in is over, and can begin anew."""
    url, back = begun(page)
    page.do("pasted", sign_in(url, end=back, answer="deny"))
    assert "the server refuses: access_denied (the person said no)" in page.said
    assert "url" not in page.last("hello")
    assert {} == dict(session.logins)
    assert begun(page)[0] != url


def test_a_code_that_the_server_refuses(page, session):
    """Nothing is bound."""
    url, back = begun(page)
    returned = httpx.URL(sign_in(url, end=back))
    page.do("pasted", str(returned.copy_set_param("code", "another")))
    assert "refuses: invalid_grant" in page.said and {} == dict(session.logins)
    assert "url" not in page.last("hello")


@pytest.mark.parametrize("end", ["cancel", "bye"])
def test_cancelled(page, session, provider, end):
    """Nobody listens at the address any more, and no request waits."""
    _, back = begun(page)
    page.do(end)
    ended()
    with pytest.raises(httpx.ConnectError):
        httpx.get(back)
    assert 401 == session.client.get(provider.api).status_code


def test_cancelled_while_the_code_is_handed_in(page, session, monkeypatch):
    """Who said so is not logged in a moment later."""
    url, back = begun(page)
    returned = sign_in(url, end=back)
    redeem = signing_in.redeem

    def slowly(*args):
        page.do("cancel")
        return (yield from redeem(*args))

    monkeypatch.setattr(signing_in, "redeem", slowly)
    page.do("pasted", returned)
    ended()
    assert {} == dict(session.logins) and "told" not in page.last("hello")


def test_a_code_without_a_picture(page, monkeypatch):
    """Where nothing draws it, the code and the link are enough; it says what to install for a picture."""
    page.do("device")
    assert "<svg" in page.last("hello")["device"]["qr"] and "" == page.last("hello")["device"]["hint"]
    page.do("back")
    monkeypatch.setitem(sys.modules, "segno", None)
    page.do("device")
    device = page.last("hello")["device"]
    assert ("", True) == (device["qr"], "nbauth[oauth]" in device["hint"]) and device["code"]


def test_a_lost_connection_between_two_polls(page, session, monkeypatch):
    """The code is good for a while yet: it goes on."""
    ask, poll, lost = plan.ask_device, signing_in.poll_once, []

    def quick(*args):
        return replace((yield from ask(*args)), interval=0.05)

    def poor(*args):
        if not lost:
            lost.append(True)
            raise httpx.ConnectError("the connection was lost")
        return (yield from poll(*args))

    monkeypatch.setattr(plan, "ask_device", quick)
    monkeypatch.setattr(signing_in, "poll_once", poor)
    page.do("device")
    device = page.last("hello")["device"]
    sign_in(device["complete"], code=device["code"])
    ended()
    assert lost and "oauth2" in session.logins


def test_nobody_comes_back(page, monkeypatch):
    """After some minutes it is said, and nobody listens any more."""
    monkeypatch.setattr(signing_in, "MINUTES", 0.001)
    _, back = begun(page)
    ended()
    assert "nobody has signed in within" in page.said
    with pytest.raises(httpx.ConnectError):
        httpx.get(back)


def test_a_server_that_is_none(session):
    """In the words of a magic."""
    page = FakePage(Authorize(session, "https://api.example", issuer="http://127.0.0.1:1", client_id="notebook"))
    page.do("browser")
    assert "the connection was refused" in page.said
    page.do("device")
    assert "the connection was refused" in page.said


@pytest.mark.parametrize(
    "about, error",
    [
        ({"origin": "api.example"}, InvalidOrigin),
        ({"issuer": "http://as.example"}, InvalidField),
        ({"client_id": ""}, InvalidField),
    ],
)
def test_what_there_is_no_sign_in_for(session, about, error):
    """It is refused before there is a form."""
    given = {"origin": "https://api.example", "issuer": "https://as.example", "client_id": "a", **about}
    with pytest.raises(error):
        Authorize(session, given.pop("origin"), **given)
