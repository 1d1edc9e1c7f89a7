"""Run a grant outside of a request: on the session's own client, each of its requests a leg of one exchange."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .._http import httpx
from ..schemes.base import Flow, Scheme
from .blocking import send

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


def granted(session: Session, place: str, grant: Generator[Any, Any, T]) -> T:
    """Return what a grant returns; *place* is the URL of the server that it asks.

    Raises:
        OAuthError: the server refuses.
        httpx.RequestError: it cannot be reached.
    """
    granting = _Granting(grant)
    send(session, session.client.build_request("GET", place), auth=granting)
    return granting.result
