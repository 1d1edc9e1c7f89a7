"""/basic and /cookie (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode

import pytest

from nbauth._http import httpx

CANARY = 'p+/"&<%é z9'


def test_without_credentials_a_challenge_comes(client):
    """401 with realm and charset (RFC 7617 section 2.1)."""
    response = client.get("/basic")

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Basic realm="playground", charset="UTF-8"'


def test_every_user_gets_in(server, client):
    """Both users, with colons, spaces and letters beyond ASCII in the password."""
    for name, password in server.users.items():
        answer = client.get("/basic", auth=(name, password)).json()
        assert answer == {"authenticated": True, "scheme": "basic", "user": name}


@pytest.mark.parametrize(
    ("name", "password"),
    [("ada", CANARY), ("ada", ""), ("nobody", ""), ("nobody", "correct horse"), ("", ""), ("ADA", "correct horse")],
)
def test_anyone_else_does_not(client, name, password):
    """A wrong password, an unknown user and an empty one are refused, and nothing of them is said."""
    response = client.get("/basic", auth=(name, password))

    assert response.status_code == 401
    assert CANARY not in response.text


def test_the_scheme_may_be_in_any_case(client):
    """Scheme names are case-insensitive (RFC 9110 section 11.1)."""
    pair = b64encode(b"ada:correct horse").decode()

    assert client.get("/basic", headers={"Authorization": f"bAsIc {pair}"}).status_code == 200


@pytest.mark.parametrize("token", ["", "!!!", "YWRh", b64encode(b"zo\xeb:x").decode(), "YWRhOmI"])
def test_credentials_that_make_no_sense_are_400(client, token):
    """Not base64, no colon, not UTF-8, padding missing."""
    assert client.get("/basic", headers={"Authorization": f"Basic {token}".strip()}).status_code == 400


def test_two_authorization_headers_are_400(client):
    """Which of two counts is a question that a server must not guess."""
    pair = b64encode(b"ada:correct horse").decode()
    headers = [("Authorization", f"Basic {pair}"), ("Authorization", f"Basic {pair}")]

    assert client.get("/basic", headers=headers).status_code == 400


def test_a_user_can_be_added(server, client):
    """`server.users` is the server's own list."""
    server.users["eve"] = CANARY
    try:
        assert client.get("/basic", auth=("eve", CANARY)).json()["user"] == "eve"
    finally:
        del server.users["eve"]


def test_the_cookie_of_the_challenge_must_come_back(server, client):
    """/cookie wants the password and the cookie that its 401 set."""
    auth = ("ada", server.users["ada"])

    first = client.get("/cookie", auth=auth)
    assert first.status_code == 401
    assert "playground_session=" in first.headers["Set-Cookie"]
    assert client.get("/cookie", auth=auth).json()["user"] == "ada"
    assert client.get("/cookie").status_code == 401
    assert client.get("/cookie", auth=("ada", CANARY)).status_code == 401


def test_a_made_up_cookie_is_not_enough(server, client):
    """Only a cookie that the server set counts."""
    headers = {"Cookie": "playground_session=invented"}

    response = httpx.get(f"{server.url}/cookie", auth=("ada", server.users["ada"]), headers=headers)

    assert response.status_code == 401
