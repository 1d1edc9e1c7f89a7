"""httpx's page, section "Custom authentication schemes": `requires_response_body` and the class that refreshes."""

from __future__ import annotations

import json
import re
from itertools import count
from types import SimpleNamespace

import pytest
from service import Answer, Service

from nbauth._http import httpx

OLD = 'old+/"&<% z9'
REFRESH = 'refresh+/"&<% z9'


class Refreshes(httpx.Auth):
    """The page's fourth class, its two `...` filled in."""

    requires_response_body = True

    def __init__(self, access_token, refresh_token, refresh_url):
        self.access_token = access_token
        self.refresh_token = refresh_token
        self.refresh_url = refresh_url

    def auth_flow(self, request):
        request.headers["X-Authentication"] = self.access_token
        response = yield request

        if response.status_code == 401:
            # If the server issues a 401 response, then issue a request to
            # refresh tokens, and resend the request.
            refresh_response = yield self.build_refresh_request()
            self.update_tokens(refresh_response)

            request.headers["X-Authentication"] = self.access_token
            yield request

    def build_refresh_request(self):
        # Return an `httpx.Request` for refreshing tokens.
        return httpx.Request("POST", self.refresh_url, json={"refresh_token": self.refresh_token})

    def update_tokens(self, response):
        # Update the `.access_token` and `.refresh_token` tokens
        # based on a refresh response.
        data = response.json()
        self.access_token, self.refresh_token = data["access_token"], data["refresh_token"]


class Issuer:
    """Knows one access token and one refresh token at a time; /refresh changes both."""

    def __init__(self):
        self.access, self.refresh = "not given out yet", REFRESH
        self.numbers = count(1)
        self.issued = []

    def __call__(self, arrived):
        if arrived.path == "/refresh":
            if json.loads(arrived.body)["refresh_token"] != self.refresh:
                return Answer(400, {"error": "invalid_grant"})
            number = next(self.numbers)
            self.access, self.refresh = f"fresh-{number}-0f9d8c7b6a", f"next-{number}-5e4d3c2b1a"
            self.issued += [self.access, self.refresh]
            return Answer(200, {"access_token": self.access, "refresh_token": self.refresh})
        if arrived.headers["X-Authentication"] == self.access:
            return Answer(200, {"it": "works"})
        return Answer(401, {"error": "expired"})


@pytest.fixture
def issuer():
    return Issuer()


@pytest.fixture
def service(issuer):
    with Service(issuer) as service:
        yield service


def refreshes(service, refresh_token=REFRESH):
    return Refreshes(OLD, refresh_token, f"{service.url}/refresh")


def test_refresh(present, service, issuer):
    """ "If the server issues a 401 response, then issue a request to refresh tokens, and resend the request":
    the history has the 401 and the refresh.
    """
    caller = present(refreshes(service), service.url)

    assert 401 == caller.get(f"{service.url}/it", auth=None).status_code
    response = caller.get(f"{service.url}/it")

    assert {"it": "works"} == response.json()
    assert [(401, "/it"), (200, "/refresh")] == [(each.status_code, each.url.path) for each in response.history]
    assert [None, OLD, None, issuer.access] == [seen.headers["X-Authentication"] for seen in service.seen]


def test_the_record_of_a_refresh(present, service, issuer):
    """Each leg is recorded with its purpose, and every token as its name: those given, those handed out."""
    caller = present(refreshes(service), service.url)

    response = caller.get(f"{service.url}/it")

    owner = caller.owner
    assert ["challenge", "token", "answer"] == caller.purposes
    assert [401, 200, 200] == [leg.status for leg in caller.exchange.legs]
    assert [f"{{{{{owner}_x_authentication}}}}", None, f"{{{{{owner}_access_token}}}}"] == caller.sent(
        "X-Authentication"
    )
    token = caller.exchange.legs[1]
    # Two refresh tokens, the one that is spent and the new one, have two names.
    spent = json.loads(token.request.body.text())["refresh_token"]
    new = token.response.json()["refresh_token"]
    assert re.fullmatch(rf"{{{{{owner}_refresh_token(_2)?}}}}", spent)
    assert re.fullmatch(rf"{{{{{owner}_refresh_token(_2)?}}}}", new)
    assert spent != new
    assert f"{{{{{owner}_access_token}}}}" == token.response.json()["access_token"]
    shown = str(caller.exchange) + str([each.request.headers for each in [*response.history, response]])
    assert [] == [value for value in (OLD, REFRESH, *issuer.issued) if value in shown]


def test_the_new_tokens_are_used_from_then_on(present, service, issuer):
    """ "Update the `.access_token` and `.refresh_token` tokens": the next request needs one leg, the next 401
    refreshes with the new refresh token.
    """
    caller = present(refreshes(service), service.url)
    caller.get(f"{service.url}/it")

    assert (200, []) == ((second := caller.get(f"{service.url}/it")).status_code, second.history)
    issuer.access = "revoked"
    third = caller.get(f"{service.url}/it")

    assert (200, 2) == (third.status_code, len(third.history))
    assert 4 == len(issuer.issued)


def test_the_refresh_may_be_elsewhere(present, service, issuer):
    """`refresh_url` is an address of its own: its request carries nothing of the request that is authenticated."""
    with Service(issuer) as other:
        caller = present(Refreshes(OLD, REFRESH, f"{other.url}/refresh"), service.url)
        response = caller.post(f"{service.url}/it", content=b"body", headers={"X-Mine": "1"})

    assert 200 == response.status_code
    (refresh,) = other.seen
    assert (None, None) == (refresh.headers["X-Authentication"], refresh.headers["X-Mine"])
    assert [b"body", b"body"] == [seen.body for seen in service.seen]


def test_a_refresh_that_fails(present, service):
    """What `update_tokens` raises comes out as it is; the legs until then are recorded."""
    caller = present(refreshes(service, "unknown"), service.url)

    with pytest.raises(KeyError, match="access_token"):
        caller.get(f"{service.url}/it")

    assert [("challenge", 401), ("token", 400)] == [(leg.purpose, leg.status) for leg in caller.exchange.legs]
    assert caller.exchange.error.startswith("KeyError")


@pytest.mark.parametrize(
    "read",
    [lambda response: response.json()["error"], lambda response: response.text, lambda response: response.content],
    ids=["json", "text", "content"],
)
def test_requires_response_body(present, service, read):
    """ "You will then be able to access response body properties and methods such as `response.content`,
    `response.text`, `response.json()`, etc." Without the property they are not there (`httpx.ResponseNotRead`).
    """
    found = SimpleNamespace(body=None)

    class Reads(httpx.Auth):
        requires_response_body = True

        def auth_flow(self, request):
            response = yield request
            found.body = read(response)

    class Unsaid(Reads):
        requires_response_body = False

    caller = present(Reads(), service.url)
    assert 401 == caller.get(f"{service.url}/it").status_code
    assert "expired" in str(found.body)

    with pytest.raises(httpx.ResponseNotRead):
        caller.get(f"{service.url}/it", auth=Unsaid())


def test_a_flow_without_a_yield(present, service):
    """A flow that yields no request is told as such. httpx: `RuntimeError: generator raised StopIteration`."""

    class Empty(httpx.Auth):
        def auth_flow(self, request):
            yield from ()

    with pytest.raises(TypeError, match="the auth flow yielded no request"):
        present(Empty(), service.url).get(service.url)
