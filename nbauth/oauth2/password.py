"""Resource owner password: for servers that still want it (RFC 6749 section 4.3; RFC 9700 says not to)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ..core.secret import Secret
from .asking import ask_token
from .client import Client
from .server import Server
from .token import Token
from .wanted import Wanted

__all__ = ["password"]


def password(
    client: Client, server: Server, username: str, secret: Secret, wanted: Wanted
) -> Generator[Any, Any, Token]:
    """Return a token for a user whose password the client is told."""
    form: dict[str, str | Secret] = {
        "grant_type": "password",
        "username": username,
        "password": secret,
        **wanted.form,
    }
    return (yield from ask_token(client, server, form))
