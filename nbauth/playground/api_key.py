"""API keys in a header, in the query and in a cookie."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import METHODS, granted, refused
from .users import API_KEY, same

__all__ = ["routes"]

HEADER = "X-API-Key"
NAME = "api_key"


def routes() -> list[Route]:
    """Return /apikey/header, /apikey/query and /apikey/cookie."""
    return [
        Route("/apikey/header", header, methods=METHODS),
        Route("/apikey/query", query, methods=METHODS),
        Route("/apikey/cookie", cookie, methods=METHODS),
    ]


async def header(request: Request) -> Response:
    """API key in the header X-API-Key."""
    return _answer(request.headers.get(HEADER), "header", HEADER)


async def query(request: Request) -> Response:
    """API key in the query: ?api_key=..."""
    return _answer(request.query_params.get(NAME), "query", NAME)


async def cookie(request: Request) -> Response:
    """API key in the cookie api_key."""
    return _answer(request.cookies.get(NAME), "cookie", NAME)


def _answer(key: str | None, place: str, name: str) -> Response:
    if key is not None and same(key, API_KEY):
        return granted("apikey", place=place)
    # No scheme is registered for API keys; a 401 needs a challenge all the same (RFC 9110 section 15.5.2).
    reason = "no API key" if key is None else "wrong API key"
    return refused(reason, f'ApiKey realm="playground", in="{place}", name="{name}"')
