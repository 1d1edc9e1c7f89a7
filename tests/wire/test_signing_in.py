"""Signing in without a page: what is printed, what is recorded, and what happens where no port can be had."""

from __future__ import annotations

import json
import re
import threading

import pytest
from oauth2.browser import sign_in

from nbauth._http import httpx
from nbauth.errors import InvalidField, OAuthError
from nbauth.oauth2.plan import ANY_PORT, Plan
from nbauth.wire import loopback, sign_in_text, signing_in
from nbauth.wire.sign_in_text import sign_in_by_text
from nbauth.wire.signing_in import SigningIn

SCOPE = "openid offline_access"


@pytest.fixture
def session():
    import nbauth

    with nbauth.Session() as made:
        yield made


def ended():
    for thread in threading.enumerate():
        if thread.name in ("nbauth loopback", "nbauth sign-in"):
            thread._started.wait(30)  # it is in the list before that
            thread.join(30)
            assert not thread.is_alive()


def plan(provider, **about):
    fields = {"issuer": provider.issuer, "client_id": "notebook", "scope": SCOPE, **about}
    return Plan.of(provider.api, {name: value for name, value in fields.items() if value})


def begun(session, made):
    failures = []
    signing = SigningIn(session, made, changed=lambda: None, failed=failures.append)
    signing.with_browser()
    return signing, failures


def test_the_record(session, provider):
    """The browser's part is told: where it went, with which challenge, and with what it came back; no secret is."""
    signing, _ = begun(session, plan(provider))
    sign, back = signing.sign_in, signing.sign_in.redirect_uri
    there = sign_in(sign.url, end=back)
    httpx.get(there)
    ended()

    legs = session.history[-1].legs
    assert ["authorize", "callback", "token", "keys", "userinfo"] == [leg.purpose for leg in legs]
    assert ["browser", "browser", "", "", ""] == [leg.by for leg in legs]
    asked, came = (httpx.URL(leg.request.url).params for leg in legs[:2])
    assert sign.pkce.challenge == asked["code_challenge"] and SCOPE == asked["scope"]
    assert "{{auth_state}}" == asked["state"] == came["state"] and provider.issuer == came["iss"]
    assert legs[0].response is None and 200 == legs[1].status
    shown = json.dumps([str(each) for each in session.history])
    code = httpx.URL(there).params["code"]
    hidden = [sign.state, sign.nonce, sign.pkce.verifier]
    assert code not in shown and not [each for each in hidden if each.reveal() in shown]


def test_saved_and_loaded(session, provider, tmp_path):
    """A history file knows who has sent what."""
    import nbauth

    signing, _ = begun(session, plan(provider))
    signing.answer(sign_in(signing.sign_in.url, end=signing.sign_in.redirect_uri))
    session.history.save(tmp_path / "history.jsonl")
    with nbauth.Session() as other:
        other.history.load(tmp_path / "history.jsonl")
        assert ["browser", "browser", "", "", ""] == [leg.by for leg in other.history[-1].legs]


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": ""},
        {"client_id": "", "register": "yes"},
        {"par": "yes"},
        {"dpop": "yes"},
        {"issuer": "", "client_id": "", "register": "yes", "par": "yes", "dpop": "yes"},
    ],
    ids=lambda about: "-".join(about),
)
def test_each_option(session, provider, about):
    """With nothing configured but the API's address too: its 401 names the server, which makes the client."""
    signing, _ = begun(session, plan(provider, **about))
    assert ("request_uri" in signing.sign_in.url) == ("par" in about)
    signing.answer(sign_in(signing.sign_in.url, end=signing.sign_in.redirect_uri))
    assert "ada" == signing.login.username
    answer = session.client.get(provider.api)
    assert 200 == answer.status_code
    sent = session.history[-1].legs[-1].request.header("Authorization")
    assert sent.startswith("DPoP" if "dpop" in about else "Bearer")


def test_where_no_port_can_be_had(session, provider, monkeypatch):
    """The address is pasted then; the server knows the one without a port."""

    def refused(*args, **options):
        raise OSError("no port")

    monkeypatch.setattr(loopback, "_Server", refused)
    signing, _ = begun(session, plan(provider))
    assert not signing.listens and ANY_PORT == signing.sign_in.redirect_uri
    signing.answer(sign_in(signing.sign_in.url, end=ANY_PORT))
    assert "ada" == signing.login.username
    with pytest.raises(OAuthError, match="no port of this machine"):
        monkeypatch.setattr(sign_in_text, "far_away", lambda: "")
        sign_in_by_text(session, provider.api, {"issuer": provider.issuer, "client_id": "notebook"}, None)


@pytest.mark.parametrize("where", ["", "another machine, by SSH"])
def test_in_a_terminal(session, provider, monkeypatch, capsys, where):
    """It returns at once, and a line says when it is done: a browser here, a code where the kernel is elsewhere."""
    ask = signing_in.until_next
    monkeypatch.setattr(sign_in_text, "far_away", lambda: where)
    monkeypatch.setattr(signing_in, "until_next", lambda exc, interval: min(0.05, ask(exc, interval)))
    fields = {"issuer": provider.issuer, "client_id": "notebook", "scope": SCOPE}
    signing = sign_in_by_text(session, provider.api, fields, "mine")
    said = capsys.readouterr().out
    if where:
        link, code = re.search(r"open (\S+) and type the code (\S+)\.\n", said).groups()
        sign_in(link, code=code)
    else:
        url = said.splitlines()[1]
        httpx.get(sign_in(url, end=signing.sign_in.redirect_uri))
    ended()
    assert f"mine: OAuth 2 for {provider.api}, user ada, from sign-in\n" == capsys.readouterr().out


def test_a_terminal_that_is_told_no(session, provider, monkeypatch, capsys):
    """In the server's words."""
    monkeypatch.setattr(sign_in_text, "far_away", lambda: "")
    signing = sign_in_by_text(session, provider.api, {"issuer": provider.issuer, "client_id": "notebook"}, None)
    httpx.get(sign_in(signing.sign_in.url, end=signing.sign_in.redirect_uri, answer="deny"))
    ended()
    assert "refuses: access_denied (the person said no)" in capsys.readouterr().err


@pytest.mark.parametrize(
    "fields, said",
    [
        ({}, "client_id: it is missing"),
        ({"client_id": "a", "issuer": "http://as.example"}, "issuer: it is http"),
        ({"client_id": "a", "token_url": "nonsense"}, "token_url: it is no URL"),
    ],
)
def test_what_is_missing(fields, said):
    with pytest.raises(InvalidField, match=said):
        Plan.of("https://api.example", fields)
