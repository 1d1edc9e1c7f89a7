"""Refresh: a new access token for a refresh token (RFC 6749 section 6)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ..core.secret import Secret
from ..errors import OAuthError
from .asking import ask_token
from .client import Client
from .server import Server
from .token import Token

__all__ = ["refreshed"]


def refreshed(client: Client, server: Server, token: Token, resource: str = "") -> Generator[Any, Any, Token]:
    """Return a new token. A server that rotates gives a new refresh token with it; another one's stays.

    Raises:
        OAuthError: there is no refresh token, or the server takes it no more (invalid_grant).
    """
    if token.refresh is None:
        raise OAuthError("the token has run out, and there is no refresh token", hint="sign in again")
    form: dict[str, str | Secret] = {
        "grant_type": "refresh_token",
        "refresh_token": token.refresh,
        "resource": resource,
    }
    return (yield from ask_token(client, server, form, token, "refresh"))
