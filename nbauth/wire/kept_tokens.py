"""Tokens in the system's keyring, for who has asked for that: the next kernel is signed in without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.secret import Secret
from ..errors import InvalidAuth
from ..oauth2.auth import OAuth2Auth
from ..oauth2.plan import Plan
from ..oauth2.store import kept_issuer, read_kept
from .bindings import Login, parse_space
from .keyrings import forget, recalled, remember

if TYPE_CHECKING:
    from .session import Session

__all__ = ["KeyringTokens", "keep_tokens", "kept_login"]


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


def kept_login(session: Session, origin: str, fields: Mapping[str, str], name: str | None) -> Login | None:
    """Return a login with the tokens that were kept of an earlier sign-in; None where there are none.

    Args:
        fields: Values of `OAuth2Auth.fields`.

    Raises:
        InvalidField, InvalidOrigin: they cannot be used.
        CredentialsNotFound, MissingExtra: there is no keyring that could keep any.
    """
    space = parse_space(origin)
    plan = Plan.of(str(space), fields)
    store = KeyringTokens(*plan.kept_as, str(space))
    text = store.load()
    found = read_kept(text)
    if text is None or found is None or plan.dpop != (found[0].dpop is not None):
        return None
    allowed = found[1].scope.split()
    if allowed and not set(plan.wanted.scope.split()) <= set(allowed):
        return None  # more is wanted than somebody has allowed
    plan.issuer = plan.issuer or kept_issuer(text)
    auth = plan.kept()
    if auth is None:
        return None
    auth.kept_by(store)
    return session.login(origin, auth, name=name, source="keyring")


def keep_tokens(auth: Any, place: str) -> None:
    """Give an auth that wants its tokens kept the place where they are."""
    if not isinstance(auth, OAuth2Auth):
        raise InvalidAuth(f"{type(auth).__name__} wants to be kept, and nothing here knows how")
    auth.kept_by(KeyringTokens(*auth.source.kept_as, place))
