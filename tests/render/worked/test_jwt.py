"""What a JWT says: never its signature."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest
from drawn import drawn

from nbauth.render.worked.jwt import peek, problems, steps

SENT = 1_800_000_000.0
SIGNATURE = drawn(43)


def part(members):
    return urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()


def token(header=None, **claims):
    return f"{part(header or {'alg': 'RS256', 'kid': 'own'})}.{part(claims)}.{SIGNATURE}"


def said(jwt):
    return {step.name: (step.how, step.value) for step in steps(jwt, SENT)}


def test_in_words():
    """Times as dates, and how long it is good yet; what may be about a person by its name alone."""
    jwt = peek(token(iss="https://as.example", aud=["api", "b"], exp=SENT + 600, email="ada@example.org", iat=SENT))
    found = said(jwt)

    assert ("good until, 10 min after it was sent", "2027-01-15 08:10:00 UTC") == found["exp"]
    assert "alg=RS256, kid=own" == found["JWT header"][1] and "api, b" == found["aud"][1]
    assert "email" == found["more claims"][1] and "ada@example.org" not in repr(jwt)
    assert "not shown" == found["signature"][1] and SIGNATURE not in repr((jwt, found))
    assert [] == list(problems(jwt, SENT))


@pytest.mark.parametrize(
    ("header", "claims", "text"),
    [
        (None, {"exp": SENT - 7200}, "The JWT had run out 2 h before it was sent."),
        (None, {"exp": SENT + 900, "nbf": SENT + 300}, "The JWT was not good yet: only 5 min later."),
        ({"alg": "none"}, {"exp": SENT + 900}, "The JWT is not signed (alg=none): anybody can write one."),
        (None, {}, "The JWT says no end (exp): whoever finds it can use it for ever."),
    ],
)
def test_what_is_wrong(header, claims, text):
    """A sentence for each."""
    assert [text] == list(problems(peek(token(header, **claims)), SENT))


@pytest.mark.parametrize(
    "text",
    ["", "a.b.c", drawn(40), f"{part([1])}.{part({})}.x", f"{part({'alg': 'x'})}.{part({})}", "e30." * 4, "é.é.é"],
)
def test_what_is_none(text):
    """Another token, one of five parts (encrypted), and what only looks like one."""
    assert None is peek(text)


def test_claims_of_any_type():
    """What no clock has is no time, and breaks nothing."""
    jwt = peek(token(exp=1e17, iat="yesterday", sub={"a": 1}, nbf=True))

    assert "no time that a date has" == said(jwt)["exp"][1]
    assert {"JWT header", "sub", "exp", "signature"} == set(said(jwt))
