"""Say it once when a credential goes out in clear: over plain http, to another machine, or by a proxy on one."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.message import text, texts
from ..core.origin import Origin, ProtectionSpace
from ..core.places import TREATMENTS, whole
from ..errors import InsecureTransportWarning
from ..schemes.api_key import APIKeyAuth
from .foreign import is_opaque
from .learn import HARMLESS, added
from .proxies import leaves_by_proxy

if TYPE_CHECKING:
    from .session import Session

__all__ = ["PlainHttp", "readable"]

PROOFS = frozenset(("digest", "hawk", "hmac", "oauth", "signature", "aws4-hmac-sha256", "aws4-ecdsa-p256-sha256"))
"""Schemes of Authorization whose credentials tell nobody the secret."""

NAMES = {"basic": "a user name and password (Basic)", "bearer": "a Bearer token"}
OTHER = "what the auth flow sends"
KEY = "an API key"


class PlainHttp:
    """The origins of one session to which credentials go in clear, each told of once.

    A login that was made for an ``http://`` origin says that it is wanted there.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._settled: set[Origin] = set()
        self._lock = threading.Lock()
        # Of a context, since a form sends in a thread of its own while a cell runs.
        self._say: ContextVar[Callable[[InsecureTransportWarning], None]] = ContextVar("say", default=_warn)
        self._wanted: ContextVar[Origin | None] = ContextVar("wanted", default=None)

    @contextmanager
    def wanted(self, origin: Origin) -> Iterator[None]:
        """Meanwhile, somebody has said that it is wanted there; it is not told, and not counted as told."""
        token = self._wanted.set(origin)
        try:
            yield
        finally:
            self._wanted.reset(token)

    @contextmanager
    def told_by(self, say: Callable[[InsecureTransportWarning], None]) -> Iterator[None]:
        """Meanwhile, let *say* tell the person, and not a warning of Python's."""
        token = self._say.set(say)
        try:
            yield
        finally:
            self._say.reset(token)

    def look(
        self,
        client: Any,
        origin: Origin,
        leg: httpx.Request,
        hop: httpx.Request,
        auth: httpx.Auth | None,
        *,
        is_own: bool,
    ) -> None:
        """Warn, once for each origin, when *leg* of *client* takes a credential there in clear; see `readable`."""
        if self._is_news(client, origin) and (what := readable(leg, hop, auth, is_own=is_own)):
            self._tell(origin, what)

    def _is_news(self, client: Any, origin: Origin) -> bool:
        """Tell whether a credential to *origin* would have to be told of."""
        if origin in self._settled or self._session.allow_insecure:
            return False
        stays_here = origin.is_loopback and not leaves_by_proxy(client, httpx.URL(str(origin)))
        if origin.scheme != "http" or stays_here:
            self._settled.add(origin)
            return False
        return not self._is_wanted(origin)

    def _is_wanted(self, origin: Origin) -> bool:
        if origin == self._wanted.get():
            return True
        spaces = [login.space for login in self._session.logins.values()]
        return any(isinstance(space, ProtectionSpace) and space.origin == origin for space in spaces)

    def _tell(self, origin: Origin, what: str) -> None:
        with self._lock:
            if origin in self._settled:
                return
            self._settled.add(origin)
        self._say.get()(InsecureTransportWarning(str(origin), what))


def readable(leg: httpx.Request, hop: httpx.Request, auth: httpx.Auth | None, *, is_own: bool) -> str | None:
    """Return, in words, the credential of a leg that everybody on the way can read; None when there is none.

    Cookies do not count: nearly every site sets some.

    Args:
        hop: What the user sends, without what a login adds.
        auth: Whose flow has made the leg.
        is_own: The flow makes this request itself, for a token.
    """
    scheme, _, _ = leg.headers.get("Authorization", "").partition(" ")
    if scheme and scheme.lower() not in PROOFS:
        return NAMES.get(scheme.lower(), "the header Authorization")
    if is_own:
        return OTHER if leg.__dict__.get("_content") else None
    if isinstance(auth, APIKeyAuth) and leg is not hop:
        return KEY
    raw = leg.headers.raw
    if any(TREATMENTS[name] is whole for name, _ in texts(raw)):
        return KEY
    if auth is None or not is_opaque(auth):
        return None
    names = {text(name).lower() for name, _ in added(raw, hop.headers.raw)}
    return OTHER if leg.url != hop.url or names - HARMLESS - {"authorization"} else None


def _warn(warning: InsecureTransportWarning) -> None:
    """Warn where the person's own code is."""
    ours = {__name__.partition(".")[0], httpx.__name__}
    frame: Any = sys._getframe()
    level = 1
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in ours:
        frame, level = frame.f_back, level + 1
    warnings.warn(warning, stacklevel=level)
