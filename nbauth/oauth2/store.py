"""Store: where a login's tokens are kept beyond the kernel, when somebody wanted that."""

from __future__ import annotations

import json
from typing import Any, Protocol

from ..core.secret import Secret
from .client import METHODS, Client
from .dpop import DPoPKey
from .person import NAMES
from .token import Token

__all__ = ["TokenStore", "kept_issuer", "kept_text", "read_kept"]


class TokenStore(Protocol):
    """Keeps one text. Each method may raise an NbauthError; none has the text in its error."""

    def load(self) -> str | None:
        """Return what was kept, or None."""

    def save(self, text: str) -> None:
        """Keep a text in place of the one before; it is safe when this returns."""

    def forget(self) -> None:
        """Keep nothing any more."""


def kept_text(client: Client, token: Token, issuer: str = "") -> str:
    """Return what a token is kept as, with what is needed to renew it."""
    kept: dict[str, Any] = {
        "issuer": issuer,
        "client_id": client.id,
        "client_auth": client.method,
        "expires_at": token.expires_at,
        "scope": token.scope,
        # No more than what tells who it is: a keyring may have little room.
        "claims": {name: value for name, value in token.claims.items() if name in NAMES},
    }
    for name, value in (
        # Where another one is had at once, it is not left lying about.
        ("access_token", token.access if token.refresh is None else None),
        ("client_secret", client.secret),
        ("refresh_token", token.refresh),
        ("dpop_key", client.dpop.export() if client.dpop is not None else None),
    ):
        if value is not None:
            kept[name] = value.reveal()
    return json.dumps(kept)


def kept_issuer(text: str) -> str:
    """Return the authorization server of what was kept; empty where that is not known."""
    try:
        return str(json.loads(text).get("issuer") or "")
    except (ValueError, AttributeError):
        return ""


def read_kept(text: str | None) -> tuple[Client, Token] | None:
    """Return the client and the token that were kept; None where there is nothing that can be used."""
    try:
        found = json.loads(text or "")
        secrets = {
            name: Secret(value, name)
            for name in ("access_token", "refresh_token", "client_secret", "dpop_key")
            if isinstance(value := found.get(name), str) and value
        }
        dpop = DPoPKey(secrets["dpop_key"]) if "dpop_key" in secrets else None
        method, expires, claims = found.get("client_auth"), found.get("expires_at"), found.get("claims")
        client = Client(
            str(found["client_id"]), secrets.get("client_secret"), method if method in METHODS else "", dpop
        )
        token = Token(
            secrets.get("access_token", Secret("", "access_token")),
            0.0 if "access_token" not in secrets else float(expires) if isinstance(expires, int | float) else None,
            secrets.get("refresh_token"),
            str(found.get("scope") or ""),
            claims=claims if isinstance(claims, dict) else {},
        )
    except (ValueError, KeyError, AttributeError, TypeError):
        return None  # written by something else: as if nothing was kept
    return client, token
