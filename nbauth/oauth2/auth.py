"""OAuth2Auth: an access token goes along; the flow fetches it, and renews it, from the authorization server."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator
from typing import Any

from .._http import httpx
from ..core.secret import Known, Secret, secret
from ..errors import InvalidField, OAuthError
from ..schemes.base import Field, Flow, Scheme
from ..schemes.body import is_replayable, mark, rewind
from ..schemes.message import add_cookies
from .client import METHODS, Client
from .client_credentials import client_credentials
from .dpop import DPoPKey
from .id_token import Claims
from .password import password as by_password
from .person import authorize, name_of
from .refresh import refreshed
from .registration import registered
from .revocation import revoke
from .server import Server, checked_url, discover
from .store import TokenStore, kept_text, read_kept
from .token import Token
from .token_exchange import token_exchange
from .tokens import LEEWAY, Tokens
from .wanted import Wanted

__all__ = ["OAuth2Auth"]

GRANTS = ("client_credentials", "password", "refresh_token", "token_exchange")
NO_YES = ("no", "yes")
KEEPS = ("no", "keyring")

OF_A_PERSON = frozenset(
    (
        "issuer client_id scope resource audience dpop par register keep"
        " token_url authorization_url device_url revocation_url"
    ).split()
)
"""The fields with which somebody signs in; what is beside them is of a program."""


def _rare(name: str, label: str, **about: Any) -> Field:
    return Field(name, label, **{"default": "", **about}, is_rare=True)


class OAuth2Auth(Scheme):
    """Send an access token (RFC 6750), fetched and renewed by the flow itself (RFC 6749).

    A token is fetched when the first request needs one, renewed when it has run out, and once when a server refuses
    it. Many requests at the same time cause one token request; what it fails with, all of them fail with.

    Args:
        client_id: The client, as the authorization server knows it.
        client_secret: Its secret; for private_key_jwt its private key, as a JWK.
        issuer: The authorization server, a URL; its endpoints are discovered. Or give `token_url`.
        scope: What is asked for, names with spaces between them.
        grant: "client_credentials", "password", "refresh_token" with a token that is there already, or
            "token_exchange" with `subject_token` (RFC 8693).
        client_auth: How the client shows who it is; left out, as the server wants it.
        refresh_token: For the grant refresh_token: what somebody has signed in for before.
        subject_token: For the grant token_exchange: an access token, for which another one is had.
        resource, audience: What the token is for, where the server wants to know (RFC 8707, RFC 8693).
        dpop: "yes" for tokens that are good only together with a key of this login's own (RFC 9449).
        register: "yes" to have the server make a client id, where none is given (RFC 7591).
        keep: "keyring" to have the tokens there beyond the kernel, by `Session.login`.
        token_url, revocation_url: Endpoints, in place of those that the issuer tells.
        authorization_url, device_url, par: Of a sign-in alone (`%auth oauth2`).

    Raises:
        InvalidField: something is missing, or cannot be used.
        MissingExtra: DPoP needs the extra oauth.
        OAuthError: while a request is sent: the authorization server refuses, or is none.
    """

    name = "oauth2"
    title = "OAuth 2"
    about = (
        "A token goes along that the authorization server grants; it is fetched, and renewed, when it is needed."
    )
    fields = (
        Field("client_id", "Client ID", default="", help="What the server knows the client by."),
        Field("client_secret", "Client secret", secret=True, default="", help="None for a public client."),
        Field("issuer", "Issuer", default="", help="URL of the authorization server, which tells its endpoints."),
        Field("scope", "Scope", default="", help="What to ask for, with spaces between."),
        Field("grant", "Grant", default="client_credentials", choices=GRANTS),
        Field("username", "User name", default="", help="For the grant password."),
        Field("password", "Password", secret=True, default="", help="For the grant password."),
        Field("refresh_token", "Refresh token", secret=True, default="", help="For the grant refresh_token."),
        Field("subject_token", "Subject token", secret=True, default="", help="For the grant token_exchange."),
        _rare("client_auth", "Client shows itself by", choices=("", *METHODS)),
        _rare("resource", "Resource", help="What the token is for, where the server asks (RFC 8707)."),
        _rare("audience", "Audience", help="Who shall take the token, by a name the server knows (RFC 8693)."),
        _rare("dpop", "Bind it to a key", default="no", choices=NO_YES, help="DPoP (RFC 9449)."),
        _rare("par", "Push the request", default="no", choices=NO_YES, help="Of a sign-in (RFC 9126)."),
        _rare("register", "Register a client", default="no", choices=NO_YES, help="Without an ID (RFC 7591)."),
        _rare("keep", "Keep the tokens in", default="no", choices=KEEPS, help="Beyond the kernel."),
        _rare("token_url", "Token endpoint", help="Where the issuer does not tell it."),
        _rare("authorization_url", "Authorization endpoint", help="For a sign-in with a browser."),
        _rare("device_url", "Device authorization endpoint", help="For a sign-in with a code."),
        _rare("revocation_url", "Revocation endpoint", help="For logging out."),
    )  # fmt: skip

    def __init__(
        self,
        client_id: str = "",
        client_secret: str | Secret = "",
        *,
        issuer: str = "",
        scope: str = "",
        grant: str = "client_credentials",
        username: str = "",
        password: str | Secret = "",
        refresh_token: str | Secret = "",
        subject_token: str | Secret = "",
        client_auth: str = "",
        resource: str = "",
        audience: str = "",
        dpop: str = "no",
        par: str = "no",
        register: str = "no",
        keep: str = "no",
        token_url: str = "",
        authorization_url: str = "",
        device_url: str = "",
        revocation_url: str = "",
    ) -> None:
        for field, value, choices in (
            ("grant", grant, GRANTS), ("dpop", dpop, NO_YES), ("par", par, NO_YES),
            ("register", register, NO_YES), ("keep", keep, KEEPS),
        ):  # fmt: skip
            if value not in choices:
                raise InvalidField(field, f"choose {', '.join(choices)}")
        if par == "yes":
            raise InvalidField("par", "only what a browser is sent with is pushed: %auth oauth2 without a secret")
        given = secret(client_secret, "client_secret")
        self._is_new = register == "yes" and not client_id
        self._client = Client(
            client_id or ("to be registered" if self._is_new else ""),
            given if given.reveal() else None,
            client_auth,
            DPoPKey() if dpop == "yes" else None,
        )
        self._wanted, self._grant, self._username = Wanted(scope, resource, audience), grant, username
        self._password, self._refresh = secret(password, "password"), secret(refresh_token, "refresh_token")
        self._subject = secret(subject_token, "subject_token")
        if not issuer and not token_url:
            raise InvalidField("issuer", "it is missing; or give the token endpoint")
        self._issuer = checked_url(issuer, "issuer") if issuer else ""
        self._given = Server.given(token_url, authorization_url, device_url, revocation_url)
        match grant:
            case "client_credentials" if self._client.secret is None and not self._is_new:
                raise InvalidField("client_secret", "the grant client_credentials needs one")
            case "password" if not username or not self._password.reveal():
                raise InvalidField("password", "the grant password needs a user name and a password")
            case "refresh_token" if not self._refresh.reveal():
                raise InvalidField("refresh_token", "the grant refresh_token needs one")
            case "token_exchange" if not self._subject.reveal():
                raise InvalidField("subject_token", "the grant token_exchange needs one")
        self._server: Server | None = None
        begun = Token(Secret("", "access_token"), 0.0, self._refresh) if grant == "refresh_token" else None
        self._tokens = Tokens(self._granted, begun)
        self._lent = self._refresh if grant == "refresh_token" else None  # somebody's own, not taken back at logout
        self.keep = keep
        self.store: TokenStore | None = None

    @classmethod
    def signed_in(cls, client: Client, server: Server, token: Token, resource: str = "") -> OAuth2Auth:
        """Return one with the token that somebody has signed in for, renewed as long as the server does that."""
        made = cls(
            client.id,
            client.secret or "",
            issuer=server.issuer,
            token_url=server.token,
            resource=resource,
            grant="refresh_token",
            refresh_token=token.refresh or Secret("none", "refresh_token"),
            client_auth=client.method,
        )
        made._client = client  # with its key
        made._server, made._tokens.current, made._lent = server, token, None
        made._refresh = token.refresh or Secret("", "refresh_token")
        return made

    @staticmethod
    def wants_person(given: Collection[str]) -> bool:
        """Tell whether somebody has to sign in, where these fields are given."""
        return set(given) <= OF_A_PERSON

    @property
    def claims(self) -> Claims:
        """Who signed in, as the ID token says that was verified; empty where it was not."""
        token = self._tokens.current
        return token.claims if token is not None else {}

    @property
    def username(self) -> str | None:
        return self._username or name_of(self.claims) or None

    @property
    def scope(self) -> str:
        """What the token that is there allows: as the server says it, else what was asked for."""
        token = self._tokens.current
        return (token.scope if token is not None else "") or self._wanted.scope

    @property
    def expires_at(self) -> float | None:
        """When the token that is there runs out, in seconds since the epoch; None where there is none."""
        token = self._tokens.current
        return token.expires_at if token is not None and token.access.reveal() else None

    def secrets(self) -> Iterator[Known]:
        if self._client.secret is not None:
            yield Known("client_secret", self._client.secret, (self._client.id,))
        token = self._tokens.current
        for name, value in (
            ("password", self._password),
            ("refresh_token", token.refresh if token is not None and token.refresh is not None else self._refresh),
            ("subject_token", self._subject),
            ("access_token", token.access if token is not None else Secret("")),
        ):
            if value.reveal():
                yield Known(name, value)

    def revocation(self) -> tuple[str, Flow] | None:
        token, server = self._tokens.current, self._server
        if token is None or server is None or not token.access.reveal():
            return None
        if self._lent is not None and token.refresh is not None and token.refresh.reveal() == self._lent.reveal():
            return None
        return server.issuer or server.token, revoke(self._client, server, token)

    def lost(self, request: httpx.Request, error: httpx.RequestError) -> None:
        if "nbauth.purpose" in request.extensions:  # of what the flow asks for itself
            self._tokens.lost(error)

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        token = yield from self._tokens.fresh()
        mark(request)
        authorize(request, self._client, token)
        response: httpx.Response = yield request
        if self._again_with_nonce(response) and is_replayable(request):
            rewind(request)
            add_cookies(request, response)
            authorize(request, self._client, token)
            response = yield request
        if response.status_code != 401 or not is_replayable(request):
            return
        # Taken back, or run out before its time (RFC 6750 section 3.1): once, with a new one.
        token = yield from self._tokens.another(token)
        rewind(request)
        add_cookies(request, response)
        authorize(request, self._client, token)
        yield request

    def _again_with_nonce(self, response: httpx.Response) -> bool:
        dpop = self._client.dpop
        return dpop is not None and response.status_code == 401 and dpop.wants_another(response)

    def _granted(self, token: Token | None) -> Generator[Any, Any, Token]:
        """Return a new token, and have it kept before anything is done with it."""
        if token is None and self.store is not None and (kept := read_kept(self.store.load())) is not None:
            self._client, token = kept
            self._is_new = False
            if token.is_fresh(time.time(), LEEWAY):
                return token
        server = self._server
        if server is None:
            found = (yield from discover(self._issuer)) if self._issuer else Server()
            server = self._server = found.with_given(self._given)
        if self._is_new:
            self._client = yield from registered(server, self._wanted, dpop=self._client.dpop)
            self._is_new = False
        try:
            fresh = yield from self._from_server(server, token)
        except OAuthError as exc:
            newer = self._newer(token) if exc.error == "invalid_grant" else None
            if newer is None:
                raise
            fresh = newer if newer.is_fresh(time.time(), LEEWAY) else (yield from self._from_server(server, newer))
        if self.store is not None:
            self.store.save(kept_text(self._client, fresh))
        return fresh

    def _newer(self, token: Token | None) -> Token | None:
        """Return what another process has kept meanwhile: it may have used a refresh token that is good once."""
        kept = read_kept(self.store.load()) if self.store is not None else None
        if kept is None or token is None or kept[1].refresh is None or token.refresh is None:
            return None
        return kept[1] if kept[1].refresh.reveal() != token.refresh.reveal() else None

    def _from_server(self, server: Server, token: Token | None) -> Generator[Any, Any, Token]:
        client, wanted = self._client, self._wanted
        if token is not None and (token.refresh is not None or self._grant == "refresh_token"):
            try:
                return (yield from refreshed(client, server, token, wanted.resource))
            except OAuthError as exc:
                if exc.error != "invalid_grant" or self._grant == "refresh_token":
                    raise
        if self._grant == "password":
            return (yield from by_password(client, server, self._username, self._password, wanted))
        if self._grant == "token_exchange":
            return (yield from token_exchange(client, server, self._subject, wanted))
        return (yield from client_credentials(client, server, wanted))
