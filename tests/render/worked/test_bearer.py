"""Bearer, worked: where a token came from, how long it is good, what was wrong."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from exchanges import came, refreshed, sent
from oidc import ODD
from wire.canary import TOKEN_CANARY, leaks

import nbauth
from nbauth.core.record import Exchange, Leg
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.render.worked.bearer import panels
from nbauth.render.worked.jwt import Jwt

NAME = "{{api_access_token}}"
GRANTED = {"access_token": NAME, "token_type": "Bearer", "expires_in": 3600, "scope": "read"}


def exchange(granted=None, *, late=0.0, url="https://api.example.com/", value=f"Bearer {NAME}", answer=None):
    body = json.dumps(GRANTED if granted is None else granted).encode()
    token = Leg("token", sent("POST", "https://as.example/token"), came(200, body), started=1000.0, elapsed=1.0)
    headers = (("Authorization", value),) if value else ()
    leg = Leg("request", sent(url=url, headers=headers), answer or came(), started=1002.0 + late)
    return Exchange(1, (token, leg))


def only(*arguments, **options):
    (panel,) = panels(exchange(*arguments, **options), {})
    return panel, {step.name: (step.how, step.value) for step in panel.steps}


def test_where_it_came_from():
    """The leg, how long it is good and until when, and what it allows."""
    panel, found = only()

    assert ("came with 1, from as.example", NAME) == found["token"]
    assert ("1 ended, and expires_in=3600 (60 min)", "1970-01-01 01:16:41 UTC") == found["good until"]
    assert "read" == found["scope"][1] and "to api.example.com" == found["sent"][1]
    assert "it is no JWT, or the session has it no more" == found["inside"][0]
    assert ("Bearer", (2,), ()) == (panel.title, panel.legs, panel.problems)


def test_a_token_that_was_there_before():
    """The record does not say where from, and neither is it made up."""
    _, found = only({}, value="Bearer {{other}}")

    assert "has not where it came from" in found["token"][0] and "good until" not in found


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"late": 3700}, "The token was sent 101 s after it had run out."),
        ({"url": "http://api.example.com/"}, "The token went to api.example.com over plain http"),
        ({"granted": GRANTED | {"token_type": "mac"}}, "The token endpoint does not say that this is a bearer token"),
        ({"answer": came(401)}, "The server refuses the token and does not say which scheme it wants"),
        (
            {"value": "", "url": f"https://api.example.com/?access_token={NAME}"},
            "The token is in the URL, which servers log and browsers remember",
        ),
    ],
    ids=["late", "clear", "type", "401", "url"],
)  # fmt: skip
def test_what_is_wrong(options, said):
    """Each is pointed at, and nothing else."""
    panel, _ = only(**options)

    assert [said] == [each[: len(said)] for each in panel.problems]


def test_what_a_server_says_of_it():
    """Its error, in its words; a refusal is no mistake."""
    asked = 'Bearer error="invalid_token", error_description="The token is too old"'
    panel, found = only(answer=came(401, headers=(("WWW-Authenticate", asked),)))

    assert ("2, in the server's words", "invalid_token: The token is too old") == found["refused"]
    assert () == panel.problems


def test_a_proof_of_a_key():
    """DPoP is no bearer token."""
    panel, _ = only(GRANTED | {"token_type": "DPoP"}, value=f"DPoP {NAME}")

    assert "DPoP" == panel.title and "bound to a key" in panel.why and () == panel.problems


def test_what_is_known_of_a_jwt():
    """Claims come from who has the token: then they are shown, and judged by when it was sent."""
    jwt = Jwt({"alg": "RS256"}, {"iss": "https://as.example"}, {"exp": 500.0})
    (panel,) = panels(exchange(), {"api_access_token": jwt})

    assert "https://as.example" in [step.value for step in panel.steps]
    assert ("The JWT had run out 8 min before it was sent.",) == panel.problems


def test_what_nobody_has_looked_into():
    """The record has a token by its name; it is said who can look."""
    (panel,) = panels(exchange())

    assert "nbauth.flow(response) looks into a JWT" in panel.steps[-1].how


def test_one_panel_for_each_token():
    """The old one and the new one of a renewal."""
    legs = list(refreshed().legs)
    legs[2] = replace(legs[2], request=sent(headers=(("Authorization", f"Bearer {NAME}"),)))

    assert [(1,), (3,)] == [panel.legs for panel in panels(Exchange(1, tuple(legs)), {})]


def test_a_provider(provider):
    """A certified provider: the token came with its own leg, is good for as long as it says, and nothing is wrong."""
    with nbauth.Session() as session:
        session.login(provider.issuer, OAuth2Auth("basic", ODD, issuer=provider.issuer, scope="read"), name="api")
        session.client.get(provider.api)
        (exchange,) = session.history
    (panel,) = panels(exchange, {})
    found = {step.name: (step.how, step.value) for step in panel.steps}

    assert ("{{api_access_token}}", (3,), ()) == (found["token"][1], panel.legs, panel.problems)
    assert found["token"][0].startswith("came with 2, from 127.0.0.1") and "read" == found["scope"][1]
    assert "expires_in=" in found["good until"][0]


def test_httpbin(httpbin):
    """A token that was there before."""
    with nbauth.Session() as session:
        session.login(httpbin, nbauth.BearerAuth(TOKEN_CANARY), name="api")
        session.client.get(f"{httpbin}/bearer")
        (panel,) = panels(session.history[-1], {})

    assert ("{{api_token}}", ()) == (panel.steps[0].value, panel.problems)
    assert [] == leaks(repr(panel), TOKEN_CANARY)
