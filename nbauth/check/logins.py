"""The values in use, from where a login has them: found wherever they are, in every encoding."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..core.redact import Redactor
from ..core.secret import Known, Vault
from ..errors import InvalidField
from ..wire.credentials import SOURCES, from_source

__all__ = ["LOGIN_SOURCES", "Values"]

LOGIN_SOURCES = (*SOURCES, "netrc[:PATH]")
"""What ``--login`` understands."""

SOURCE = re.compile(r"(?:([A-Za-z_]\w*)=)?((env|file|keyring|netrc|prompt)(?::(.+))?)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, repr=False)  # a redactor's patterns are secrets
class Login:
    """One ``--login``: what it is called, and what finds its values."""

    kind: str
    redactor: Redactor


class Values:
    """The values of all ``--login`` options."""

    def __init__(self, sources: Sequence[str] = ()) -> None:
        """Read each source, ``[NAME=]SOURCE``.

        Raises:
            InvalidField: this is no source, or its value is too short to be told from ordinary text.
            CredentialsNotFound, NetrcSyntaxError, MissingExtra: it has nothing to give.
        """
        self._logins = [_login(source, number) for number, source in enumerate(sources, 1)]

    def found(self, content: str | bytes) -> Iterator[str]:
        """Yield what is in *content*: "value of login_1 (env)"."""
        for login in self._logins:
            if isinstance(content, str):
                clean = login.redactor.clean(content)
            else:
                clean = login.redactor.data(content) is content  # the same object when nothing was found
            if not clean:
                yield login.kind

    def hidden(self, text: str) -> str:
        """Return *text* without any of the values."""
        for login in self._logins:
            text = login.redactor.text(text)
        return text


def _login(source: str, number: int) -> Login:
    match = SOURCE.fullmatch(source)
    if match is None:
        raise InvalidField("--login", f"this is no source; known: {', '.join(LOGIN_SOURCES)}")
    name, source, kind, path = match.groups()
    called = name or f"login_{number}"
    if kind == "netrc":
        known = _from_netrc(path)
    else:
        known = [Known("value", from_source(source, called, label=f"Value of {called}"))]
    redactor = Redactor(Vault.of(known))
    if redactor.by_place_only:
        raise InvalidField("--login", f"{called} has a value with less than 6 characters: they are in any text")
    return Login(f"value of {called} ({kind})", redactor)


def _from_netrc(path: str | None) -> list[Known]:
    from ..schemes.netrc import NetRCAuth  # it imports httpx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # who may read the file is not the question here
        known = list(NetRCAuth(path).secrets())
    if not known:
        raise InvalidField("--login", "the netrc file has no password")
    return known
