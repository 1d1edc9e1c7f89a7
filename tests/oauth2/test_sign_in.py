"""Signing in at a certified provider, with a browser or with a short code; and what is refused."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from oauth2.browser import sign_in as in_the_browser

import nbauth
from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import OAuthError
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.authorization_code import begin, code_of, pushed, redeem
from nbauth.oauth2.client import Client
from nbauth.oauth2.device_code import Device, ask_device, poll
from nbauth.oauth2.dpop import DPoPKey
from nbauth.oauth2.pkce import Pkce
from nbauth.oauth2.server import Server
from nbauth.oauth2.wanted import Wanted
from nbauth.wire.granting import granted

NOTEBOOK = Client("notebook")
BACK = "http://127.0.0.1:53682/callback"


def test_with_a_browser(session, server, provider):
    """Sign in, hand in the code, call the API; then the refresh token is good for a login that renews itself."""
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid offline_access"))
    returned = in_the_browser(begun.url, end=BACK)
    token = granted(session, provider.issuer, redeem(NOTEBOOK, begun, code_of(begun, returned)))
    assert {"client": "notebook"} == {"client": session.client.get(
        provider.api, auth=nbauth.BearerAuth(token.access)).json()["client"]}  # fmt: skip

    made = OAuth2Auth("notebook", issuer=provider.issuer, grant="refresh_token", refresh_token=token.refresh)
    session.login(provider.issuer, made)
    assert 200 == session.client.get(provider.api).status_code
    assert ["discovery", "refresh", "request"] == [leg.purpose for leg in session.history[-1].legs]
    shown = str(list(session.history))
    assert not [each for each in (token.access, token.refresh, begun.pkce.verifier) if each.reveal() in shown]


@pytest.mark.parametrize("is_bound", [False, True])
def test_with_a_request_that_was_pushed(session, server, provider, is_bound):
    """The address that the browser gets holds nothing but where the server keeps it (RFC 9126)."""
    client = Client("notebook", dpop=DPoPKey() if is_bound else None)
    begun = begin(client, server, BACK, Wanted("openid offline_access", f"{provider.issuer}/api"))
    begun = granted(session, provider.issuer, pushed(client, begun))
    assert {"client_id", "request_uri"} == set(httpx.URL(begun.url).params)
    assert ["authorize"] == [leg.purpose for leg in session.history[-1].legs]
    returned = in_the_browser(begun.url, end=BACK)
    token = granted(session, provider.issuer, redeem(client, begun, code_of(begun, returned)))

    session.login(
        provider.issuer, OAuth2Auth.signed_in(client, server, token, Wanted("", f"{provider.issuer}/api"))
    )
    assert "notebook" == session.client.get(provider.api).json()["client"]
    shown = str(list(session.history))
    assert begun.state.reveal() not in shown and begun.nonce.reveal() not in shown


def test_pushed_nowhere(session, server):
    """Where the server has no place for it; or does not say where it is."""
    begun = begin(NOTEBOOK, replace(server, par=""), BACK, Wanted("openid"))
    with pytest.raises(OAuthError, match="takes no pushed request"):
        next(pushed(NOTEBOOK, begun))
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid"))
    flow = pushed(NOTEBOOK, begun)
    request = next(flow)
    flow.send(httpx.Response(201, json={"expires_in": 60}, request=request))
    with pytest.raises(OAuthError, match="does not say where it is"):
        flow.send(None)


def test_for_an_api_that_the_server_does_not_know(session, server):
    """In its words, with what to do (RFC 8707)."""
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid", "https://elsewhere.example"))
    with pytest.raises(OAuthError, match="refuses: invalid_target") as caught:
        code_of(begun, in_the_browser(begun.url, end=BACK))
    assert "resource=..." in caught.value.hint


def test_a_person_who_says_no(session, server):
    """In the server's words, and what to do."""
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid"))
    with pytest.raises(OAuthError) as caught:
        code_of(begun, in_the_browser(begun.url, end=BACK, answer="deny"))
    assert "the server refuses: access_denied (the person said no)" == str(caught.value)
    assert "somebody, or a rule of the server, said no" == caught.value.hint


