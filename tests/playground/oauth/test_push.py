"""/register and /par: a client of one's own, and a request that the browser does not carry (RFC 7591, RFC 9126)."""

from __future__ import annotations

import pytest

from nbauth._http import httpx


def test_a_public_client_of_ones_own(client, server, asking):
    """It has an id and no secret, and signs somebody in."""
    about = {"redirect_uris": ["http://127.0.0.1/callback"], "token_endpoint_auth_method": "none"}
    response = client.post("/register", json=about | {"client_name": '<b>"me"</b>'})
    made = response.json()
    assert (201, False) == (response.status_code, "client_secret" in made)

    asked = asking(client_id=made["client_id"])
    answer = asked.answer()
    assert 200 == asked.redeemed(client, answer["code"], client_id=made["client_id"]).status_code


@pytest.mark.parametrize("host", ["app.example", "127.0.0.1"])
def test_only_http_on_this_machine_may_have_any_port(client, asking, host):
    """A web application comes back to what it has registered, port included."""
    about = {"redirect_uris": [f"https://{host}/callback"], "token_endpoint_auth_method": "none"}
    made = client.post("/register", json=about).json()["client_id"]

    assert 200 == client.get(asking(client_id=made, redirect_uri=f"https://{host}/callback").url).status_code
    assert 400 == client.get(asking(client_id=made, redirect_uri=f"https://{host}:8443/callback").url).status_code


def test_many_clients_push_out_no_other_one(client, asking):
    """The server keeps the last 1000 that have registered, beside its own."""
    about = {"redirect_uris": ["http://127.0.0.1/callback"]}
    first = client.post("/register", json=about).json()["client_id"]
    for _ in range(1000):
        last = client.post("/register", json=about).json()["client_id"]

    found = [client.get(asking(client_id=each).url).status_code for each in (first, last, "notebook")]
    assert [400, 200, 200] == found


def test_a_confidential_client_of_ones_own(client):
    """It has a secret, and asks in its own name."""
    made = client.post("/register", json={"grant_types": ["client_credentials"], "scope": "notes.read"}).json()
    form = {"grant_type": "client_credentials"}

    answer = client.post("/token", data=form, auth=(made["client_id"], made["client_secret"]))
    assert ("client_secret_basic", "notes.read") == (made["token_endpoint_auth_method"], answer.json()["scope"])


@pytest.mark.parametrize(
    ("about", "error"),
    [
        ({"redirect_uris": ["http://elsewhere.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://127.0.0.1/#x"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://127.0.0.1@elsewhere.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://x.example/"}, "invalid_redirect_uri"),
        ({}, "invalid_redirect_uri"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        (
            {"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"},
            "invalid_client_metadata",
        ),
        ({"grant_types": ["client_credentials"], "scope": "everything"}, "invalid_scope"),
        ({"grant_types": ["client_credentials"], "client_name": 7}, "invalid_client_metadata"),
        (
            {"grant_types": ["client_credentials"], "token_endpoint_auth_method": ["none"]},
            "invalid_client_metadata",
        ),
        ([], "invalid_client_metadata"),
    ],
)
def test_what_cannot_be_registered(client, error_of, about, error):
    """RFC 7591 section 3.2.2."""
    assert (400, error) == error_of(client.post("/register", json=about))


def test_no_json_is_no_client(client, error_of):
    assert (400, "invalid_client_metadata") == error_of(client.post("/register", content=b"{"))


def test_a_pushed_request(client, server, asking):
    """The browser's address holds nothing but its name, which is good once."""
    asked = asking()
    answer = client.post("/par", data=asked.form)
    assert (201, 60) == (answer.status_code, answer.json()["expires_in"])
    url = f"{server.url}/authorize?client_id=notebook&request_uri={answer.json()['request_uri']}"

    back = httpx.URL(server.person("ada").sign_in(url))
    assert "a state & more" == back.params["state"]
    assert 200 == asked.redeemed(client, back.params["code"]).status_code
    assert 400 == client.get(url).status_code


def test_a_pushed_request_of_somebody_else(client, server, asking):
    """Another client's, one that is too old, or one that nobody has pushed leads nowhere."""
    named = client.post("/par", data=asking().form).json()["request_uri"]
    assert 400 == client.get(f"/authorize?client_id={server.client_id}&request_uri={named}").status_code
    named = client.post("/par", data=asking().form).json()["request_uri"]
    server.oauth.later(60)
    assert 400 == client.get(f"/authorize?client_id=notebook&request_uri={named}").status_code
    assert 400 == client.get("/authorize?client_id=notebook&request_uri=urn:unknown").status_code


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"redirect_uri": "https://elsewhere.example"}, (400, "invalid_request")),
        ({"request_uri": "urn:another"}, (400, "invalid_request")),
        ({"scope": "everything"}, (400, "invalid_scope")),
        ({"code_challenge": None}, (400, "invalid_request")),
        ({"client_id": "nobody"}, (401, "invalid_client")),
        ({"client_id": None}, (401, "invalid_client")),
    ],
)
def test_what_is_wrong_is_said_when_it_is_pushed(client, asking, error_of, changes, expected):
    """RFC 9126 section 2.3."""
    assert expected == error_of(client.post("/par", data=asking(**changes).form))
