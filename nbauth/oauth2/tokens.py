"""Tokens: the token that a login has, fetched once for all who need one, and renewed."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any

from .._http import httpx
from ..errors import NbauthError, OAuthError
from ..schemes.base import Turn
from .token import Token

__all__ = ["LEEWAY", "Tokens"]

LEEWAY = 30.0
"""Seconds before its end in which a token counts as run out: clocks differ, and requests take their time."""


class Tokens:
    """One token at a time, for many requests at once.

    Args:
        grant: Returns a new token, for the one that has run out or None.
    """

    def __init__(
        self, grant: Callable[[Token | None], Generator[Any, Any, Token]], token: Token | None = None
    ) -> None:
        self.current = token
        self._grant = grant
        self._attempts = 0
        self._failure: NbauthError | httpx.RequestError | None = None
        self._lost: httpx.RequestError | None = None

    def fresh(self) -> Generator[Any, Any, Token]:
        """Return one that is good for a while."""
        token = self.current
        if token is not None and token.is_fresh(time.time(), LEEWAY):
            return token
        return (yield from self.another(token))

    def another(self, dead: Token | None) -> Generator[Any, Any, Token]:
        """Return another token than *dead*. Of many that want one, one asks, and all have what it gets.

        Raises:
            NbauthError, httpx.RequestError: whoever has asked failed with it; all who waited do too.
        """
        before = self._attempts
        turn = Turn("token")
        try:
            yield turn
            token = self.current
            if token is not None and token is not dead and token.is_fresh(time.time()):
                return token
            if self._attempts != before and self._failure is not None:
                raise _again(self._failure)  # of who asked while this one waited
            self._lost = None
            try:
                fresh = yield from self._grant(token)
            except NbauthError as exc:
                self._ended(exc)
                raise
            except GeneratorExit:
                # Cancelled, and the next one asks; or its request was lost, and then no other one is tried.
                if self._lost is not None:
                    self._ended(self._lost)
                raise
            self.current = fresh
            self._ended(None)
            return fresh
        finally:
            turn.done()

    def lost(self, error: httpx.RequestError) -> None:
        """Be told that a request for a token did not come back."""
        self._lost = error

    def _ended(self, failure: NbauthError | httpx.RequestError | None) -> None:
        # A copy: the error itself has frames that hold the request.
        self._attempts, self._failure = self._attempts + 1, None if failure is None else _again(failure)


def _again(failure: NbauthError | httpx.RequestError) -> NbauthError | httpx.RequestError:
    """Return the same failure, for somebody else."""
    if isinstance(failure, httpx.RequestError):
        return type(failure)(str(failure))
    return OAuthError(str(failure), getattr(failure, "error", ""), hint=failure.hint)