def test_a_code_that_is_handed_in_twice(session, server, provider):
    """Here it is not handed in again; the server would refuse it too, and so it does with a wrong verifier."""
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid"))
    returned = in_the_browser(begun.url, end=BACK)
    code = code_of(begun, returned)
    with pytest.raises(OAuthError, match="its answer has come already"):
        code_of(begun, returned)
    stolen = replace(begun, pkce=Pkce.new())
    with pytest.raises(OAuthError, match="refuses: invalid_grant"):
        granted(session, provider.issuer, redeem(NOTEBOOK, stolen, code))
    granted(session, provider.issuer, redeem(NOTEBOOK, begun, code))
    with pytest.raises(OAuthError, match="refuses: invalid_grant"):
        granted(session, provider.issuer, redeem(NOTEBOOK, begun, code))


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda url: url.copy_remove_param("state"), "it has no state"),
        (lambda url: url.copy_set_param("state", "another"), "another state"),
        (
            lambda url: url.copy_set_param("iss", "https://evil.example"),
            "the answer is of https://evil.example, and not of",
        ),
        (lambda url: url.copy_remove_param("iss"), "the answer is of nobody, and not of"),
        (lambda url: url.copy_remove_param("code"), "the answer has no code"),
        (lambda url: "what is no address", "this is not where the sign-in ended"),
    ],
)
def test_what_is_not_its_answer(session, server, change, said):
    """A mix-up, a forged or a cut address: the code is handed in nowhere, and nothing of it is quoted."""
    begun = begin(NOTEBOOK, server, BACK, Wanted("openid"))
    assert server.sends_iss
    returned = httpx.URL(in_the_browser(begun.url, end=BACK))
    with pytest.raises(OAuthError) as caught:
        code_of(begun, str(change(returned)))
    assert said in str(caught.value) and returned.params["code"] not in str(caught.value)


@pytest.mark.parametrize("iss", ["https://evil.example", "nonsense", "http://127.0.0.1:1", "http://[", ""])
def test_an_issuer_that_nobody_has_named(server, iss):
    """With endpoints by hand an answer must be of their origin, where it says of whom it is."""
    begun = begin(NOTEBOOK, replace(server, issuer=""), BACK, Wanted("openid"))
    returned = httpx.URL(in_the_browser(begun.url, end=BACK)).copy_set_param("iss", iss)
    with pytest.raises(OAuthError, match=f"and not of {server.authorization}: it is not used"):
        code_of(begun, str(returned))


def test_each_sign_in_has_its_own(server):
    """State, nonce and verifier are random, and in no repr."""
    one, other = (begin(NOTEBOOK, server, BACK, Wanted("openid")) for _ in range(2))
    params = httpx.URL(one.url).params
    assert {"S256"} == {params["code_challenge_method"]} and params["code_challenge"] == one.pkce.challenge
    for name in ("state", "nonce"):
        assert getattr(one, name).reveal() != getattr(other, name).reveal()
    assert one.pkce.verifier.reveal() not in repr(one) + one.url


def test_with_a_short_code(session, server, provider):
    """A person types it elsewhere; the flow polls until then."""
    device = granted(session, provider.issuer, ask_device(NOTEBOOK, server, Wanted("openid")))
    assert device.uri == f"{provider.issuer}/device" and device.user_code in device.complete
    polls = poll(NOTEBOOK, server, replace(device, interval=0.01))

    def with_somebody():
        """Poll; somebody signs in after the first time."""
        step = next(polls)
        for count in range(100):
            if count == 4:
                in_the_browser(device.complete, code=device.user_code)
            answer = yield step
            try:
                step = polls.send(answer)
            except StopIteration as done:
                return done.value
        raise AssertionError("it polls on and on")

    token = granted(session, provider.issuer, with_somebody())
    assert "notebook" == session.client.get(provider.api, auth=nbauth.BearerAuth(token.access)).json()["client"]
    *polled, keys, userinfo = [leg.purpose for leg in session.history[-2].legs]
    assert {"poll"} == set(polled) and len(polled) > 1 and ["keys", "userinfo"] == [keys, userinfo]  # who it is
    assert "ada" == token.claims["sub"]
    assert device.code.reveal() not in str(list(session.history))


def steps(answers, device, monkeypatch):
    """Return how long a poll waits before each of these answers, and what it ends with."""
    now, waits = [1000.0], []
    monkeypatch.setattr(time, "time", lambda: now[0])
    flow = poll(NOTEBOOK, replace(SERVER), device)
    step = next(flow)
    try:
        for answer in [*answers, None]:
            waits.append(step.seconds)
            now[0] += step.seconds
            request = flow.send(None)
            response = httpx.Response(400 if "error" in (answer or {}) else 200, json=answer, request=request)
            flow.send(response)
            step = flow.send(None)
    except StopIteration as done:
        return waits, done.value
    except OAuthError as exc:
        return waits, exc
    raise AssertionError("it did not end")


SERVER = Server(token="https://as.example/token")
PENDING, SLOW = {"error": "authorization_pending"}, {"error": "slow_down"}


@pytest.mark.parametrize(
    "answers, waits, ends",
    [
        ([PENDING, PENDING, {"access_token": "t" * 9, "token_type": "Bearer"}], [5, 5, 5], "access_token"),
        ([SLOW, PENDING, SLOW, PENDING, {"error": "access_denied"}], [5, 10, 10, 15, 15], "access_denied"),
        ([PENDING] * 30, None, "nobody has signed in in time"),
    ],
)
def test_polling(answers, waits, ends, monkeypatch):
    """slow_down lengthens every later wait; what is over ends it (RFC 8628 section 3.5)."""
    device = Device("CODE", "https://as.example/device", "", Secret("d" * 9, "device_code"), 1100.0)
    waited, ended = steps(answers, device, monkeypatch)
    assert ends in f"{ended} {getattr(ended, 'access', '')}"
    assert waited == waits if waits else sum(waited) >= 100
