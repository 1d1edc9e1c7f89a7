"""Client: who asks for a token, and how it proves that (RFC 6749 section 2.3, RFC 7523)."""

from __future__ import annotations

import json
import secrets
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from ..core.secret import Secret
from ..errors import InvalidField, MissingExtra, OAuthError
from .dpop import DPoPKey
from .server import Server

__all__ = ["METHODS", "Client"]

METHODS = ("client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none")
"""The names of OpenID Connect Core, section 9."""

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME = 60
"""Seconds that an assertion is good for."""

ALGORITHMS = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}


@dataclass(frozen=True, slots=True)
class Client:
    """A client of an authorization server.

    Args:
        secret: Its secret; for private_key_jwt its private key, as a JWK. None for a public client.
        method: One of `METHODS`; empty for the one that the server wants.
        dpop: The key that its tokens are bound to; None for bearer tokens.
    """

    id: str
    secret: Secret | None = None
    method: str = ""
    dpop: DPoPKey | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise InvalidField("client_id", "it is empty")
        if self.method and self.method not in METHODS:
            raise InvalidField("client_auth", f"choose {', '.join(METHODS)}")
        if self.method not in ("", "none") and self.secret is None:
            raise InvalidField("client_secret", f"{self.method} needs one")

    @property
    def token_type(self) -> str:
        """What its tokens are, and what goes before them in an Authorization header."""
        return "Bearer" if self.dpop is None else "DPoP"

    def chosen(self, server: Server) -> str:
        """Return the method that is used; basic where the server does not say, as RFC 8414 has it."""
        if self.method:
            return self.method
        if self.secret is None:
            return "none"
        known = server.methods or ("client_secret_basic",)
        return next((each for each in METHODS[:3] if each in known), "client_secret_basic")

    def prove(self, server: Server, form: dict[str, str], headers: dict[str, str]) -> None:
        """Put into a request what shows the server who asks.

        Raises:
            MissingExtra: the package joserfc is not installed, which signs.
            OAuthError: the key cannot be used.
        """
        match self.chosen(server):
            case "client_secret_basic" if self.secret is not None:
                # Each part is form-encoded before it is joined (RFC 6749 section 2.3.1).
                pair = f"{quote_plus(self.id)}:{quote_plus(self.secret.reveal())}"
                headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
            case "client_secret_post" if self.secret is not None:
                form |= {"client_id": self.id, "client_secret": self.secret.reveal()}
            case "client_secret_jwt" | "private_key_jwt" as method if self.secret is not None:
                form |= {
                    "client_id": self.id,
                    "client_assertion_type": ASSERTION,
                    "client_assertion": self._assertion(method, self.secret, server),
                }
            case _:
                form["client_id"] = self.id

    def _assertion(self, method: str, secret: Secret, server: Server) -> str:
        try:
            from joserfc import jwk, jwt
        except ImportError:
            raise MissingExtra(method, "oauth") from None
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.id,
            "sub": self.id,
            "aud": server.issuer or server.token,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + LIFETIME,
        }
        signed = None
        with suppress(Exception):  # not raised from here: the error may hold the key
            key: Any
            if method == "client_secret_jwt":
                key, algorithm = jwk.OctKey.import_key(secret.reveal()), "HS256"
            else:
                given = json.loads(secret.reveal())
                key, algorithm = jwk.import_key(given), given.get("alg") or ALGORITHMS[given["kty"]]
            header = {"alg": algorithm}
            if method == "private_key_jwt" and key.kid:
                header["kid"] = key.kid
            signed = jwt.encode(header, claims, key, algorithms=[algorithm])
        if signed is None:
            hint = "private_key_jwt wants a private key as a JWK (RFC 7517)"
            raise OAuthError(f"{method}: the key cannot be used", hint=hint)
        return signed
