"""Person: who has signed in, as far as the server says it and it can be believed (OpenID Connect Core)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from .._http import httpx
from ..core.secret import Secret
from ..errors import OAuthError
from ..schemes.base import Read
from .client import Client
from .dpop import TRIES
from .id_token import Claims, verified
from .json_body import json_object
from .server import Server
from .token import Token

__all__ = ["NAMES", "authorize", "known", "name_of"]

NAMES = ("preferred_username", "email", "sub")


def known(
    client: Client, server: Server, token: Token, nonce: Secret | None, resource: str = ""
) -> Generator[Any, Any, Token]:
    """Return a token that was granted with what its ID token says of who signed in.

    Where that holds no name, the userinfo endpoint is asked for one, unless the token is for a *resource*.
    Where there is no ID token, or the package is not there that can check it, nobody looks: nothing depends on it.

    Raises:
        OAuthError: the ID token cannot be trusted, or userinfo is about somebody else.
    """
    if token.id_token is None or not server.jwks or not server.issuer or find_spec("joserfc") is None:
        return token
    claims = yield from verified(client, server, token.id_token, nonce)
    if server.userinfo and not resource and not any(name in claims for name in NAMES[:2]):
        claims = {**(yield from _userinfo(client, server, token, claims)), **claims}
    return replace(token, claims=claims)


def _userinfo(client: Client, server: Server, token: Token, claims: Claims) -> Generator[Any, Any, Claims]:
    """Return what the userinfo endpoint says (section 5.3); nothing where it says no JSON."""
    request = httpx.Request(
        "GET",
        server.userinfo,
        headers={"Accept": "application/json"},
        extensions={"nbauth.purpose": "userinfo"},
    )
    for _ in range(TRIES):
        authorize(request, client, token)
        response: httpx.Response = yield request
        yield Read(response)
        if client.dpop is None or not client.dpop.wants_another(response):
            break
    found = json_object(response) if response.status_code == 200 else None
    if found is not None and found.get("sub") != claims.get("sub"):
        raise OAuthError("the userinfo is about somebody else than the ID token: it is not used (5.3.2)")
    return found or {}


def authorize(request: httpx.Request, client: Client, token: Token) -> None:
    """Put a token on a request (RFC 6750 2.1), and a proof where it is bound to a key (RFC 9449 7)."""
    request.headers["Authorization"] = f"{client.token_type} {token.access.reveal()}"
    if client.dpop is not None:
        request.headers["DPoP"] = client.dpop.proof(request.method, request.url, token.access)


def name_of(claims: Claims) -> str:
    """Return what a person is called there; nothing where it is not known."""
    return next((value for name in NAMES if isinstance(value := claims.get(name), str) and value), "")
