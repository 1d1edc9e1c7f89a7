"""Client credentials: a program asks in its own name (RFC 6749 section 4.4)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from .asking import ask_token
from .client import Client
from .server import Server
from .token import Token
from .wanted import Wanted

__all__ = ["client_credentials"]


def client_credentials(client: Client, server: Server, wanted: Wanted) -> Generator[Any, Any, Token]:
    """Return a token for the client itself."""
    return (yield from ask_token(client, server, {"grant_type": "client_credentials", **wanted.form}))
