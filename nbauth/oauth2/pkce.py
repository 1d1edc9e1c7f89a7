"""PKCE: who hands in a code proves that it has asked for it (RFC 7636). Always with S256."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from ..core.secret import Secret

__all__ = ["Pkce"]


@dataclass(frozen=True, slots=True)
class Pkce:
    """A verifier, which stays here until the code is handed in, and its challenge, which goes along before."""

    verifier: Secret

    @classmethod
    def new(cls) -> Pkce:
        """Return one of 256 random bits (section 4.1)."""
        return cls(Secret(secrets.token_urlsafe(32), "code_verifier"))

    @property
    def challenge(self) -> str:
        """The hash of the verifier, in base64url without padding (section 4.2)."""
        digest = hashlib.sha256(self.verifier.reveal().encode("ascii")).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
