"""What the user brings: every form of the ``auth`` argument that httpx documents."""

from __future__ import annotations

import dis
import inspect
from collections.abc import AsyncGenerator, Callable, Generator
from functools import lru_cache
from typing import Any

from .._http import BACKEND, OTHER, httpx
from ..errors import InvalidAuth, InvalidField
from .base import Flow, Scheme
from .basic import BasicAuth

__all__ = ["CallableAuth", "as_auth", "async_flow", "is_async_only", "sync_flow"]


def as_auth(auth: Any) -> httpx.Auth | None:
    """Return the Auth that an ``auth=`` argument stands for; None stays None.

    Taken as httpx documents it: a pair of user name and password, an instance of an httpx.Auth, a callable.

    Raises:
        InvalidAuth: it is none of these. The text names types only, since a repr could show a password.
        InvalidField: a user name or password that Basic cannot carry.
    """
    if auth is None or isinstance(auth, httpx.Auth):
        return auth
    if isinstance(auth, tuple):
        return _basic(auth)
    kind = auth if isinstance(auth, type) else type(auth)
    if any(base.__name__ == "Auth" and base.__module__.split(".")[0] == OTHER for base in kind.__mro__):
        raise InvalidAuth(
            f'Invalid "auth" argument: {kind.__name__} is an Auth of {OTHER}, and nbauth runs on {BACKEND};'
            f" use one of {BACKEND}, or start Python with NBAUTH_HTTP={OTHER}"
        )
    if isinstance(auth, type):
        raise InvalidAuth(f'Invalid "auth" argument: {kind.__name__} is a class; call it: {kind.__name__}(...)')
    if callable(auth):
        return CallableAuth(auth)
    raise InvalidAuth(
        f'Invalid "auth" argument: {kind.__name__}; it is a (username, password) tuple, an httpx.Auth,'
        " or a function that takes a request and returns it"
    )


def _basic(pair: tuple[Any, ...]) -> BasicAuth:
    if len(pair) != 2:
        raise InvalidAuth(
            f'Invalid "auth" argument: a tuple of {len(pair)}; it has two parts, user name and password'
        )
    return BasicAuth(_text("username", pair[0]), _text("password", pair[1]))


def _text(field: str, value: Any) -> Any:
    """Return bytes as text; BasicAuth judges the rest."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        pass
    # Outside of the except clause, or the error would carry the value in its context.
    raise InvalidField(field, "these bytes are not UTF-8")


class CallableAuth(Scheme):
    """Send the request that a function makes of the request it is given."""

    name = "callable"
    title = "Function"

    def __init__(self, func: Callable[[httpx.Request], httpx.Request]) -> None:
        self._func = func

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        answer: Any = self._func(request)
        if not isinstance(answer, httpx.Request):
            raise InvalidAuth(f"the auth function {_name(self._func)} {_instead(answer)}")
        yield answer


def _name(func: Any) -> str:
    """Return what a function is called; never its repr, which shows a partial's arguments."""
    func = getattr(func, "func", func)
    return str(getattr(func, "__qualname__", type(func).__qualname__))


def _instead(answer: Any) -> str:
    """Say what a function returned that is no request."""
    if answer is None:
        return "returned nothing; end it with: return request"
    if inspect.iscoroutine(answer):
        answer.close()  # or Python warns that it was never awaited
        return "is async; write a subclass of httpx.Auth with async_auth_flow instead"
    if inspect.isgenerator(answer) or inspect.isasyncgen(answer):
        return "yields; write a subclass of httpx.Auth with auth_flow instead"
    return f"returned {type(answer).__name__}, not a request"


ASYNC_ONLY = (
    "session.run(), %http and session.async_client can use it; where only a redirect leads to it, give --async, or"
    " async_=True"
)


def is_async_only(auth: httpx.Auth) -> bool:
    """True when an Auth has a flow for the asynchronous client and none for the synchronous one.

    Told by what its class overrides, without a call: `async_auth_flow`, and neither `auth_flow` nor a
    `sync_auth_flow` that does more than raise (httpx's page shows one that says what the class is for).
    """
    kind: Any = type(auth)
    return _is_async_only(kind)


@lru_cache
def _is_async_only(kind: type[httpx.Auth]) -> bool:
    base = httpx.Auth
    if kind.async_auth_flow is base.async_auth_flow or _only_raises(kind.async_auth_flow):
        return False
    if kind.sync_auth_flow is base.sync_auth_flow:
        return kind.auth_flow is base.auth_flow
    return _only_raises(kind.sync_auth_flow)


def _only_raises(func: Any) -> bool:
    """True for a function that can neither return nor yield."""
    code = getattr(func, "__code__", None)
    if code is None:
        return False
    names = {instruction.opname for instruction in dis.get_instructions(code)}
    # RETURN_GENERATOR does not count: so begins an async function, and one whose yield is never reached.
    return names.isdisjoint({"RETURN_VALUE", "RETURN_CONST", "YIELD_VALUE"})


def sync_flow(auth: httpx.Auth, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
    """Begin the flow of any Auth for a synchronous client.

    A `sync_auth_flow` that only raises, as httpx's documentation shows for an Auth that is async only, has no
    yield and so is no generator: what it raises comes out here.

    Raises:
        InvalidAuth: it returned something that is no generator, or is async only and does not say so itself:
            httpx would send the request without it.
    """
    if type(auth).sync_auth_flow is httpx.Auth.sync_auth_flow and is_async_only(auth):
        raise InvalidAuth(f"{type(auth).__name__} has no flow for session.client, which is sync", hint=ASYNC_ONLY)
    try:
        flow: Any = auth.sync_auth_flow(request)
    except Exception as exc:
        if is_async_only(auth):
            exc.add_note(f"nbauth: {ASYNC_ONLY}")
        raise
    if isinstance(flow, Generator):
        return flow
    if inspect.iscoroutine(flow):
        flow.close()
    raise InvalidAuth(
        f"{type(auth).__name__}.sync_auth_flow has no yield, or is async: write def ... yield request"
    )


def async_flow(auth: httpx.Auth, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
    """Begin the flow of any Auth for an asynchronous client.

    An ``async def async_auth_flow`` that only raises, as httpx's documentation shows for an Auth that is sync
    only, has no yield and so is a coroutine: what it raises comes out of the flow's first step. (httpx itself
    stops with "'coroutine' object has no attribute 'aclose'".)

    Raises:
        InvalidAuth: at the first step, when it returned something that is no asynchronous generator.
    """
    flow: Any = auth.async_auth_flow(request)
    return flow if isinstance(flow, AsyncGenerator) else _without_yield(auth, flow, request)


async def _without_yield(
    auth: httpx.Auth, flow: Any, request: httpx.Request
) -> AsyncGenerator[httpx.Request, httpx.Response]:
    if inspect.iscoroutine(flow):
        await flow
    raise InvalidAuth(
        f"{type(auth).__name__}.async_auth_flow has no yield, or is not async: write async def ... yield request"
    )
    yield request  # never reached; with it this is a generator
