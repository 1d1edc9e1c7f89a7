"""Token exchange: a token for another token (RFC 8693)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ..core.secret import Secret
from .asking import ask_token
from .client import Client
from .server import Server
from .token import Token
from .wanted import Wanted

__all__ = ["token_exchange"]

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a type


def token_exchange(client: Client, server: Server, subject: Secret, wanted: Wanted) -> Generator[Any, Any, Token]:
    """Return a token for who is spoken of in *subject*, an access token: for others, or with less scope."""
    form: dict[str, str | Secret] = {
        "grant_type": GRANT,
        "subject_token": subject,
        "subject_token_type": ACCESS_TOKEN,
        **wanted.form,
    }
    return (yield from ask_token(client, server, form))
