"""Run a grant outside of a request: on the session's own client, each of its requests a leg of one exchange."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .._http import httpx
from ..schemes.base import Flow, Scheme
from .blocking import send
from .recorder import BrowserLeg

if TYPE_CHECKING:
    from .session import Session

__all__ = ["granted"]

T = TypeVar("T")


class _Granting(Scheme, Generic[T]):
    """Sends what a grant yields, and nothing else."""

    name = "grant"
    title = "Grant"

    def __init__(self, grant: Generator[Any, Any, T]) -> None:
        self._grant = grant
        self.result: T

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        self.result = yield from self._grant


def _going_on(first: Any, grant: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
    """Yield what a generator has begun with, and what follows."""
    step = first
    try:
        while True:
            answer = yield step
            try:
                step = grant.send(answer)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
    finally:
        grant.close()


def granted(session: Session, place: str, grant: Generator[Any, Any, T], browser: tuple[BrowserLeg, ...] = ()) -> T:
    """Return what a grant returns; *place* is the URL of the server that it asks.

    Args:
        browser: What a person's browser has sent before it, for the record.

    Raises:
        OAuthError: the server refuses.
        httpx.RequestError: it cannot be reached.
    """
    try:
        first = next(grant)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # it knew all already: nobody is asked
    granting = _Granting(_going_on(first, grant))
    about = {"nbauth.browser": browser}
    send(session, session.client.build_request("GET", place, extensions=about), auth=granting)
    return granting.result
