"""Token: what an authorization server has granted (RFC 6749 section 5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.secret import Secret
from ..errors import OAuthError
from ..render.inert import short

__all__ = ["Token", "token_of"]


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and what came with it.

    Attributes:
        expires_at: Seconds since the epoch, UTC; None where the server did not say.
        refresh: What a new one is had for; None where there is none.
        scope: What was granted, as the server says it; empty where it is what was asked for.
        claims: Who signed in, as the ID token says that was verified; empty where it was not.
    """

    access: Secret
    expires_at: float | None = None
    refresh: Secret | None = None
    scope: str = ""
    id_token: Secret | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)

    def is_fresh(self, now: float, leeway: float = 0.0) -> bool:
        """Tell whether it is good for *leeway* seconds more."""
        return self.expires_at is None or now + leeway < self.expires_at


def token_of(answer: Mapping[str, Any], now: float, before: Token | None = None, kind: str = "Bearer") -> Token:
    """Return the token of a token endpoint's answer.

    Args:
        before: The one that was renewed: its refresh token stays where the server gives no new one (section 6).
        kind: What was asked for: "Bearer", or "DPoP" (RFC 9449 section 5), which is not had as less.

    Raises:
        OAuthError: it is none, or one that this client cannot use.
    """
    access, given = answer.get("access_token"), answer.get("token_type")
    if not isinstance(access, str) or not access:
        raise OAuthError("it answered without an access_token")
    if not isinstance(given, str) or given.lower() != kind.lower():
        named = short(given, 40) if isinstance(given, str) else "none"
        raise OAuthError(f"it gave a token of the type {named}, and only {kind} was asked for and can be used")
    kept_refresh, kept_scope = (before.refresh, before.scope) if before else (None, "")
    scope = answer.get("scope")
    return Token(
        Secret(access, "access_token"),
        _expiry(answer.get("expires_in"), now),
        _secret(answer, "refresh_token") or kept_refresh,
        scope if isinstance(scope, str) else kept_scope,
        _secret(answer, "id_token"),
        before.claims if before else {},
    )


def _secret(answer: Mapping[str, Any], name: str) -> Secret | None:
    value = answer.get(name)
    return Secret(value, name) if isinstance(value, str) and value else None


def _expiry(seconds: Any, now: float) -> float | None:
    """Return when a token runs out. Some servers send the number as text."""
    try:
        lifetime = float(seconds)
    except (TypeError, ValueError):
        return None
    return now + lifetime if 0 <= lifetime < 1e10 else None
