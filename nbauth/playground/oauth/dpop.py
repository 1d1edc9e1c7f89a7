"""Proofs: a token that is bound to a key is good only with a proof of it, made for one request (RFC 9449)."""

from __future__ import annotations

import base64
import secrets
import time
from hashlib import sha256
from typing import Any

from starlette.requests import Request

from ..users import same
from .id_token import ALGORITHM, is_there
from .refusal import Refused
from .settings import Settings
from .tokens import bounded

__all__ = ["Proofs"]

SECONDS = 60
"""So old, or so much of the future, a proof may be."""


class Proofs:
    """Checks proofs, each of which is good once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: dict[str, None] = {}
        self._nonce = secrets.token_urlsafe(16)

    def nonce_headers(self) -> dict[str, str]:
        """Return the header that tells the nonce, where one is wanted."""
        return {"DPoP-Nonce": self._nonce} if self._settings.wants_nonce else {}

    def at_token_endpoint(self, request: Request) -> tuple[str, dict[str, str]]:
        """Return the thumbprint of the key that is proven, nothing without a proof, and headers for the answer.

        Raises:
            Refused: the proof is wrong, or needs a nonce.
        """
        if "DPoP" not in request.headers or not is_there():
            return "", {}
        error, jkt = self._checked(request, None)
        if error:
            raise Refused(error, "the DPoP proof is not right", self.nonce_headers())
        return jkt, self.nonce_headers()

    def at_api(self, request: Request, token: str, jkt: str) -> str:
        """Return the error of a request with a bound token; nothing where its proof is right."""
        error, proven = self._checked(request, token)
        return error or ("" if same(proven, jkt) else "invalid_dpop_proof")

    def _checked(self, request: Request, token: str | None) -> tuple[str, str]:
        """Return the error, if any, and the thumbprint (section 4.3)."""
        wrong = "invalid_dpop_proof", ""
        proofs = request.headers.getlist("DPoP")
        found = _read(proofs[0]) if len(proofs) == 1 else None
        if found is None:
            return wrong
        claims, jkt = found
        host, port = request.scope["server"]
        expected: dict[str, Any] = {
            "htm": request.method,
            "htu": f"http://{host}:{port}{request.scope['raw_path'].decode()}",
        }
        if token is not None:
            digest = sha256(token.encode()).digest()
            expected["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        issued, jti = claims.get("iat"), claims.get("jti")
        if any(claims.get(name) != value for name, value in expected.items()):
            return wrong
        if not isinstance(issued, int | float) or abs(time.time() - issued) > SECONDS:
            return wrong
        if self._settings.wants_nonce and claims.get("nonce") != self._nonce:
            return "use_dpop_nonce", ""
        if not isinstance(jti, str) or jti in self._seen:
            return wrong
        bounded(self._seen, None, jti)
        return "", jkt


def _read(proof: str) -> tuple[dict[str, Any], str] | None:
    """Return the claims of a proof and the thumbprint of its key; None where it is not signed with that key."""
    from joserfc import jwk, jws, jwt

    try:
        header = jws.extract_compact(proof.encode()).headers()
        given = header["jwk"]
        if header["typ"] != "dpop+jwt" or "d" in given:
            return None
        key = jwk.ECKey.import_key(given)
        claims = jwt.decode(proof, key, algorithms=[ALGORITHM]).claims
        return claims, str(key.thumbprint())
    except Exception:  # of many kinds, for what can be wrong with a token: each of them means no
        return None
