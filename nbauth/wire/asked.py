"""Asked: the ``auth=`` of one send."""

from __future__ import annotations

from typing import Any

from ..core.origin import Origin
from ..schemes.custom import as_auth
from .bindings import Login, Trial

__all__ = ["Asked"]


class Asked:
    """Something that httpx takes, one of the session's logins, one that is tried, or None for off.

    Attributes:
        login: The login, where it is one.
        auth: What answers; None for off.
        is_tried: Whether the login may lead on to places that it is not for; there the session's logins answer.
        home: The origin that the user has called, where it is not that of the request.
    """

    def __init__(self, auth: Any) -> None:
        self.is_tried = isinstance(auth, Trial)
        self.home: Origin | None = auth.home if isinstance(auth, Trial) else None
        given = auth.login if isinstance(auth, Trial) else auth
        self.login: Login | None = given if isinstance(given, Login) else None
        self.auth = given.auth if isinstance(given, Login) else as_auth(given)
