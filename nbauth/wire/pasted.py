"""What a pasted command holds and no login sends: cookies, fields of a body, parameters of a URL."""

from __future__ import annotations

import threading

from ..core.origin import Origin
from ..core.secret import NOT_IN_NAMES, Vault

__all__ = ["OWNER", "Pasted"]

OWNER = "curl"
"""Whose secrets these are: ``{{curl_cookie}}``, ``{{curl_password}}``. No login can have this name."""


class Pasted:
    """Names for such credentials, each for the origin of the command's URL. Safe to use from several threads.

    The same place of a command for the same origin has the same name each time, so that a cell that is run again
    and again leaves one secret.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._lock = threading.Lock()
        self._names: dict[tuple[Origin, str, int], str] = {}
        self._origins: dict[str, Origin] = {}

    def keep(self, origin: Origin, place: str, number: int, value: str) -> str:
        """Keep the *number*-th value that stands at a place; return the name that it is known by."""
        with self._lock:
            key = (origin, place, number)
            if key not in self._names:
                name = free = f"{OWNER}_{NOT_IN_NAMES.sub('_', place)}"
                count = 1
                while free in self._origins:
                    count += 1
                    free = f"{name}_{count}"
                self._names[key] = free
                self._origins[free] = origin
            self._vault.add(self._names[key], value)
            return self._names[key]

    def origin_of(self, name: str) -> Origin | None:
        """Return where a secret may be sent; None for a name that is not known here, or no longer."""
        return self._origins.get(name) if name in self._vault else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that are known, oldest first."""
        return tuple(name for name in self._origins if name in self._vault)
