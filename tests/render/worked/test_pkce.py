"""PKCE, worked."""

from __future__ import annotations

import hashlib
import threading
from base64 import urlsafe_b64encode

from corpora import corpus
from exchanges import came, sent
from oauth2.browser import sign_in

import nbauth
from nbauth._http import httpx
from nbauth.core.record import Exchange, Leg, RequestRecord
from nbauth.export.svg import to_svg
from nbauth.oauth2.authorization_code import begin, code_of, redeem
from nbauth.oauth2.client import Client
from nbauth.oauth2.plan import Plan
from nbauth.oauth2.server import discover
from nbauth.oauth2.wanted import Wanted
from nbauth.render.lanes import lanes_of
from nbauth.render.story import flow_html
from nbauth.render.worked.pkce import panels
from nbauth.wire.granting import granted
from nbauth.wire.signing_in import SigningIn

BACK = "http://127.0.0.1:53682/callback"
FORM = "application/x-www-form-urlencoded"


def legs(query):
    asked = Leg("authorize", RequestRecord("GET", f"https://as.example/authorize?{query}"), came(302), by="browser")
    body = b"grant_type=authorization_code&code={{code}}&code_verifier={{api_code_verifier}}"
    return asked, Leg("token", sent("POST", "https://as.example/token", (), body, FORM), came())


def steps(panel):
    return {step.name: (step.how, step.value) for step in panel.steps}


def test_both_halves():
    """The challenge as it was on the wire, the formula, and the verifier by name."""
    for row in corpus("rfc-vectors/vectors.json", "pkce"):
        digest = hashlib.sha256(row["code_verifier"].encode()).digest()
        assert urlsafe_b64encode(digest).rstrip(b"=").decode() == row["code_challenge"]
        query = f"code_challenge={row['code_challenge']}&code_challenge_method=S256"
        (panel,) = panels(Exchange(1, legs(query)))
        how = "BASE64URL(SHA-256({{api_code_verifier}})), sent ahead with 1"

        assert (how, row["code_challenge"]) == steps(panel)["challenge"]
        assert ((1, 2), ()) == (panel.legs, panel.problems)


def test_plain():
    """A challenge that is the verifier hides nothing."""
    (panel,) = panels(Exchange(1, legs("code_challenge={{api_code_verifier}}")))

    assert "plain" == steps(panel)["method"][1]
    assert "Use S256." in panel.problems[0]


def test_another_state():
    """What the browser brings back is no answer to what it was sent with."""
    asked, token = legs("code_challenge=abc&code_challenge_method=S256&state={{a_state}}")
    url = "http://127.0.0.1:5000/callback?code={{a_code}}&state={{a_state_2}}"
    back = Leg("callback", RequestRecord("GET", url), came(), by="browser")
    (panel,) = panels(Exchange(1, (asked, back, token)))

    assert (1, 2, 3) == panel.legs and "state" not in steps(panel)
    assert "The browser came back with another state" == panel.problems[0].partition(":")[0]


def test_a_sign_in_with_a_browser(provider):
    """As a session records it: the whole way, and what came back is ours; nothing is wrong, and no secret is shown."""
    about = {"issuer": provider.issuer, "client_id": "notebook", "scope": "openid"}
    done = threading.Event()
    with nbauth.Session() as session:
        signing = SigningIn(
            session, Plan.of(provider.api, about), changed=lambda: None, failed=lambda _: done.set()
        )
        session.watch_logins(done.set)
        signing.with_browser()
        sign = signing.sign_in
        httpx.get(sign_in(sign.url, end=sign.redirect_uri))
        assert done.wait(30)
        exchange = session.history[-1]
    (panel,) = panels(exchange)
    found = steps(panel)

    assert ((1, 2, 3), ()) == (panel.legs, panel.problems)
    assert ("{{auth_state}}", "{{auth_code}}") == (found["state"][1], found["code"][1])
    assert (sign.pkce.challenge, provider.issuer) == (found["challenge"][1], found["iss"][1])
    assert ["Browser", "Notebook", "Authorization server"] == [lane.title for lane in lanes_of(exchange).all]
    assert sign.pkce.verifier.reveal() not in flow_html(exchange) + to_svg(exchange)


def test_a_provider(provider):
    """A sign-in as nbauth does it: the challenge that is computed of the verifier is the one that the browser had."""
    with nbauth.Session() as session:
        server = granted(session, provider.issuer, discover(provider.issuer))
        begun = begin(Client("notebook"), server, BACK, Wanted("openid"))
        code = code_of(begun, sign_in(begun.url, end=BACK))
        granted(session, provider.issuer, redeem(Client("notebook"), begun, code))
        handed_in = session.history[-1]
    (alone,) = panels(handed_in)
    browser = Leg("authorize", RequestRecord("GET", begun.url), came(302), by="browser")
    (both,) = panels(Exchange(1, (browser, *handed_in.legs)))

    assert "which this record does not have" in steps(alone)["challenge"][0]
    digest = hashlib.sha256(begun.pkce.verifier.reveal().encode()).digest()
    assert urlsafe_b64encode(digest).rstrip(b"=").decode() == steps(both)["challenge"][1]
    assert httpx.URL(begun.url).params["code_challenge"] == steps(both)["challenge"][1]
    assert begun.pkce.verifier.reveal() not in repr(both)
