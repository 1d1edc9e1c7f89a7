"""Registration: the server gives a client that it has never seen an id of its own (RFC 7591)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from .._http import httpx
from ..core.secret import Secret
from ..errors import OAuthError
from ..schemes.base import Read
from .asking import error_of
from .client import METHODS, Client
from .device_code import GRANT as DEVICE_CODE
from .dpop import DPoPKey
from .json_body import json_object
from .server import Server
from .wanted import Wanted

__all__ = ["registered"]

NAME = "nbauth, in a notebook"


def registered(
    server: Server, wanted: Wanted, redirect_uri: str = "", dpop: DPoPKey | None = None
) -> Generator[Any, Any, Client]:
    """Return a client that the server has made.

    Args:
        redirect_uri: Where a browser comes back to; left out, the client asks in its own name.

    Raises:
        OAuthError: the server has no endpoint for that, or refuses.
    """
    if not server.registration:
        raise OAuthError("the server registers nobody by itself", hint="ask its owner for a client id")
    about: dict[str, Any] = {"client_name": NAME}
    if redirect_uri:
        grants = ["authorization_code", "refresh_token", *([DEVICE_CODE] if server.device else [])]
        about |= {
            "redirect_uris": [redirect_uri],
            "grant_types": grants,
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
            "application_type": "native",
        }
    else:
        about |= {"redirect_uris": [], "response_types": [], "grant_types": ["client_credentials"]}
    if wanted.scope:
        about["scope"] = wanted.scope
    request = httpx.Request(
        "POST",
        server.registration,
        json=about,
        headers={"Accept": "application/json"},
        extensions={"nbauth.purpose": "register"},
    )
    response: httpx.Response = yield request
    yield Read(response)
    made = json_object(response) if response.status_code in (200, 201) else None
    if made is None:
        raise error_of(response, [])
    name, secret, method = (made.get(each) for each in ("client_id", "client_secret", "token_endpoint_auth_method"))
    if not isinstance(name, str) or not name:
        raise OAuthError("the server has registered a client, and does not say its id")
    return Client(
        name,
        Secret(secret, "client_secret") if isinstance(secret, str) and secret else None,
        method if method in METHODS else "",
        dpop,
    )
