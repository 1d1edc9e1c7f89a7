"""Schemes of nobody's: what lessons write an `httpx.Auth` of their own for."""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import METHODS, granted, refused
from .oauth.tokens import Tokens
from .users import SIGNING_KEY, same

__all__ = ["routes"]

HEADER = "X-Authentication"


def routes(tokens: Tokens) -> list[Route]:
    """Return /custom/token and /custom/signed."""

    async def token(request: Request) -> Response:
        """Custom: an access token from /token, alone in the header X-Authentication."""
        given = request.headers.get(HEADER)
        user = tokens.user(given or "")
        if user:
            return granted("custom", user=user)
        return _refused("no token" if given is None else "the token is unknown or has expired", "token")

    async def signed(request: Request) -> Response:
        """Custom: X-Authentication has the HMAC-SHA256 of "METHOD PATH", a line break and the body, in hex."""
        given = request.headers.get(HEADER)
        head = f"{request.method} {request.scope['raw_path'].decode()}\n".encode()
        expected = hmac.new(SIGNING_KEY.encode(), head + await request.body(), hashlib.sha256).hexdigest()
        if given is not None and same(given, expected):
            return granted("custom", signature="right")
        return _refused("no signature" if given is None else "wrong signature", "signature")

    return [
        Route("/custom/token", token, methods=METHODS),
        Route("/custom/signed", signed, methods=METHODS),
    ]


def _refused(reason: str, wanted: str) -> Response:
    # No scheme is registered for it; a 401 needs a challenge all the same (RFC 9110 section 15.5.2).
    return refused(reason, f'Custom realm="playground", header="{HEADER}", wants="{wanted}"')
