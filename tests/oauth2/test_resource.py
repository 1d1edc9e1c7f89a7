"""An API says who grants its tokens: nobody has to configure it, and nobody else can say it."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.errors import InvalidField, OAuthError
from nbauth.oauth2.resource import Resource, find_resource
from nbauth.wire.granting import granted


def found(answers, place="https://api.example/v1/items"):
    """Return what an API leads to; *answers* are its answers by URL, 404 elsewhere."""
    flow, answer, asked = find_resource(place), None, []
    try:
        while True:
            step = flow.send(answer)
            answer = None
            if isinstance(step, httpx.Request):
                asked.append(str(step.url))
                status, headers, body = answers.get(str(step.url), (404, {}, None))
                answer = httpx.Response(status, headers=headers, json=body, request=step)
    except StopIteration as done:
        return done.value, asked


def challenge(value):
    return 401, {"WWW-Authenticate": value}, None


def metadata(resource="https://api.example/v1", servers=("https://as.example",)):
    return 200, {}, {"resource": resource, "authorization_servers": list(servers)}


PLACE, ELSEWHERE = "https://api.example/v1/items", "https://meta.example/of-the-api"
WELL_KNOWN = "https://api.example/.well-known/oauth-protected-resource/v1/items"
NAMED = challenge(f'Basic realm="x", Bearer resource_metadata="{ELSEWHERE}", scope="read write"')


def test_of_a_real_server(session, provider):
    """Its 401 leads to its metadata, and that to the provider; each request is a leg of the record."""
    resource = granted(session, provider.api, find_resource(provider.api))
    assert Resource(f"{provider.issuer}/api", provider.issuer, "openid read") == resource
    assert ["request", "discovery"] == [leg.purpose for leg in session.history[-1].legs]


def test_by_its_challenge():
    """Wherever its metadata is; and the scope that it wants."""
    resource, asked = found({PLACE: NAMED, ELSEWHERE: metadata()})
    assert Resource("https://api.example/v1", "https://as.example", "read write") == resource
    assert [PLACE, ELSEWHERE] == asked


def test_at_its_well_known_place():
    """Where its 401 says nothing, or there is none (section 3.1)."""
    for first in (challenge("Bearer"), (200, {}, {}), (404, {}, None)):
        resource, asked = found({PLACE: first, WELL_KNOWN: metadata(PLACE)})
        assert Resource(PLACE, "https://as.example") == resource and [PLACE, WELL_KNOWN] == asked


@pytest.mark.parametrize("resource", ["https://api.example", "https://api.example/", PLACE, f"{PLACE}/"])
def test_a_resource_may_be_a_place_above(resource):
    assert resource == found({PLACE: NAMED, ELSEWHERE: metadata(resource)})[0].url


@pytest.mark.parametrize(
    "resource",
    ["https://evil.example/v1", "https://api.example/v1/item", "https://api.example/v2", "http://api.example/v1",
     "https://api.example:444/v1", "nonsense", "", None, 5],
)  # fmt: skip
def test_who_speaks_of_something_else(resource):
    """It is not used: a token for one API would go to another one (section 3.3)."""
    with pytest.raises(OAuthError, match="it is not used"):
        found({PLACE: NAMED, ELSEWHERE: metadata(resource)})


@pytest.mark.parametrize(
    "answers, error, said",
    [
        ({}, OAuthError, "https://api.example does not say who grants its tokens"),
        ({PLACE: NAMED}, OAuthError, "does not say who grants its tokens"),
        ({PLACE: NAMED, ELSEWHERE: (200, {}, [])}, OAuthError, "does not say who grants its tokens"),
        ({PLACE: NAMED, ELSEWHERE: metadata(servers=())}, OAuthError, "names no authorization server"),
        ({PLACE: NAMED, ELSEWHERE: (200, {}, {"resource": PLACE})}, OAuthError, "names no authorization server"),
        ({PLACE: NAMED, ELSEWHERE: metadata(servers=("http://as.example",))}, InvalidField, "tokens could be read"),
        (
            {PLACE: NAMED, ELSEWHERE: metadata(servers=("http://127.0.0.1:8888",))},
            InvalidField,
            "it is on this machine",
        ),
        (
            {PLACE: challenge('Bearer resource_metadata="http://localhost:8888/x"')},
            InvalidField,
            "it is on this machine",
        ),
        (
            {PLACE: challenge('Bearer resource_metadata="http://meta.example"')},
            InvalidField,
            "tokens could be read",
        ),
    ],
)
def test_what_leads_nowhere(answers, error, said):
    with pytest.raises(error, match=said):
        found(answers)
