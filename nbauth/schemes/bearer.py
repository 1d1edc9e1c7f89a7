"""Bearer: a token that whoever holds it may use (RFC 6750)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .._http import httpx
from ..core.secret import Known, Secret, secret
from ..errors import InvalidField
from .base import Field, Flow, Scheme

__all__ = ["BearerAuth"]

TOKEN = re.compile(r"[\x21-\x7e]+")


class BearerAuth(Scheme):
    """Send a bearer token in the Authorization header (RFC 6750 section 2.1).

    White space and line breaks around a pasted token are removed, and so is a pasted "Bearer" before it.

    Raises:
        InvalidField: the token is empty, or white space, a control character or a non-ASCII character
            is inside it. The value is never quoted.
    """

    name = "bearer"
    title = "Bearer"
    about = "A token goes along with every request; whoever holds it may use it."
    auth_scheme = "bearer"
    fields = (Field("token", "Access token", secret=True, help="Without the word Bearer."),)

    def __init__(self, token: str | Secret) -> None:
        given = secret(token, "token")
        text = re.sub(r"(?i)^bearer\s+", "", given.reveal().strip())
        if not text:
            raise InvalidField("token", "it is empty")
        if not TOKEN.fullmatch(text):
            raise InvalidField("token", "white space, a line break or a non-ASCII character is inside it")
        self._token = given if text == given.reveal() else Secret(text, given.name)

    def secrets(self) -> Iterator[Known]:
        yield Known("token", self._token)

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request
