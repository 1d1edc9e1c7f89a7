"""What is registered as secret on the way: additions of a user's flow, a flow's own requests, responses."""

from __future__ import annotations

from base64 import b64encode

import pytest
from wire.canary import CANARY, HEADER_CANARY

from nbauth._http import httpx
from nbauth.core.secret import Vault
from nbauth.wire.learn import Learner, members

URL = "http://a.localhost/"
BASIC = "Basic " + b64encode(f"bob:{CANARY}".encode()).decode()

HEADERS = {
    "a bearer token": ({"Authorization": f"Bearer {HEADER_CANARY}"}, {"me_authorization": HEADER_CANARY}),
    "a token alone": ({"Authorization": "AbCdEf123"}, {"me_authorization": "AbCdEf123"}),
    "basic": ({"Authorization": BASIC}, {"me_password": CANARY}),
    "basic, broken": ({"Authorization": "Basic %%%"}, {"me_authorization": "%%%"}),
    "basic, token as user": (
        {"Authorization": "Basic " + b64encode(b"tok-12345678:").decode()},
        {"me_authorization": b64encode(b"tok-12345678:").decode()},
    ),
    "digest": ({"Authorization": 'Digest username="bob", response="0f"'}, {}),
    "any name": ({"X-Strange": HEADER_CANARY}, {"me_x_strange": HEADER_CANARY}),
    "harmless": ({"Accept": "text/plain", "User-Agent": "mine"}, {}),
}


def known(vault):
    return {name: vault[name].reveal() for name in vault}


@pytest.mark.parametrize("name", HEADERS)
def test_what_a_flow_puts_on_a_request(name):
    """Any header may be a credential, but for those that never are; of Basic the password, of Digest nothing."""
    vault = Vault()
    headers, expected = HEADERS[name]
    hop = httpx.Request("GET", URL, headers={"X-Mine": "12345678"})
    leg = httpx.Request("GET", URL, headers={"X-Mine": "12345678", **headers})
    Learner(vault).request(leg, hop, "me")

    assert expected == known(vault)
    assert "12345678" not in known(vault).values()


def test_what_a_flow_puts_into_the_query():
    """The parameters that are new."""
    vault = Vault()
    leg = httpx.Request("GET", URL, params={"page": "2", "sig": CANARY})
    Learner(vault).request(leg, httpx.Request("GET", URL, params={"page": "2"}), "me")

    assert {"me_sig": CANARY} == known(vault)


BODIES = [
    {"data": {"grant_type": "password", "client_id": "me", "client_secret": CANARY}},
    {"json": {"grant_type": "password", "client_secret": CANARY, "scope": ["a"], "n": 1}},
]


@pytest.mark.parametrize("body", BODIES, ids=["form", "json"])
def test_a_request_that_a_flow_made(body):
    """Its credentials, by the names of their fields and headers; nothing that is none."""
    vault = Vault()
    leg = httpx.Request("POST", URL, headers={"X-Api-Key": "key-87654321", "Prefer": "respond-async"}, **body)
    Learner(vault).own_request(leg, "me")

    assert {"me_client_secret": CANARY, "me_x_api_key": "key-87654321"} == known(vault)


RESPONSES = {
    "json": ({"json": {"access_token": "at-12345678", "token_type": "bearer"}}, {"me_access_token": "at-12345678"}),
    "form": (
        {
            "content": b"access_token=at-12345678&token_type=bearer",
            "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
        },
        {"me_access_token": "at-12345678"},
    ),
    "not json": ({"content": b"the token is not here"}, {}),
    "odd types": ({"json": {"access_token": ["at-12345678"], "token": None, "id_token": {}}}, {}),
    "a list": ({"json": ["access_token"]}, {}),
    "without end": ({"content": b'{"token":' + b"[" * 100_000}, {}),
    "session cookie": ({"headers": {"Set-Cookie": "sid=s-12345678; HttpOnly"}}, {"me_sid": "s-12345678"}),
    "a session by its name": (
        {"headers": [("Set-Cookie", "PHPSESSID=s-12345678; Path=/"), ("Set-Cookie", "sidebar=s-87654321")]},
        {"me_PHPSESSID": "s-12345678"},
    ),
    "other cookie": ({"headers": {"Set-Cookie": "theme=s-12345678; Path=/"}}, {}),
}


@pytest.mark.parametrize("name", RESPONSES)
def test_what_a_response_hands_out(name):
    """Tokens of RFC 6749 section 5.1 in JSON and in forms, and cookies that scripts must not see."""
    vault = Vault()
    options, expected = RESPONSES[name]
    response = httpx.Response(200, **options)
    Learner(vault).response(response, response.content, "me")

    assert expected == known(vault)


def test_a_response_with_half_a_surrogate_pair():
    """JSON can write it (RFC 8259 section 8.2), no request can carry it: the other tokens are learned."""
    vault = Vault()
    body = b'{"access_token": "at-1234\\ud83d", "refresh_token": "rt-12345678"}'
    response = httpx.Response(200, headers={"Content-Type": "application/json"}, content=body)
    Learner(vault).response(response, body, "me")

    assert {"me_refresh_token": "rt-12345678"} == known(vault)


def test_members():
    """Only text counts; what is neither a form nor an object has none."""
    assert [("a", "1"), ("a", "é")] == members(b"a=1&a=%C3%A9", "application/x-www-form-urlencoded")
    assert [("a", "x")] == members(b'{"a": "x", "b": 2}', "application/json")
    assert [] == members(b"\xff", "application/x-www-form-urlencoded")
