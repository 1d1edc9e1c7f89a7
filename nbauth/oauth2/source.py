"""Source: where the tokens of one login come from, the first and those after it."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Generator
from typing import Any

from ..errors import InvalidAuth, NbauthError, OAuthError
from .client import Client
from .refresh import refreshed
from .registration import registered
from .server import Server, known_server
from .store import TokenStore, kept_text, read_kept
from .token import Token
from .tokens import LEEWAY
from .wanted import Wanted

__all__ = ["FirstGrant", "Source"]

FirstGrant = Callable[[Client, Server, Wanted], Generator[Any, Any, Token]]


class Source:
    """An authorization server, and a client that it grants tokens.

    Args:
        client: Who asks; without an id one that the server shall register.
        issuer: The server, where its endpoints are discovered.
        given: Endpoints that were given by hand.
        first: Has a token without one before; None where only somebody who signs in can have one.
        keeps: Whether tokens are kept beyond the kernel; `store` says where.
    """

    def __init__(
        self,
        client: Client,
        issuer: str,
        given: Server,
        wanted: Wanted,
        first: FirstGrant | None,
        *,
        is_new: bool = False,
        keeps: bool = False,
    ) -> None:
        self.client, self.issuer, self.given, self.wanted = client, issuer, given, wanted
        self.server: Server | None = None
        self.store: TokenStore | None = None
        self.is_new, self.keeps = is_new, keeps
        self._first = first

    def granted(self, token: Token | None) -> Generator[Any, Any, Token]:
        """Return a new token for one that has run out, or the first; it is kept before anything is done with it."""
        if self.keeps and self.store is None:
            raise InvalidAuth("tokens are kept by a session's login alone", hint="session.login(origin, auth)")
        # Looked at each time: another kernel may have used the refresh token that this one has, and a server that
        # sees it a second time takes back all that was granted.
        kept = self.kept()
        if kept is not None and (token is None or _is_newer(kept[1], token)):
            self.client, token = kept
            self.is_new = False
            if token.is_fresh(time.time(), LEEWAY):
                return token
        server = self.server
        if server is None:
            server = self.server = yield from known_server(self.issuer, self.given)
        if self.is_new:
            self.client = yield from registered(server, self.wanted, dpop=self.client.dpop)
            self.is_new = False
        fresh = yield from self._asked(server, token)
        self.keep(fresh)
        return fresh

    def keep(self, token: Token) -> None:
        """Have a token kept, where somebody wanted that."""
        if self.store is None:
            return
        try:
            self.store.save(kept_text(self.client, token))
        except NbauthError as exc:
            # The token is good all the same: it must not be lost for that.
            warnings.warn(f"the tokens are not kept: {exc}", stacklevel=2)

    def kept(self) -> tuple[Client, Token] | None:
        """Return what the store has; None where that is nothing that can be used."""
        return read_kept(self.store.load()) if self.store is not None else None

    def _asked(self, server: Server, token: Token | None) -> Generator[Any, Any, Token]:
        if token is not None and (token.refresh is not None or self._first is None):
            try:
                return (yield from refreshed(self.client, server, token, self.wanted.resource))
            except OAuthError as exc:
                if exc.error != "invalid_grant" or self._first is None:
                    raise
        if self._first is None:
            raise OAuthError("nobody has signed in", hint="sign in with %auth oauth2 ORIGIN, which shows where")
        return (yield from self._first(self.client, server, self.wanted))


def _is_newer(kept: Token, token: Token) -> bool:
    if kept.refresh is None or token.refresh is None:
        return False
    return kept.refresh.reveal() != token.refresh.reveal()
