"""What must be known of an Auth object that is not ours: its secrets, and a state for each server.

The private names of httpx's own Auth classes that this needs are all here: `_auth_header`, `_username`,
`_password`, `_last_challenge`, `_nonce_count`. A test says so if one ever changes.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator

from .._http import httpx
from ..core.secret import Known, Secret
from ..schemes.base import Scheme

__all__ = ["is_on", "is_opaque", "secrets_of", "username_of", "without_state"]


def secrets_of(auth: httpx.Auth) -> Iterator[Known]:
    """Yield what redaction must know of an auth object, ours or httpx's own."""
    if isinstance(auth, Scheme):
        yield from auth.secrets()
    elif isinstance(auth, httpx.DigestAuth):
        yield Known("password", Secret(auth._password.decode()), (auth._username.decode(),))
    elif isinstance(auth, httpx.BasicAuth):
        user, _, password = b64decode(auth._auth_header.partition(" ")[2]).decode().partition(":")
        yield Known("password", Secret(password), (user,))


def username_of(auth: httpx.Auth) -> str | None:
    """Return whose credentials an auth object has, ours or httpx's own; None where it knows no one user."""
    if isinstance(auth, Scheme):
        return auth.username
    return next((user for known in secrets_of(auth) for user in known.usernames), None)


def is_opaque(auth: httpx.Auth) -> bool:
    """True for a user's own Auth, whose secrets are seen only in what it puts on a request."""
    return next(secrets_of(auth), None) is None


def is_on(auth: httpx.Auth, request: httpx.Request) -> bool:
    """True when the user wrote on the request what this auth, which is not opaque, would set.

    An opaque Auth may set any header: what it overwrites is put back instead, leg by leg.
    """
    return auth.is_on(request) if isinstance(auth, Scheme) else "Authorization" in request.headers


def without_state(auth: httpx.DigestAuth) -> httpx.DigestAuth:
    """Return httpx's Digest for the same user and password, without the nonce of any server."""
    fresh = object.__new__(type(auth))
    fresh.__dict__.update(auth.__dict__)
    fresh._last_challenge, fresh._nonce_count = None, 1
    return fresh
