"""/custom/token and /custom/signed."""

from __future__ import annotations

import hashlib
import hmac

import pytest


def token(client, server):
    """Return a fresh access token."""
    form = {"grant_type": "password", "username": "ada", "password": server.users["ada"]}
    return client.post("/token", data=form).json()["access_token"]


def signature(server, head, body=b""):
    return hmac.new(server.signing_key.encode(), head + b"\n" + body, hashlib.sha256).hexdigest()


def test_a_token_alone_in_the_header(client, server):
    """What /token gives is taken as it is, without a scheme before it, until it expires."""
    given = {"X-Authentication": token(client, server)}
    assert {"authenticated": True, "scheme": "custom", "user": "ada"} == client.get(
        "/custom/token", headers=given
    ).json()

    client.post("/bearer/expire")
    assert (401, "the token is unknown or has expired") == refusal(client.get("/custom/token", headers=given))


def refusal(response):
    assert response.headers["WWW-Authenticate"].startswith('Custom realm="playground", header="X-Authentication"')
    return response.status_code, response.json()["reason"]


def test_without_a_token(client):
    assert (401, "no token") == refusal(client.get("/custom/token"))


def test_a_signature_is_of_method_path_and_body(client, server):
    for method, body in (("GET", b""), ("POST", "pät & more".encode())):
        given = {"X-Authentication": signature(server, f"{method} /custom/signed".encode(), body)}
        assert 200 == client.request(method, "/custom/signed", headers=given, content=body).status_code


@pytest.mark.parametrize(
    "head, body", [(b"GET /custom/signed", b"1"), (b"POST /custom/token", b"1"), (b"POST /custom/signed", b"2")]
)
def test_a_signature_of_something_else(client, server, head, body):
    given = {"X-Authentication": signature(server, head, body)}
    assert (401, "wrong signature") == refusal(client.post("/custom/signed", headers=given, content=b"1"))


def test_without_a_signature(client):
    assert (401, "no signature") == refusal(client.post("/custom/signed", content=b"1"))
