"""httpx's own Digest at several servers: each has a copy of the object, since that keeps the state of one."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

from .._http import httpx
from ..core.origin import Origin
from ..schemes.base import Scheme
from .foreign import without_state

__all__ = ["Digests"]


class Digests:
    """The copies, as long as their originals are in use. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._copies: WeakKeyDictionary[httpx.Auth, dict[Origin, httpx.Auth]] = WeakKeyDictionary()

    def at(self, auth: httpx.Auth, origin: Origin) -> httpx.Auth:
        """Return the auth to use at *origin*: *auth* itself, unless it is httpx's Digest.

        Then it is always a copy: the object itself may come from another client with the nonce of another server,
        and a key that is not its own value can be forgotten with it.
        """
        if not isinstance(auth, httpx.DigestAuth) or isinstance(auth, Scheme):
            return auth
        with self._lock:
            by_origin = self._copies.setdefault(auth, {})
            if origin not in by_origin:
                by_origin[origin] = without_state(auth)
            return by_origin[origin]

    def forget(self, auth: httpx.Auth) -> None:
        """Forget the nonces of one."""
        with self._lock:
            self._copies.pop(auth, None)

    def clear(self) -> None:
        """Forget all nonces."""
        with self._lock:
            self._copies.clear()
