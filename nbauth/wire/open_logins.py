"""The logins that somebody is asked for in a form right now: what needs one of them waits for nobody, it ends."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ..core.origin import Origin, ProtectionSpace
from ..errors import LoginStillOpen

__all__ = ["Asked", "OpenLogin", "OpenLogins"]

Asked = frozenset[tuple[str, str | None]]
"""The schemes and realms of a 401."""


@dataclass(frozen=True, eq=False, slots=True)
class OpenLogin:
    """One form that is not filled in yet.

    Attributes:
        space: What its login will be for.
        cell: By which cell its form was made; empty where that is not known.
        asked: What a 401 asks for, scheme and realm of each challenge, where it is for one.
        is_wanted: Whether the user has asked for it: then nothing is sent there before. Otherwise a response has.
    """

    space: ProtectionSpace
    cell: str = ""
    asked: Asked = frozenset()
    is_wanted: bool = False


class OpenLogins:
    """The forms of a session that are open. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: tuple[OpenLogin, ...] = ()

    def add(self, login: OpenLogin) -> None:
        """Note that a form is open; it takes the place of those that the same cell has made for there before."""
        with self._lock:
            again = (login.cell, login.space)
            kept = [one for one in self._open if one is not login and (one.cell, one.space) != again]
            self._open = (*kept, login)

    def close(self, login: OpenLogin) -> None:
        """Note that a form is open no more."""
        with self._lock:
            self._open = tuple(one for one in self._open if one is not login)

    def check(self, origin: Origin, path: str) -> None:
        """Raise LoginStillOpen where the user has asked for a form that a request there needs."""
        for login in self._open:
            if login.is_wanted and login.space.covers(origin, path):
                raise LoginStillOpen(str(login.space))

    def is_asked_elsewhere(self, origin: Origin, path: str, asked: Asked, cell: str) -> bool:
        """Tell whether a form for the same is open in another cell than *cell*; never where cells are not known."""
        if not cell:
            return False
        return any(
            one.space.covers(origin, path) and one.cell != cell and (one.is_wanted or one.asked == asked)
            for one in self._open
        )

    def __bool__(self) -> bool:
        return bool(self._open)
