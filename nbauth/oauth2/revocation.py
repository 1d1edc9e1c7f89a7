"""Revocation: tell the server, when somebody logs out, that a token is not wanted any more (RFC 7009)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from .._http import httpx
from ..core.secret import Secret
from ..errors import OAuthError
from ..schemes.base import Read
from .asking import error_of
from .client import Client
from .server import Server
from .token import Token

__all__ = ["revoke"]

STAYS = "unsupported_token_type"
"""What a server says that cannot take back tokens of this kind: signed ones, which it does not keep (2.2.1)."""


def revoke(client: Client, server: Server, token: Token) -> Generator[Any, Any, None]:
    """Have a token taken back, the refresh token first: nothing can be had for it then.

    Raises:
        OAuthError: the server refuses, cannot take the access token back, or has no endpoint for it.
    """
    if not server.revocation:
        raise OAuthError("the server takes no token back", hint="it is good until it runs out")
    kept = False
    for kind, value in (("refresh_token", token.refresh), ("access_token", token.access)):
        if value is not None and value.reveal():
            kept |= (yield from _revoke(client, server, kind, value)) == STAYS
    if kept:
        raise OAuthError(
            "the server cannot take back an access token of this kind", STAYS, hint="it is good until it runs out"
        )


def _revoke(client: Client, server: Server, kind: str, token: Secret) -> Generator[Any, Any, str]:
    """Return the error that is none of this client's: a token of another kind than the server can take back."""
    form = {"token": token.reveal(), "token_type_hint": kind}
    headers = {"Accept": "application/json"}
    client.prove(server, form, headers)
    request = httpx.Request(
        "POST", server.revocation, data=form, headers=headers, extensions={"nbauth.purpose": "revoke"}
    )
    response: httpx.Response = yield request
    yield Read(response)
    if response.status_code == 200:  # also where it does not know the token (section 2.2)
        return ""
    error = error_of(response, [token, *([client.secret] if client.secret else [])])
    if error.error != STAYS:
        raise error
    return STAYS
