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
from .revocation import revoke
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
        self.kept_as = (issuer.rstrip("/") or given.token, "" if is_new else client.id)
        self._first = first
        self._text: str | None = None  # what the store had when it was last looked at, or was given

    def granted(self, token: Token | None) -> Generator[Any, Any, Token]:
        """Return a new token for one that has run out, or the first; it is kept before anything is done with it."""
        if self.keeps and self.store is None:
            raise InvalidAuth("tokens are kept by a session's login alone", hint="session.login(origin, auth)")
        news = self._news(token)
        if news is not None:
            self.client, token = news
            self.is_new = False
            if token.is_fresh(time.time(), LEEWAY):
                return token
        server = self.server
        if server is None:
            server = self.server = yield from known_server(self.issuer, self.given)
        if self.is_new:
            self.client = yield from registered(server, self.wanted, dpop=self.client.dpop)
            self.is_new = False
        try:
            fresh = yield from self._asked(server, token)
        except OAuthError as exc:
            if exc.error == "invalid_grant" and self.store is not None and self.store.load() == self._text:
                self.store.forget()  # it is good for nothing any more, and would stand in the way of a sign-in
            raise
        self.keep(fresh)
        return fresh

    def taken_back(self, client: Client, token: Token) -> Generator[Any, Any, None]:
        """Have the server take a token back (RFC 7009), also one that was kept and not used yet."""
        if self.server is None:
            self.server = yield from known_server(self.issuer, self.given)
        yield from revoke(client, self.server, token)

    def keep(self, token: Token) -> None:
        """Have a token kept, where somebody wanted that."""
        if self.store is None:
            return
        text = kept_text(self.client, token, self.issuer)
        try:
            self.store.save(text)
            self._text = text
        except NbauthError as exc:
            # The token is good all the same: it must not be lost for that.
            warnings.warn(f"the tokens are not kept: {exc}", stacklevel=2)

    def kept(self) -> tuple[Client, Token] | None:
        """Return what the store has; None where that is nothing that can be used."""
        return read_kept(self.store.load()) if self.store is not None else None

    def _news(self, token: Token | None) -> tuple[Client, Token] | None:
        """Return what another kernel has kept meanwhile for the same person; None where nothing is new.

        It may have used the refresh token that this one has, and a server that sees it a second time takes back all
        that was granted. What this one could not save is no news: it has the newer token itself.
        """
        text = self.store.load() if self.store is not None else None
        if text is None or text == self._text:
            return None
        self._text, found = text, read_kept(text)
        if found is None or token is None:
            return found
        subjects = {token.claims.get("sub"), found[1].claims.get("sub")} - {None}
        return found if len(subjects) < 2 else None

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
