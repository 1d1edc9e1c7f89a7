"""Drive one auth flow to its final response: legs in, responses back, closing. No policy.

Twice the same twenty lines, because Python has two kinds of generators; everything else exists once.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

from .._http import httpx
from ..errors import InvalidAuth

__all__ = ["adrive", "drive"]

NOTHING_YIELDED = "the auth flow yielded no request; yield the request that it was given"


def drive(
    flow: Generator[httpx.Request, httpx.Response, None],
    send: Callable[[httpx.Request], httpx.Response],
) -> httpx.Response:
    """Send what *flow* yields until it ends; return the last response, unread.

    Responses before the last are read, as httpx does, so that their connection is free and
    `response.history` can be looked at.
    """
    try:
        try:
            request = next(flow)
        except (StopIteration, RuntimeError) as exc:
            if not _is_end(exc):
                raise
            raise InvalidAuth(NOTHING_YIELDED) from None
        while True:
            response = send(request)
            try:
                try:
                    request = flow.send(response)
                except StopIteration:
                    return response
                response.read()
            except BaseException:
                response.close()
                raise
    finally:
        flow.close()


async def adrive(
    flow: AsyncGenerator[httpx.Request, httpx.Response],
    send: Callable[[httpx.Request], Awaitable[httpx.Response]],
) -> httpx.Response:
    """Do what `drive` does, for an asynchronous flow."""
    try:
        try:
            request = await flow.__anext__()
        except (StopAsyncIteration, RuntimeError) as exc:
            if not _is_end(exc):
                raise
            raise InvalidAuth(NOTHING_YIELDED) from None
        while True:
            response = await send(request)
            try:
                try:
                    request = await flow.asend(response)
                except StopAsyncIteration:
                    return response
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
    finally:
        await flow.aclose()


def _is_end(exc: Exception) -> bool:
    """True when a flow ended, False for a RuntimeError of its own."""
    # httpx's drivers of `auth_flow` let its StopIteration escape, and Python makes a RuntimeError of that.
    return not isinstance(exc, RuntimeError) or isinstance(exc.__cause__, StopIteration)
