"""What needs no login: echoes, and redirects within the playground's two origins."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .answers import METHODS, malformed

__all__ = ["routes"]

STATUSES = {"301", "302", "303", "307", "308"}

# A browser drops tabs and line ends and reads \ as /, so that these could lead elsewhere.
MISLEADING = re.compile(r"[\x00-\x20\\\x7f]")


def routes(origin: str, other: str) -> list[Route]:
    """Return /open, /echo, /redirect and /away of a server with these two origins."""

    async def away(request: Request) -> Response:
        """Redirect to /echo at the second origin; ?status=302."""
        return RedirectResponse(f"{other}/echo", _status(request))

    async def redirect(request: Request) -> Response:
        """Redirect to ?to=PATH or a URL at one of the two origins; ?status=302."""
        to = request.query_params.get("to", "")
        if not _is_within(to, (origin, other)):
            raise malformed("to is a path that starts with one /, or a URL at one of the two origins")
        return RedirectResponse(to, _status(request))

    return [
        Route("/open", echo, methods=METHODS, name="open"),
        Route("/echo", echo, methods=METHODS),
        Route("/redirect", redirect, methods=METHODS),
        Route("/away", away, methods=METHODS),
    ]


async def echo(request: Request) -> Response:
    """No login: says what arrived, in JSON."""
    host, port = request.scope["server"]
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return JSONResponse(
        {
            "method": request.method,
            "origin": f"http://{host}:{port}",
            "path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "headers": headers,
            "body": (await request.body()).decode(errors="replace"),
        }
    )


def _is_within(to: str, origins: tuple[str, str]) -> bool:
    if MISLEADING.search(to):
        return False
    try:
        parts = urlsplit(to)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return f"{parts.scheme}://{parts.netloc}" in origins
    return to.startswith("/") and not to.startswith("//")


def _status(request: Request) -> int:
    status = request.query_params.get("status", "302")
    if status not in STATUSES:
        raise malformed(f"status is one of {', '.join(sorted(STATUSES))}")
    return int(status)
