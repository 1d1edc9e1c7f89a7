"""Basic: user name and password in base64 (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from .._http import httpx
from ..core.secret import Known, Secret, secret
from ..errors import InvalidField
from .base import Field, Flow, Scheme

__all__ = ["BasicAuth", "check_text"]


class BasicAuth(Scheme, httpx.BasicAuth):
    """Send ``user:password`` in base64, in UTF-8, with every request (RFC 7617).

    Base64 hides nothing: use it over https. The credentials go out without waiting for a challenge.

    Raises:
        InvalidField: the user name holds a colon (section 2: the first colon ends it) or a control
            character is in either.
    """

    name = "basic"
    title = "Basic"
    about = "User name and password go along with every request, encoded and not encrypted."
    auth_scheme = "basic"
    fields = (
        Field("username", "User name", help="Sent with the password; no colon in it."),
        Field("password", "Password", secret=True),
    )

    def __init__(self, username: str, password: str | Secret = "") -> None:
        check_text("username", username)
        if ":" in username:
            raise InvalidField("username", "a colon in it would end it (RFC 7617 section 2)")
        self._username = username
        self._password = secret(password, "password")
        check_text("password", self._password.reveal())
        pair = f"{username}:{self._password.reveal()}".encode()
        self._credentials = Secret(b64encode(pair).decode(), "credentials")

    @property
    def username(self) -> str:
        return self._username

    def secrets(self) -> Iterator[Known]:
        yield Known("password", self._password, (self._username,))

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        request.headers["Authorization"] = f"Basic {self._credentials.reveal()}"
        yield request


def check_text(field: str, value: str) -> None:
    """Refuse what no header can carry, without quoting it (RFC 7617 section 2: no control characters)."""
    if not isinstance(value, str):
        raise InvalidField(field, f"expected text, got {type(value).__name__}")
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise InvalidField(field, "a control character (CR, LF, NUL, tab, ...) is in it")
    if any(0xD800 <= ord(char) < 0xE000 for char in value):
        raise InvalidField(field, "half of a surrogate pair is in it, which is no character")
