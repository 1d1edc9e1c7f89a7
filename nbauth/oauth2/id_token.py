"""ID token: who signed in, once it is sure who says so (OpenID Connect Core section 3.1.3.7)."""

from __future__ import annotations

import hmac
import time
from collections.abc import Generator, Mapping
from typing import Any

from .._http import httpx
from ..core.secret import Secret
from ..errors import OAuthError
from ..schemes.base import Read
from .client import Client
from .server import Server

__all__ = ["Claims", "verified"]

Claims = Mapping[str, Any]

ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA", "Ed25519"]
"""By a key of the server's alone: not "none", and nothing that whoever knows a client secret could make."""

LEEWAY = 60
"""Seconds by which two clocks may differ."""


def verified(client: Client, server: Server, token: Secret, nonce: Secret | None) -> Generator[Any, Any, Claims]:
    """Return the claims of an ID token.

    Args:
        nonce: What the sign-in was begun with; None where it had none (device code).

    Raises:
        OAuthError: the signature, iss, aud, azp, exp, iat or nonce is not right, or the keys cannot be had.
    """
    request = httpx.Request(
        "GET", server.jwks, headers={"Accept": "application/json"}, extensions={"nbauth.purpose": "keys"}
    )
    response: httpx.Response = yield request
    yield Read(response)
    claims = _signed(token, response)
    if claims is None:
        raise _wrong("its signature is not by a key of the server's")
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    now, expires, issued = time.time(), claims.get("exp"), claims.get("iat")
    if claims.get("iss") != server.issuer:
        raise _wrong("it is of another issuer")
    if client.id not in named or claims.get("azp", client.id if len(named) == 1 else None) != client.id:
        raise _wrong("it is for another client")
    if not isinstance(expires, int | float) or now > expires + LEEWAY:
        raise _wrong("it has run out")
    if not isinstance(issued, int | float) or issued > now + LEEWAY:
        raise _wrong("it is of the future: look at the clock of this machine")
    given = claims.get("nonce")
    if nonce is not None and not (
        isinstance(given, str) and hmac.compare_digest(given.encode(), nonce.reveal().encode())
    ):
        raise _wrong("it is not for this sign-in (another nonce)")
    return claims


def _signed(token: Secret, keys: httpx.Response) -> dict[str, Any] | None:
    from joserfc import jwk, jwt

    try:
        found = jwk.KeySet.import_key_set(keys.json())
        claims = jwt.decode(token.reveal(), found, algorithms=ALGORITHMS).claims
    except Exception:  # of many kinds, for what can be wrong with a token; any of them may hold it
        return None
    return claims if isinstance(claims, dict) else None


def _wrong(why: str) -> OAuthError:
    return OAuthError(f"the server's ID token is not used: {why}", hint="nobody is signed in; begin anew")
