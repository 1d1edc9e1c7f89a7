"""Grants, and the tokens that come of them: all of a grant's tokens end together."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Access", "Grant", "Refresh", "Tokens", "bounded"]

MOST = 1000

T = TypeVar("T")


@dataclass(slots=True)
class Grant:
    """What somebody has allowed a client, or a client may do by itself.

    Attributes:
        user: Who allowed it, or the client's id.
        client: The client's id; empty for the lesson that has no client yet.
        scopes: What is allowed, in the order asked for.
        jkt: The thumbprint of the key that its tokens are bound to (RFC 9449); empty for bearer tokens.
        nonce: What the ID token is to have in it.
        resource: The one API that its tokens are for (RFC 8707); empty for all of this server's.
        is_over: Whether it was taken back.
    """

    user: str
    client: str = ""
    scopes: tuple[str, ...] = ()
    jkt: str = ""
    nonce: str = ""
    resource: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """An access token: good until *end*, by the server's clock."""

    grant: Grant
    scopes: tuple[str, ...]
    end: float


@dataclass(slots=True)
class Refresh:
    """A refresh token, which is good for one use."""

    grant: Grant
    is_used: bool = False


class Tokens:
    """The tokens given out: of which grant, and until when."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._access: dict[str, Access] = {}
        self._refresh: dict[str, Refresh] = {}

    def access(self, grant: Grant, seconds: float, scopes: tuple[str, ...] | None = None) -> str:
        """Return a new access token, for all that was granted or for less."""
        found = Access(grant, grant.scopes if scopes is None else scopes, self._now() + seconds)
        return bounded(self._access, found)

    def refresh(self, grant: Grant) -> str:
        """Return a new refresh token."""
        return bounded(self._refresh, Refresh(grant))

    def found(self, token: str) -> Access | None:
        """Return what an access token allows; None when it is unknown, expired or taken back."""
        access = self._access.get(token)
        return access if access and not access.grant.is_over and self._now() < access.end else None

    def user(self, token: str) -> str | None:
        """Return whose bearer token it is; None when it is none, or needs a proof beside it, or is for one API."""
        access = self.found(token)
        return access.grant.user if access and not access.grant.jkt and not access.grant.resource else None

    def refreshable(self, token: str) -> Refresh | None:
        """Return a refresh token that was given out, also a used one, unless its grant is over."""
        refresh = self._refresh.get(token)
        return refresh if refresh and not refresh.grant.is_over else None

    def revoke(self, token: str, client: str) -> None:
        """Take a client's access token back, or all of a grant by its refresh token (RFC 7009 section 2.1)."""
        refresh, access = self._refresh.get(token), self._access.get(token)
        if refresh and refresh.grant.client == client:
            refresh.grant.is_over = True
        elif access and access.grant.client == client:
            del self._access[token]

    def expire(self) -> int:
        """End all access tokens; return how many there were."""
        count = len(self._access)
        self._access.clear()
        return count


def bounded(kept: dict[str, T], value: T, key: str = "") -> str:
    """Keep a value under a key that nobody can guess, and the last 1000 alone; return the key."""
    key = key or secrets.token_urlsafe(24)
    kept[key] = value
    while len(kept) > MOST:
        kept.pop(next(iter(kept)))
    return key
