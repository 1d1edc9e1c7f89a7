"""Tokens in the system's keyring, for who has asked for that: the next kernel is signed in without a browser."""

from __future__ import annotations

from typing import Any

from ..core.secret import Secret
from ..errors import InvalidAuth
from ..oauth2.auth import OAuth2Auth
from .keyrings import forget, recalled, remember

__all__ = ["KeyringTokens", "keep_tokens"]


class KeyringTokens:
    """Where the tokens of one client of one authorization server are kept, for one place.

    Args:
        issuer: The server.
        client_id: Its name for the client; empty for one that was registered.
        place: What the tokens are used for, an origin.
    """

    def __init__(self, issuer: str, client_id: str, place: str) -> None:
        self._service, self._user = f"nbauth tokens of {issuer}", f"{client_id} for {place}"

    def load(self) -> str | None:
        return recalled(self._service, self._user)

    def save(self, text: str) -> None:
        remember(self._service, self._user, Secret(text))

    def forget(self) -> None:
        forget(self._service, self._user)


def keep_tokens(auth: Any, place: str) -> None:
    """Give an auth that wants its tokens kept the place where they are."""
    if not isinstance(auth, OAuth2Auth):
        raise InvalidAuth(f"{type(auth).__name__} wants to be kept, and nothing here knows how")
    source = auth.source
    client = "" if source.is_new else source.client.id
    auth.kept_by(KeyringTokens(source.issuer or source.given.token, client, place))
