"""Scheme: an httpx.Auth that does no I/O, declares its fields, and works in a plain httpx client too.

A flow is a generator. It yields what it needs and receives what it asked for:

    request          send it; the response comes back
    Wait(seconds)    come back later; a flow never sleeps
    Turn(key)        come back when no other flow holds the key
    Body(request)    have the request's body read into memory, then come back
    Read(response)   have the response's body read into memory, then come back

The two drivers below, one sync and one async, are all the code that knows the difference.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Generator, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from .._http import httpx
from ..core.field import Field
from ..core.secret import Known
from ..errors import InvalidAuth
from .turn import Turn, Turns

__all__ = ["HIDDEN", "Body", "Field", "Flow", "Read", "Scheme", "Step", "Turn", "Wait"]


@dataclass(frozen=True, slots=True)
class Wait:
    """Yielded by a flow that wants to go on after *seconds*."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Body:
    """Yielded by a flow that needs ``request.content``; afterwards the body can be sent again."""

    request: httpx.Request


@dataclass(frozen=True, slots=True)
class Read:
    """Yielded by a flow that needs the content of the response to a request of its own."""

    response: httpx.Response


HIDDEN = "nbauth.hidden"
"""The extension of a request that a flow makes itself with the `Secret`s that are in it, by whatever name."""

Step = httpx.Request | Wait | Turn | Body | Read
Flow = Generator[Step, Any, None]


NO_STEP = "{}.auth_flow yielded {}; it yields requests, Wait, Turn, Body and Read"


class Scheme(httpx.Auth):
    """Base of nbauth's schemes. Subclasses write `auth_flow`; see the module's text for what it may yield."""

    name: ClassVar[str]
    """What `%auth` calls it."""
    title: ClassVar[str]
    """What a person calls it: "Digest"."""
    about: ClassVar[str] = ""
    """What it does, in one sentence, for a form and for `%auth SCHEME -h`."""
    auth_scheme: ClassVar[str] = ""
    """What a challenge calls it, in lower case (RFC 9110 section 11.1); empty where none leads to it."""
    fields: ClassVar[tuple[Field, ...]] = ()

    # Made here and not in __init__, so that no subclass has to call super().__init__().
    _turns: Turns

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        self = super().__new__(cls)
        self._turns = Turns()
        return self

    @property
    def username(self) -> str | None:
        """Whose credentials these are, where the scheme knows one user; a URL with another user is not theirs."""
        return None

    def secrets(self) -> Iterator[Known]:
        """Yield each secret, named by its field, for the session's vault."""
        return iter(())

    def revocation(self) -> tuple[str, Flow] | None:
        """Return what tells a server that somebody logs out, and the server's URL; None where there is none.

        The flow may yield what `auth_flow` may, and raise an NbauthError when the server does not do it.
        """
        return None

    @property
    def wants_store(self) -> bool:
        """Whether a session shall give it a place in the keyring, where what it has got stays beyond the kernel."""
        return False

    def forget_kept(self) -> None:
        """Have the store keep nothing any more. Raises NbauthError where it cannot."""

    def lost(self, request: httpx.Request, error: httpx.RequestError) -> None:
        """Be told, by a session, that a request of the flow did not come back, before the flow is closed."""

    def is_on(self, request: httpx.Request) -> bool:
        """True when the user wrote what the flow would set; a session leaves such a request as it is."""
        return "Authorization" in request.headers

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        """Yield steps, beginning with whatever must come before *request* itself is answered."""
        yield request

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Drive `auth_flow` in a thread; httpx.Client calls this."""
        if self.requires_request_body:
            request.read()
        flow = self.auth_flow(request)
        answer: Any = None
        response: httpx.Response | None = None
        try:
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration:
                    return
                if isinstance(step, httpx.Request):
                    answer = response = yield step
                    if self.requires_response_body:
                        answer.read()
                    continue
                answer = None
                match step:
                    case Wait(seconds):
                        time.sleep(seconds)
                    case Turn():
                        if response is not None:
                            response.read()  # frees its connection, for which the holder of the turn may wait
                        self._turns.take(step)
                    case Body(wanted) | Read(wanted):
                        wanted.read()
                    case _:
                        raise InvalidAuth(NO_STEP.format(type(self).__name__, type(step).__name__))
        finally:
            flow.close()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Drive `auth_flow` in a task; httpx.AsyncClient calls this."""
        if self.requires_request_body:
            await request.aread()
        flow = self.auth_flow(request)
        answer: Any = None
        response: httpx.Response | None = None
        try:
            while True:
                try:
                    step = flow.send(answer)
                except StopIteration:
                    return
                if isinstance(step, httpx.Request):
                    answer = response = yield step
                    if self.requires_response_body:
                        await answer.aread()
                    continue
                answer = None
                match step:
                    case Wait(seconds):
                        import anyio  # comes with httpx: sleeps under asyncio and trio

                        await anyio.sleep(seconds)
                    case Turn():
                        if response is not None:
                            await response.aread()
                        await self._turns.atake(step)
                    case Body(wanted) | Read(wanted):
                        await wanted.aread()
                    case _:
                        raise InvalidAuth(NO_STEP.format(type(self).__name__, type(step).__name__))
        finally:
            flow.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not pickled: its secrets would leave the session")
