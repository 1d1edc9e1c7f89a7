"""ID tokens: who has signed in, signed with a key of this server's (OpenID Connect Core section 2)."""

from __future__ import annotations

import time
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

__all__ = ["Signer", "is_there", "subject"]

ALGORITHM, CURVE = "ES256", "P-256"
LIFETIME = 300


def is_there() -> bool:
    """Tell whether the package is installed that signs; without it this is no OpenID provider."""
    return find_spec("joserfc") is not None


def subject(user: str) -> str:
    """Return what the server calls somebody for ever, in ASCII, whatever the name is."""
    return f"user-{sha256(user.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


class Signer:
    """A key pair, made when it is first needed, and what is signed with it."""

    def __init__(self) -> None:
        self._key: Any = None

    @property
    def key(self) -> Any:
        if self._key is None:
            from joserfc import jwk

            self._key = jwk.ECKey.generate_key(CURVE, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        return self._key

    def keys(self) -> dict[str, Any]:
        """Return what others check signatures with (RFC 7517 section 5)."""
        return {"keys": [self.key.as_dict(private=False)] if is_there() else []}

    def id_token(self, issuer: str, user: str, client: str, nonce: str, name: str = "") -> str:
        """Return an ID token; nothing where it cannot be signed."""
        if not is_there():
            return ""
        from joserfc import jwt

        now = int(time.time())
        claims: dict[str, Any] = {"iss": issuer, "sub": subject(user), "aud": client}
        claims |= {"iat": now, "exp": now + LIFETIME}
        claims |= {"nonce": nonce} if nonce else {}
        claims |= {"preferred_username": name} if name else {}
        return jwt.encode({"alg": ALGORITHM, "kid": self.key.kid}, claims, self.key, algorithms=[ALGORITHM])
