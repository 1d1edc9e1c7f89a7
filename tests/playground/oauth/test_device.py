"""/device_authorization and /device: a code that is typed elsewhere (RFC 8628)."""

from __future__ import annotations

import pytest

from nbauth.errors import NbauthError

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def device(client, server):
    """What a device is told."""
    return client.post(
        "/device_authorization", data={"client_id": "notebook", "scope": "notes.read notes.write"}
    ).json()


@pytest.fixture
def poll(client, server, device):
    """Poll, so many seconds after the last time."""

    def poll(later: float = 5.0, **changes: str):
        server.oauth.later(later)
        form = {"grant_type": GRANT, "client_id": "notebook", "device_code": device["device_code"]}
        return client.post("/token", data=form | changes)

    return poll


def test_with_the_address_that_has_the_code(client, server, device, poll, error_of):
    """Pending until somebody says yes; then a token of theirs, once."""
    assert (400, "authorization_pending") == error_of(poll())
    server.person("zoë").sign_in(device["verification_uri_complete"])
    answer = poll().json()
    assert ("Bearer", "notes.read notes.write") == (answer["token_type"], answer["scope"])
    here = {"Authorization": f"Bearer {answer['access_token']}"}
    assert "zoë" == client.get("/api/notes", headers=here).json()["user"]

    assert (400, "invalid_grant") == error_of(poll())


def test_with_the_code_typed(server, device, poll):
    """In any case, with or without the dash."""
    typed = device["user_code"].lower().replace("-", " ")
    ended = server.person("ada").sign_in(device["verification_uri"], code=typed)

    assert f"{server.url}/authorize/consent" == ended
    assert 200 == poll().status_code


def test_somebody_says_no(server, device, poll, error_of):
    server.person("ada").sign_in(device["verification_uri_complete"], allows=False)

    assert (400, "access_denied") == error_of(poll())


def test_a_device_that_polls_too_fast(device, poll, error_of):
    """slow_down, and five seconds more from then on (section 3.5), also for the first poll."""
    assert (5, 600) == (device["interval"], device["expires_in"])
    assert (400, "slow_down") == error_of(poll(0))
    assert (400, "slow_down") == error_of(poll(9.5))
    assert (400, "authorization_pending") == error_of(poll(15))


def test_a_code_runs_out(server, device, poll, error_of):
    """For the device, and for the person who types it too late."""
    assert (400, "expired_token") == error_of(poll(600))
    with pytest.raises(NbauthError, match="Connect a device"):
        server.person("ada").sign_in(device["verification_uri_complete"])


def test_a_code_is_typed_once(server, device):
    """Whoever sees it later cannot add another person to it."""
    server.person("ada").sign_in(device["verification_uri_complete"])
    with pytest.raises(NbauthError, match="the page says no"):
        server.person("zoë").sign_in(device["verification_uri_complete"])


@pytest.mark.parametrize("answer", ["allow", "deny"])
def test_two_people_with_the_page_open(client, server, device, poll, answer):
    """Who is faster has the device; what the other one says later changes nothing, and is told so."""

    def opened(who):
        page = client.post("/device", data={"user_code": device["user_code"]}).text
        form = {"visit": page.partition('name="visit" value="')[2].partition('"')[0]}
        client.post("/authorize/login", data=form | {"username": who, "password": server.users[who]})
        return form

    first, second = opened("ada"), opened("zoë")
    assert 200 == client.post("/authorize/consent", data=first | {"answer": "allow"}).status_code
    tokens = poll().json()
    assert 400 == client.post("/authorize/consent", data=second | {"answer": answer}).status_code

    here = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert "ada" == client.get("/api/notes", headers=here).json()["user"]


def test_a_wrong_code_is_no_device(client):
    """The page asks again, and shows what was typed as text."""
    response = client.post("/device", data={"user_code": '"><b>BCDF-GHJK'})

    assert 400 == response.status_code
    assert "No device waits" in response.text and "<b>" not in response.text


def test_a_device_code_belongs_to_its_client(server, device, poll, error_of):
    server.person("ada").sign_in(device["verification_uri_complete"])
    other = {"client_id": server.client_id, "client_secret": server.client_secret}

    assert (400, "invalid_grant") == error_of(poll(**other))
    assert (400, "invalid_grant") == error_of(poll(device_code="unknown"))
    assert 200 == poll().status_code


def test_who_may_ask_for_a_code(client, error_of):
    """A client that is known, for scopes that are."""
    assert (401, "invalid_client") == error_of(client.post("/device_authorization"))
    form = {"client_id": "notebook", "scope": "everything"}
    assert (400, "invalid_scope") == error_of(client.post("/device_authorization", data=form))
