"""A refresh, worked."""

from __future__ import annotations

import json

import pytest
from exchanges import came, sent

from nbauth.core.record import Exchange, Leg
from nbauth.render.worked.refresh import panels

FORM = "application/x-www-form-urlencoded"


def leg(token, status=200, **answer):
    body = f"grant_type=refresh_token&refresh_token={token}".encode()
    request = sent("POST", "https://as.example/token", (), body, FORM)
    return Leg("refresh", request, came(status, json.dumps(answer).encode()))


def told(*legs):
    return list(panels(Exchange(1, legs)))


@pytest.mark.parametrize(
    ("answer", "name", "value"),
    [
        ({"refresh_token": "{{api_refresh_token_2}}"}, "rotated", "{{api_refresh_token_2}}"),
        ({"refresh_token": "{{api_refresh_token}}"}, "not rotated", "{{api_refresh_token}}"),
        ({}, "not rotated", "{{api_refresh_token}}"),
    ],
)
def test_was_it_rotated(answer, name, value):
    """Names tell: another value has another name."""
    (panel,) = told(leg("{{api_refresh_token}}", access_token="{{api_access_token}}", expires_in=7200, **answer))
    found = {step.name: step.value for step in panel.steps}

    assert {"in": "{{api_refresh_token}}", "out": "{{api_access_token}}", "good for": "2 h", name: value} == found
    assert () == panel.problems


def test_one_that_was_spent():
    """It is handed in again after it was rotated: that is pointed at."""
    spent = leg("{{a_refresh_token}}", access_token="{{t}}", refresh_token="{{a_refresh_token_2}}")
    first, second = told(spent, leg("{{a_refresh_token}}", 400, error="invalid_grant"))

    assert () == first.problems
    assert "This refresh token was spent in 1" in second.problems[0]
    assert "takes this refresh token no more" in second.problems[1]
    assert ["in"] == [step.name for step in second.steps]


def test_what_is_none():
    """Another grant, and a user's own request with such a form."""
    other = Leg("token", sent("POST", body=b"grant_type=password", media=FORM), came())
    own = Leg("request", leg("x").request, came())

    assert [] == told(other, own)
