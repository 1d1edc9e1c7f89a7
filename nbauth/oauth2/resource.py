"""Resource: an API says who grants its tokens, in a 401 or at a well-known place (RFC 9728)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from .._http import httpx
from ..core.challenge import Challenge, parse_challenges
from ..core.origin import Origin
from ..errors import InvalidField, OAuthError
from ..render.inert import short
from ..schemes.base import Read
from .json_body import json_object
from .server import checked_url, named_url

__all__ = ["Resource", "find_resource"]

WELL_KNOWN = "/.well-known/oauth-protected-resource"
BY_HAND = "give the authorization server: issuer=..."


@dataclass(frozen=True, slots=True)
class Resource:
    """What an API says of itself.

    Attributes:
        url: Its identifier, which a token is asked for with (RFC 8707).
        issuer: The first authorization server that it names.
        scope: What it wants a token to allow, as its 401 says (RFC 6750 section 3).
    """

    url: str
    issuer: str
    scope: str = ""


def find_resource(place: str) -> Generator[Any, Any, Resource]:
    """Ask an API without a token, and return what its 401 leads to; else what stands at its well-known place.

    Raises:
        OAuthError: it says nothing, or speaks of somewhere else (section 3.3).
    """
    url = httpx.URL(checked_url(place, "origin"))
    response = yield from _get(url, "request")
    asked = parse_challenges(response.headers.get_list("WWW-Authenticate")) if response.status_code == 401 else ()
    named = next((each for each in asked if each.get("resource_metadata")), None)
    if named is not None:
        metadata = httpx.URL(named_url(named.get("resource_metadata") or "", "resource_metadata", url))
    else:
        metadata = url.copy_with(path=f"{WELL_KNOWN}{url.path.rstrip('/')}", query=None)
    response = yield from _get(metadata, "discovery")
    found = json_object(response) if response.status_code == 200 else None
    if found is None:
        raise OAuthError(f"{Origin.of(url)} does not say who grants its tokens", hint=BY_HAND)
    resource, servers = found.get("resource"), found.get("authorization_servers")
    if not isinstance(resource, str) or not _is_of(url, resource):
        told = short(resource, 100) if isinstance(resource, str) else "nothing"
        raise OAuthError(
            f"{Origin.of(metadata)} speaks of {told}, and not of {short(str(url), 100)}: it is not used",
            hint=BY_HAND,
        )
    issuer = next((each for each in servers if isinstance(each, str)), "") if isinstance(servers, list) else ""
    if not issuer:
        raise OAuthError(f"{Origin.of(url)} names no authorization server", hint=BY_HAND)
    return Resource(resource, named_url(issuer, "issuer", url), _scope(named))


def _get(url: httpx.URL, purpose: str) -> Generator[Any, Any, httpx.Response]:
    headers = {"Accept": "application/json"} if purpose == "discovery" else {}
    response: httpx.Response = yield httpx.Request(
        "GET", url, headers=headers, extensions={"nbauth.purpose": purpose}
    )
    yield Read(response)
    return response


def _is_of(url: httpx.URL, resource: str) -> bool:
    """Tell whether a resource is the URL that was asked, or a place above it on the same origin.

    The RFC has them identical; APIs name what their tokens are for, which is seldom a single address.
    """
    try:
        named = httpx.URL(resource)
        if Origin.of(named) != Origin.of(url):
            return False
    except (httpx.InvalidURL, InvalidField, ValueError):
        return False
    return f"{url.path.rstrip('/')}/".startswith(f"{named.path.rstrip('/')}/")


def _scope(challenge: Challenge | None) -> str:
    return (challenge.get("scope") or "") if challenge is not None else ""
