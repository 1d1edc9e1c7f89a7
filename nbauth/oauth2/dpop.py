"""DPoP: a token that is good only together with a key, of which each request brings a proof (RFC 9449)."""

from __future__ import annotations

import json
import secrets
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from .._http import httpx
from ..core.challenge import parse_challenges
from ..core.origin import Origin
from ..core.secret import Secret
from ..errors import MissingExtra
from .json_body import json_object

__all__ = ["TRIES", "DPoPKey"]

TRIES = 2
"""How often a request is sent: a second time with the nonce that the server wants, and not for ever."""

ALGORITHM, CURVE = "ES256", "P-256"
ANOTHER_NONCE = "use_dpop_nonce"


class DPoPKey:
    """A key pair of this login's own, and the nonces that servers want to see in its proofs.

    Args:
        kept: A key that was kept, as `export` gives it; a new one is made where it is left out.

    Raises:
        MissingExtra: the package joserfc is not installed, which signs.
        ValueError: what was kept is no such key.
    """

    def __init__(self, kept: Secret | None = None) -> None:
        try:
            from joserfc import jwk
        except ImportError:
            raise MissingExtra("DPoP", "oauth") from None
        key: Any = None
        if kept is None:
            key = jwk.ECKey.generate_key(CURVE)
        else:
            try:
                key = jwk.ECKey.import_key(json.loads(kept.reveal()))
            except Exception:  # of many kinds; any of them may hold the key
                key = None
        if key is None:
            raise ValueError("it is no key")
        self._key = key
        self._nonces: dict[Origin, str] = {}

    def export(self) -> Secret:
        """Return the private key, as a JWK (RFC 7517)."""
        return Secret(json.dumps(self._key.as_dict(private=True)), "dpop_key")

    @property
    def thumbprint(self) -> str:
        """What a server knows the key by (RFC 7638)."""
        return str(self._key.thumbprint())

    def proof(self, method: str, url: httpx.URL, token: Secret | None = None) -> str:
        """Return the proof for one request (section 4.2).

        Args:
            token: The access token that goes along; none to the token endpoint.
        """
        from joserfc import jwt

        claims: dict[str, Any] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": str(url.copy_with(username=None, password=None, query=None, fragment=None)),
            "iat": int(time.time()),
        }
        if token is not None:
            digest = sha256(token.reveal().encode()).digest()
            claims["ath"] = urlsafe_b64encode(digest).rstrip(b"=").decode()
        nonce = self._nonces.get(Origin.of(url))
        if nonce is not None:
            claims["nonce"] = nonce
        header = {"typ": "dpop+jwt", "alg": ALGORITHM, "jwk": self._key.as_dict(private=False)}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])

    def learn(self, response: httpx.Response) -> None:
        """Remember the nonce that a response brings, whatever it answers (section 8.2)."""
        if nonce := response.headers.get("DPoP-Nonce"):
            self._nonces[Origin.of(response.request.url)] = nonce

    def wants_another(self, response: httpx.Response) -> bool:
        """Remember the nonce that a response brings; tell whether it wants the same request with it (section 8).

        The body of a token endpoint's response must have been read.
        """
        self.learn(response)
        return "DPoP-Nonce" in response.headers and _asks(response)


def _asks(response: httpx.Response) -> bool:
    if response.status_code == 400:
        return (json_object(response) or {}).get("error") == ANOTHER_NONCE
    if response.status_code != 401:
        return False
    asked = parse_challenges(response.headers.get_list("WWW-Authenticate"))
    return any(each.scheme == "dpop" and each.get("error") == ANOTHER_NONCE for each in asked)
