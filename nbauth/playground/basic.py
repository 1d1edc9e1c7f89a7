"""Basic, and Basic that wants the cookie of its challenge back (RFC 7617, RFC 6265)."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import METHODS, credentials, granted, malformed, refused
from .users import is_user

__all__ = ["basic_user", "routes"]

CHALLENGE = 'Basic realm="playground", charset="UTF-8"'
COOKIE = "playground_session"
MOST_SESSIONS = 1000


def basic_user(request: Request, users: Mapping[str, str]) -> str | None:
    """Return whose credentials the request has; None when they are wrong or missing.

    Raises:
        HTTPException: 400, when they are not base64, not UTF-8, or without a colon (RFC 7617 section 2).
    """
    given = credentials(request, "basic")
    if given is None:
        return None
    try:
        pair = base64.b64decode(given.token68 or "", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as exc:
        raise malformed("Basic credentials are user:password in UTF-8, in base64") from exc
    name, colon, password = pair.partition(":")
    if not colon:
        raise malformed("Basic credentials have a colon between user and password")
    return name if is_user(users, name, password) else None


def routes(users: Mapping[str, str]) -> list[Route]:
    """Return /basic and /cookie."""
    sessions: dict[str, None] = {}

    async def basic(request: Request) -> Response:
        """Basic: user name and password (RFC 7617)."""
        user = basic_user(request, users)
        return granted("basic", user=user) if user else refused(_reason(request), CHALLENGE)

    async def cookie(request: Request) -> Response:
        """Basic, and the cookie that comes with the 401."""
        user = basic_user(request, users)
        if request.cookies.get(COOKIE) in sessions:
            return granted("basic", user=user) if user else refused(_reason(request), CHALLENGE)
        session = secrets.token_urlsafe(16)
        sessions[session] = None
        while len(sessions) > MOST_SESSIONS:
            sessions.pop(next(iter(sessions)))
        response = refused(f"send the cookie {COOKIE} too", CHALLENGE)
        response.set_cookie(COOKIE, session, path="/cookie", httponly=True)
        return response

    return [Route("/basic", basic, methods=METHODS), Route("/cookie", cookie, methods=METHODS)]


def _reason(request: Request) -> str:
    return "wrong user name or password" if credentials(request, "basic") else "no Basic credentials"
