"""/apikey/header, /apikey/query and /apikey/cookie."""

from __future__ import annotations

import pytest

from nbauth._http import httpx


def request(place: str, key: str) -> dict[str, dict[str, str]]:
    """Return what httpx needs to send *key* in a place."""
    return {
        "header": {"headers": {"x-api-key": key}},
        "query": {"params": {"api_key": key}},
        "cookie": {"headers": {"Cookie": f"other=1; api_key={key}"}},
    }[place]


@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_the_key_opens_its_place(server, client, place):
    """`server.api_key` is taken in the place that the path names."""
    response = client.get(f"/apikey/{place}", **request(place, server.api_key))

    assert response.json() == {"authenticated": True, "scheme": "apikey", "place": place}


@pytest.mark.parametrize("place", ["header", "query", "cookie"])
@pytest.mark.parametrize("key", ["", "wrong", "playground-key-123", "playground-key-12345"])
def test_another_key_does_not(client, place, key):
    """A wrong key is 401, with a challenge that says where the key belongs (RFC 9110 section 15.5.2)."""
    response = client.get(f"/apikey/{place}", **request(place, key))

    assert response.status_code == 401
    assert f'in="{place}"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("place", "asked"), [("header", "query"), ("query", "cookie"), ("cookie", "header")])
def test_the_right_key_in_another_place_does_not(server, place, asked):
    """Each endpoint looks in one place only."""
    response = httpx.get(f"{server.url}/apikey/{asked}", **request(place, server.api_key))

    assert (response.status_code, response.json()["reason"]) == (401, "no API key")
