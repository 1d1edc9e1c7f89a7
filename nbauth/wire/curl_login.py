"""The credentials of a curl command that a login can send: -u, --oauth2-bearer, a URL's userinfo, headers."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from ..core.curl_command import CurlCommand
from ..core.places import TREATMENTS, whole
from ..schemes.api_key import APIKeyAuth
from ..schemes.base import Scheme
from ..schemes.basic import BasicAuth
from ..schemes.bearer import TOKEN, BearerAuth
from ..schemes.digest import DigestAuth
from .credentials import ask

__all__ = ["Credentials", "credentials_of", "with_password"]

Pairs = Sequence[tuple[str, str]]

AGAINST_FORGERY = ("x-csrf-token", "x-csrftoken", "x-xsrf-token")
"""Secrets that say whose page a request came from, not who sends it: each is for one request."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What a login can be made of.

    Attributes:
        auth: What sends it; None without any.
        headers: The command's headers without those that *auth* sends.
        others: More texts that are as secret as what *auth* knows to be: names and values.
        asks: Whether a password must be asked for first; `with_password` does.
    """

    auth: Scheme | None
    headers: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...] = field(default=())
    asks: bool = False


def credentials_of(command: CurlCommand, userinfo: str) -> Credentials:
    """Return the credentials of a command; a header wins over an option, and an option over the URL, as in curl.

    Args:
        userinfo: That of the URL, as it is written there.

    Raises:
        InvalidField: they cannot be sent.
    """
    headers = command.headers
    given = [value for name, value in headers if name.lower() == "authorization"]
    if given or "authorization" in command.absent:
        rest = tuple(pair for pair in headers if pair[0].lower() != "authorization")
        made = _of_header(given[0]) if len(given) == 1 else None
        return replace(made, headers=rest) if made else Credentials(None, headers)
    if command.bearer is not None:
        return Credentials(BearerAuth(command.bearer), headers)
    if command.user is not None:
        user, password = command.user
        if password is None:
            auth: Scheme = DigestAuth(user, "") if command.scheme == "digest" else BasicAuth(user)
            return Credentials(auth, headers, asks=True)
        return replace(_of_pair(user, password, command.scheme), headers=headers)
    if userinfo:
        user, _, password = (unquote(part, errors="surrogateescape") for part in userinfo.partition(":"))
        return replace(_of_pair(user, password, command.scheme), headers=headers)
    keys = [
        (name, value)
        for name, value in headers
        if TREATMENTS[name] is whole and name.lower() not in AGAINST_FORGERY and value
    ]
    if len(keys) == 1 and command.netrc is None:
        (name, value), rest = keys[0], tuple(pair for pair in headers if pair != keys[0])
        return Credentials(APIKeyAuth(value, name), rest)
    return Credentials(None, headers)


def with_password(credentials: Credentials, command: CurlCommand) -> Credentials:
    """Ask for the password that curl would ask for, and return the credentials with it.

    Raises:
        CredentialsNotFound: nobody can answer, or nothing was typed.
    """
    assert command.user is not None  # noqa: S101 - or nothing would be asked for
    password = ask("Password for -u", "password")
    return replace(_of_pair(command.user[0], password, command.scheme), headers=credentials.headers)


def _of_pair(user: str, password: str, scheme: str) -> Credentials:
    if scheme == "digest":
        return Credentials(DigestAuth(user, password), ())
    basic = BasicAuth(user, password)
    if password or not user:
        return Credentials(basic, ())
    # A token as the user name, as many APIs want it: a user name is shown, and this must not be.
    pair = b64encode(f"{user}:".encode()).decode()
    return Credentials(APIKeyAuth(f"Basic {pair}", "Authorization"), (), (("user", user), ("credentials", pair)))


def _of_header(value: str) -> Credentials | None:
    """Read an Authorization header; None when it is for this one request, as Digest's is."""
    rest = value.partition(" ")[2].strip()
    if value == f"Bearer {rest}" and TOKEN.fullmatch(rest):
        return Credentials(BearerAuth(rest), ())
    if value == f"Basic {rest}" and (pair := _pair(rest)):
        return _of_pair(*pair, "basic")
    if not value or ("=" in rest.rstrip("=") and "," in rest):
        return None
    return Credentials(APIKeyAuth(value, "Authorization"), (), (("token", rest),) if rest else ())


def _pair(encoded: str) -> tuple[str, str] | None:
    """Return the user name and the password of a Basic header, when they make just this header again."""
    try:
        user, colon, password = b64decode(encoded, validate=True).decode().partition(":")
        is_same = bool(colon) and b64encode(f"{user}:{password}".encode()).decode() == encoded
    except ValueError:
        return None
    return (user, password) if is_same and (user + password).isprintable() else None
