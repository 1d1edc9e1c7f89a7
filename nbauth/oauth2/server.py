"""Server: an authorization server's endpoints, given by hand or discovered (RFC 8414, OpenID Connect Discovery)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from .._http import httpx
from ..core.origin import Origin
from ..errors import InvalidField, OAuthError
from ..render.inert import short
from ..schemes.base import Read
from .json_body import json_object

__all__ = ["GIVEN", "Server", "checked_url", "discover", "known_server", "named_url"]

OPENID, OAUTH = "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"

NO_METADATA = "no_metadata"
"""Our own word, where RFCs have none: an issuer does not tell its endpoints."""

GIVEN = {
    f"{name}_url": name for name in "token authorization device revocation userinfo jwks par registration".split()
}
"""The fields in which an endpoint is given by hand, and what they are of a `Server`."""


@dataclass(frozen=True, slots=True)
class Server:
    """What is known of an authorization server; an endpoint is empty where it has none.

    Attributes:
        issuer: Its identifier, a URL.
        methods: The client authentication methods of its token endpoint; empty where it does not say.
        sends_iss: Whether it says in each authorization response who it is (RFC 9207).
        wants_par: Whether a browser may come only with what was pushed before (RFC 9126).
    """

    issuer: str = ""
    token: str = ""
    authorization: str = ""
    device: str = ""
    revocation: str = ""
    userinfo: str = ""
    jwks: str = ""
    par: str = ""
    registration: str = ""
    methods: tuple[str, ...] = ()
    sends_iss: bool = False
    wants_par: bool = False

    @classmethod
    def given(cls, urls: Mapping[str, str]) -> Server:
        """Return the endpoints that were given by hand, each by its field in `GIVEN`; empty ones are none.

        Raises:
            InvalidField: as `checked_url` does.
        """
        found = {GIVEN[field]: checked_url(url, field) for field, url in urls.items() if url}
        return replace(cls(), **found)  # type: ignore[arg-type]

    def with_given(self, given: Server) -> Server:
        """Return it with what was given by hand in place of what was discovered."""
        return replace(self, **{each.name: value for each in fields(given) if (value := getattr(given, each.name))})


def checked_url(text: str, field: str) -> str:
    """Return the URL of an issuer or an endpoint.

    Raises:
        InvalidField: it is none, or one that anybody on the way could read (RFC 6749 section 3.1.2.1).
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = None
    if url is None or url.scheme not in ("http", "https") or not url.host or url.userinfo or url.fragment:
        raise InvalidField(field, "it is no URL that starts with https://")
    if url.scheme == "http" and not Origin.of(url).is_loopback:
        raise InvalidField(field, "it is http, and not on this machine: tokens could be read on the way; use https")
    return str(url)


def named_url(text: str, field: str, by: httpx.URL) -> str:
    """Return a URL that somebody's document names.

    Raises:
        InvalidField: as `checked_url`; also where it is on this machine, and who names it is not.
    """
    url = checked_url(text, field)
    if Origin.of(httpx.URL(url)).is_loopback and not Origin.of(by).is_loopback:
        raise InvalidField(field, "it is on this machine, and who names it is not: nothing is sent there")
    return url


def known_server(issuer: str, given: Server) -> Generator[Any, Any, Server]:
    """Return what an issuer tells of itself, with what was given by hand; that alone where it tells nothing.

    Raises:
        OAuthError: it has no metadata, and its token endpoint was not given; or it says that it is somebody else.
    """
    if not issuer:
        return given
    try:
        found = yield from discover(issuer)
    except OAuthError as exc:
        if exc.error != NO_METADATA or not given.token:
            raise
        found = Server(issuer)
    return found.with_given(given)


def discover(issuer: str) -> Generator[Any, Any, Server]:
    """Ask the issuer for its metadata, first as an OpenID provider, then as an OAuth server.

    Raises:
        OAuthError: it has none, or says that it is somebody else (RFC 8414 section 3.3).
    """
    base = httpx.URL(checked_url(issuer, "issuer"))
    path = base.path.rstrip("/")
    places = [base.copy_with(path=f"{path}{OPENID}"), base.copy_with(path=f"{OAUTH}{path}")]
    status = 0
    for place in places:
        request = httpx.Request(
            "GET", place, headers={"Accept": "application/json"}, extensions={"nbauth.purpose": "discovery"}
        )
        response: httpx.Response = yield request
        yield Read(response)
        status = response.status_code
        if status == 200:
            return _server(response, issuer)
    where = Origin.of(base)
    raise OAuthError(
        f"{where} says nothing about itself ({status} at {OPENID})",
        NO_METADATA,
        hint="is the issuer right? Or give its endpoints: token_url=...",
    )


def _server(response: httpx.Response, issuer: str) -> Server:
    found = json_object(response)
    if found is None:
        raise OAuthError(f"{Origin.of(response.request.url)} answered with no JSON about itself")
    named = found.get("issuer")
    if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
        told = short(named, 100) if isinstance(named, str) else "nobody"
        raise OAuthError(
            f"{short(issuer, 100)} says that it is {told}",
            hint="somebody else's metadata is not used (RFC 8414 3.3)",
        )
    by = response.request.url
    methods = found.get("token_endpoint_auth_methods_supported")
    return Server(
        named,
        _endpoint(found, "token_endpoint", by),
        _endpoint(found, "authorization_endpoint", by),
        _endpoint(found, "device_authorization_endpoint", by),
        _endpoint(found, "revocation_endpoint", by),
        _endpoint(found, "userinfo_endpoint", by),
        _endpoint(found, "jwks_uri", by),
        _endpoint(found, "pushed_authorization_request_endpoint", by),
        _endpoint(found, "registration_endpoint", by),
        tuple(each for each in methods if isinstance(each, str)) if isinstance(methods, list) else (),
        found.get("authorization_response_iss_parameter_supported") is True,
        found.get("require_pushed_authorization_requests") is True,
    )


def _endpoint(found: Mapping[str, Any], name: str, by: httpx.URL) -> str:
    value = found.get(name)
    return named_url(value, name, by) if isinstance(value, str) and value else ""
