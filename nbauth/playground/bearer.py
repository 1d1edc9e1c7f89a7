"""Bearer tokens that expire (RFC 6750). Where they are had: /token, in `oauth`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import METHODS, credentials, granted, refused
from .oauth.tokens import Tokens

__all__ = ["routes"]

CHALLENGE = 'Bearer realm="playground"'


def routes(tokens: Tokens) -> list[Route]:
    """Return /bearer and /bearer/expire."""

    async def bearer(request: Request) -> Response:
        """Bearer: an access token from /token (RFC 6750)."""
        given = credentials(request, "bearer")
        if given is None:
            # RFC 6750 section 3.1: no error code when there was no token.
            return refused("no access token", CHALLENGE)
        user = tokens.user(given.token68 or "")
        if user:
            return granted("bearer", user=user)
        about = "the access token is unknown or has expired"
        return refused(about, f'{CHALLENGE}, error="invalid_token", error_description="{about}"')

    async def expire(request: Request) -> Response:
        """POST: all access tokens expire now; no waiting in lessons."""
        return JSONResponse({"expired": tokens.expire()})

    return [
        Route("/bearer", bearer, methods=METHODS),
        Route("/bearer/expire", expire, methods=["POST"]),
    ]
