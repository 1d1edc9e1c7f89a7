"""Endpoints that are slow, large, or fail in the ways that networks do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .answers import METHODS, malformed, number

__all__ = ["HangUp", "routes"]

HangUp = Callable[[Scope], None]
"""Closes the connection that a request came over, once what was written has left."""

LONGEST = 30.0
LARGEST = 1024**3
CHUNK = b"0123456789abcdef" * 4096


def routes(hang_up: HangUp) -> list[Route]:
    """Return /slow, /status, /big, /broken and /drop."""
    return [
        Route("/slow", slow, methods=METHODS),
        Route("/status/{code:int}", status, methods=METHODS),
        Route("/big", big),
        Route("/broken", Broken(hang_up)),
        Route("/drop", Dropped(hang_up)),
    ]


async def slow(request: Request) -> Response:
    """Answers after ?seconds=1, at most 30."""
    seconds = number(request, "seconds", 1.0, LONGEST)
    await asyncio.sleep(seconds)
    return JSONResponse({"slept": seconds})


async def status(request: Request) -> Response:
    """Answers with this status, 200 to 599."""
    code = request.path_params["code"]
    if not 200 <= code <= 599:
        raise malformed("a final status is 200 to 599")
    return Response(status_code=code)


async def big(request: Request) -> Response:
    """Streams ?size=1000000 bytes, at most 1 GiB."""
    size = int(number(request, "size", 1_000_000, LARGEST))

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, len(CHUNK)):
            yield CHUNK[: size - start]

    headers = {"Content-Length": str(size)}
    return StreamingResponse(chunks(), headers=headers, media_type="application/octet-stream")


class Broken:
    """Promises 1000 bytes and hangs up after 100."""

    def __init__(self, hang_up: HangUp) -> None:
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": CHUNK[:100], "more_body": True})
        self._hang_up(scope)
        await _until_closed(receive)


class Dropped:
    """Hangs up without an answer."""

    def __init__(self, hang_up: HangUp) -> None:
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._hang_up(scope)
        await _until_closed(receive)


async def _until_closed(receive: Receive) -> None:
    # Only then does uvicorn take an unfinished answer for the client's doing, and not for a failure to report.
    while (await receive())["type"] != "http.disconnect":
        pass
