"""OAuth2Auth: an access token goes along; the flow fetches it, and renews it, from the authorization server."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator
from typing import Any

from .._http import httpx
from ..core.secret import Known, Secret, secret
from ..errors import InvalidField, OAuthError
from ..schemes.base import Field, Flow, Scheme, Turn
from ..schemes.body import is_replayable, mark, rewind
from ..schemes.message import add_cookies
from .client import METHODS, Client
from .client_credentials import client_credentials
from .id_token import name_of
from .password import password as by_password
from .refresh import refreshed
from .revocation import revoke
from .server import Server, checked_url, discover
from .token import Token

__all__ = ["OAuth2Auth"]

LEEWAY = 30.0
"""Seconds before its end in which a token counts as run out: clocks differ, and requests take their time."""

GRANTS = ("client_credentials", "password", "refresh_token")


class OAuth2Auth(Scheme):
    """Send an access token as a bearer token (RFC 6750), fetched and renewed by the flow itself (RFC 6749).

    A token is fetched when the first request needs one, renewed when it has run out, and once when a server refuses
    it. Many requests at the same time cause one token request; what it fails with, all of them fail with.

    Args:
        client_id: The client, as the authorization server knows it.
        client_secret: Its secret; for private_key_jwt its private key, as a JWK.
        issuer: The authorization server, a URL; its endpoints are discovered. Or give `token_url`.
        scope: What is asked for, names with spaces between them.
        grant: "client_credentials", "password", or "refresh_token" with a token that is there already.
        client_auth: How the client shows who it is; left out, as the server wants it.
        refresh_token: For the grant refresh_token: what somebody has signed in for before.
        resource: What the token is for, where the server wants to know (RFC 8707).

    Raises:
        InvalidField: something is missing, or cannot be used.
        OAuthError: while a request is sent: the authorization server refuses, or is none.
    """

    name = "oauth2"
    title = "OAuth 2"
    about = (
        "A token goes along that the authorization server grants; it is fetched, and renewed, when it is needed."
    )
    fields = (
        Field("client_id", "Client ID"),
        Field("client_secret", "Client secret", secret=True, default="", help="None for a public client."),
        Field("issuer", "Issuer", default="", help="URL of the authorization server, which tells its endpoints."),
        Field("token_url", "Token endpoint", default="", help="Where the issuer does not tell it."),
        Field("scope", "Scope", default="", help="What to ask for, with spaces between."),
        Field("grant", "Grant", default="client_credentials", choices=GRANTS),
        Field("username", "User name", default="", help="For the grant password."),
        Field("password", "Password", secret=True, default="", help="For the grant password."),
        Field("refresh_token", "Refresh token", secret=True, default="", help="For the grant refresh_token."),
        Field("client_auth", "Client shows itself by", default="", choices=("", *METHODS)),
        Field("resource", "Resource", default="", help="What the token is for, where the server asks (RFC 8707)."),
    )

    def __init__(
        self,
        client_id: str,
        client_secret: str | Secret = "",
        *,
        issuer: str = "",
        token_url: str = "",
        scope: str = "",
        grant: str = "client_credentials",
        username: str = "",
        password: str | Secret = "",
        refresh_token: str | Secret = "",
        client_auth: str = "",
        resource: str = "",
    ) -> None:
        given = secret(client_secret, "client_secret")
        self._client = Client(client_id, given if given.reveal() else None, client_auth)
        self._password, self._refresh = secret(password, "password"), secret(refresh_token, "refresh_token")
        self._username, self._scope, self._resource, self._grant = username, scope, resource, grant
        if not issuer and not token_url:
            raise InvalidField("issuer", "it is missing; or give the token endpoint")
        self._issuer = checked_url(issuer, "issuer") and issuer if issuer else ""
        self._given = Server(token=checked_url(token_url, "token_url") if token_url else "")
        match grant:
            case "client_credentials" if self._client.secret is None:
                raise InvalidField("client_secret", "the grant client_credentials needs one")
            case "password" if not username or not self._password.reveal():
                raise InvalidField("password", "the grant password needs a user name and a password")
            case "refresh_token" if not self._refresh.reveal():
                raise InvalidField("refresh_token", "the grant refresh_token needs one")
            case other if other not in GRANTS:
                raise InvalidField("grant", f"choose {', '.join(GRANTS)}")
        self._server: Server | None = None
        self._token: Token | None = None
        self._attempts, self._failure = 0, ""
        self._lent = self._refresh if grant == "refresh_token" else None  # somebody's own, not taken back at logout
        if grant == "refresh_token":
            self._token = Token(Secret("", "access_token"), 0.0, self._refresh)

    @classmethod
    def signed_in(cls, client: Client, server: Server, token: Token, scope: str = "") -> OAuth2Auth:
        """Return one with the token that somebody has signed in for, renewed as long as the server does that."""
        made = cls(
            client.id,
            client.secret or "",
            issuer=server.issuer,
            scope=scope,
            grant="refresh_token",
            refresh_token=token.refresh or Secret("none", "refresh_token"),
            client_auth=client.method,
        )
        made._server, made._token, made._refresh = server, token, token.refresh or Secret("", "refresh_token")
        made._lent = None
        return made

    @staticmethod
    def wants_person(given: Collection[str]) -> bool:
        """Tell whether somebody has to sign in, where these fields are given."""
        return not {"client_secret", "password", "refresh_token", "grant"} & set(given)

    @property
    def username(self) -> str | None:
        return self._username or (name_of(self._token.claims) if self._token is not None else "") or None

    @property
    def expires_at(self) -> float | None:
        """When the token that is there runs out, in seconds since the epoch; None where there is none."""
        token = self._token
        return token.expires_at if token is not None and token.access.reveal() else None

    def secrets(self) -> Iterator[Known]:
        if self._client.secret is not None:
            yield Known("client_secret", self._client.secret, (self._client.id,))
        access = self._token.access if self._token is not None else Secret("")
        for name, value in (
            ("password", self._password),
            ("refresh_token", self._refresh),
            ("access_token", access),
        ):
            if value.reveal():
                yield Known(name, value)

    def revocation(self) -> tuple[str, Flow] | None:
        token, server = self._token, self._server
        if token is None or server is None or not token.access.reveal():
            return None
        if self._lent is not None and token.refresh is not None and token.refresh.reveal() == self._lent.reveal():
            return None
        return server.issuer or server.token, revoke(self._client, server, token)

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        token = self._token
        if token is None or not token.is_fresh(time.time(), LEEWAY):
            token = yield from self._renewed(token)
        mark(request)
        request.headers["Authorization"] = f"Bearer {token.access.reveal()}"
        response: httpx.Response = yield request
        if response.status_code != 401 or not is_replayable(request):
            return
        # Taken back, or run out before its time (RFC 6750 section 3.1): once, with a new one.
        token = yield from self._renewed(token)
        rewind(request)
        add_cookies(request, response)
        request.headers["Authorization"] = f"Bearer {token.access.reveal()}"
        yield request

    def _renewed(self, dead: Token | None) -> Generator[Any, Any, Token]:
        """Return another token than *dead*. Of many that want one, one asks, and all have what it gets."""
        before = self._attempts
        turn = Turn("token")
        try:
            yield turn
            token = self._token
            if token is not None and token is not dead and token.is_fresh(time.time()):
                return token
            if self._attempts != before and self._failure:
                raise OAuthError(self._failure)  # of who asked while this one waited
            try:
                fresh = yield from self._granted(token)
            except OAuthError as exc:
                self._attempts, self._failure = self._attempts + 1, str(exc)
                raise
            self._token, self._attempts, self._failure = fresh, self._attempts + 1, ""
            return fresh
        finally:
            turn.done()

    def _granted(self, token: Token | None) -> Generator[Any, Any, Token]:
        server = self._server
        if server is None:
            found = (yield from discover(self._issuer)) if self._issuer else Server()
            server = self._server = found.with_given(self._given)
        if token is not None and token.refresh is not None:
            try:
                return (yield from refreshed(self._client, server, token))
            except OAuthError as exc:
                if exc.error != "invalid_grant" or self._grant == "refresh_token":
                    raise
        if self._grant == "refresh_token":
            raise OAuthError("the token has run out, and there is no refresh token", hint="sign in again")
        if self._grant == "password":
            return (yield from by_password(self._client, server, self._username, self._password, self._scope))
        return (yield from client_credentials(self._client, server, self._scope, self._resource))
