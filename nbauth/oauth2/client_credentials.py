"""Client credentials: a program asks in its own name (RFC 6749 section 4.4)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from .asking import ask_token
from .client import Client
from .server import Server
from .token import Token

__all__ = ["client_credentials"]


def client_credentials(
    client: Client, server: Server, scope: str = "", resource: str = ""
) -> Generator[Any, Any, Token]:
    """Return a token for the client itself.

    Args:
        resource: What the token is for, where the server wants to know (RFC 8707).
    """
    form = {"grant_type": "client_credentials", "scope": scope, "resource": resource}
    return (yield from ask_token(client, server, form))
