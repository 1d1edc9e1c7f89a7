"""Bearer tokens that expire, and the endpoint that gives and refreshes them (RFC 6750, RFC 6749)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import METHODS, credentials, granted, malformed, number, refused
from .basic import basic_user
from .users import CLIENT_ID, CLIENT_SECRET, is_user, same

__all__ = ["Tokens", "routes"]

CHALLENGE = 'Bearer realm="playground"'
LIFETIME = 60.0
LONGEST = 3600.0
MOST_TOKENS = 1000


class Tokens:
    """The tokens given out: whose they are, and until when."""

    def __init__(self) -> None:
        self._access: dict[str, tuple[str, float]] = {}
        self._refresh: dict[str, str] = {}

    def access(self, user: str, seconds: float) -> str:
        """Return a new access token."""
        token = secrets.token_urlsafe(24)
        self._access[token] = user, time.monotonic() + seconds
        return _bounded(self._access, token)

    def refresh(self, user: str) -> str:
        """Return a new refresh token."""
        token = secrets.token_urlsafe(24)
        self._refresh[token] = user
        return _bounded(self._refresh, token)

    def user(self, token: str) -> str | None:
        """Return whose access token it is; None when it is unknown or expired."""
        user, end = self._access.get(token, ("", 0.0))
        return user if user and time.monotonic() < end else None

    def spend(self, token: str) -> str | None:
        """Return whose refresh token it is; it is good for one use (RFC 9700 section 4.14.2)."""
        return self._refresh.pop(token, None)

    def expire(self) -> int:
        """End all access tokens; return how many there were."""
        count = len(self._access)
        self._access.clear()
        return count


def routes(users: Mapping[str, str], tokens: Tokens) -> list[Route]:
    """Return /bearer, /bearer/expire and /token."""

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

    async def token(request: Request) -> Response:
        """POST a form: grant_type=password, refresh_token or client_credentials; ?ttl=SECONDS (RFC 6749)."""
        lifetime = number(request, "ttl", LIFETIME, LONGEST)
        form = await _form(request)
        match form.get("grant_type"):
            case "password":
                user = form.get("username", "")
                if not is_user(users, user, form.get("password", "")):
                    return _error("invalid_grant")
            case "refresh_token":
                user = tokens.spend(form.get("refresh_token", "")) or ""
                if not user:
                    return _error("invalid_grant")
            case "client_credentials":
                user = _client(request, form)
                if not user:
                    return _error("invalid_client")
                # RFC 6749 section 4.4.3: a refresh token SHOULD NOT be included.
                return _given(tokens.access(user, lifetime), lifetime)
            case None:
                return _error("invalid_request")
            case _:
                return _error("unsupported_grant_type")
        return _given(tokens.access(user, lifetime), lifetime, refresh_token=tokens.refresh(user))

    return [
        Route("/bearer", bearer, methods=METHODS),
        Route("/bearer/expire", expire, methods=["POST"]),
        Route("/token", token, methods=["POST"]),
    ]


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form, each of which may come once (RFC 6749 section 3.2)."""
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError as exc:
        raise malformed("the body is no form in UTF-8") from exc
    return {} if len(dict(pairs)) < len(pairs) else dict(pairs)


def _client(request: Request, form: Mapping[str, str]) -> str:
    """Return the client's id when it says its secret, in the header or the form (RFC 6749 section 2.3.1)."""
    if "Authorization" in request.headers:
        return basic_user(request, {CLIENT_ID: CLIENT_SECRET}) or ""
    right = same(form.get("client_id", ""), CLIENT_ID) & same(form.get("client_secret", ""), CLIENT_SECRET)
    return CLIENT_ID if right else ""


def _given(token: str, lifetime: float, **more: str) -> Response:
    answer = {"access_token": token, "token_type": "Bearer", "expires_in": int(lifetime), **more}
    # RFC 6749 section 5.1: no cache keeps a token.
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


def _error(code: str) -> Response:
    """Answer as RFC 6749 section 5.2 says: 400, but 401 with a challenge for a client that is not known."""
    response = JSONResponse({"error": code}, 401 if code == "invalid_client" else 400)
    response.headers["Cache-Control"] = "no-store"
    if code == "invalid_client":
        response.headers["WWW-Authenticate"] = 'Basic realm="playground clients", charset="UTF-8"'
    return response


def _bounded(kept: dict[str, Any], token: str) -> str:
    while len(kept) > MOST_TOKENS:
        kept.pop(next(iter(kept)))
    return token
