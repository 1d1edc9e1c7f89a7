"""OAuth2Auth: an access token goes along; the flow fetches it, and renews it, from the authorization server."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .._http import httpx
from ..core.secret import Known, Secret, secret
from ..errors import InvalidField
from ..schemes.base import Field, Flow, Scheme
from ..schemes.body import is_replayable, mark, rewind
from ..schemes.message import add_cookies
from .client import Client
from .client_credentials import client_credentials
from .dpop import DPoPKey
from .id_token import Claims
from .password import password as by_password
from .person import authorize, name_of
from .server import GIVEN, Server, checked_url
from .source import FirstGrant, Source
from .store import TokenStore
from .token import Token
from .token_exchange import token_exchange
from .tokens import Tokens
from .wanted import NOTHING, Wanted

__all__ = ["OAuth2Auth"]

OF_A_PERSON = frozenset("issuer client_id scope resource audience dpop par register keep".split()) | GIVEN.keys()
"""The fields with which somebody signs in; what is beside them is of a program."""


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
            "token_exchange" with `subject_token` (RFC 8693), or "sign_in" for what a sign-in has left in the
            keyring.
        client_auth: How the client shows who it is; left out, as the server wants it.
        refresh_token: For the grant refresh_token: what somebody has signed in for before.
        subject_token: For the grant token_exchange: an access token, for which another one is had.
        resource, audience: What the token is for, where the server wants to know (RFC 8707, RFC 8693).
        dpop: "yes" for tokens that are good only together with a key of this login's own (RFC 9449).
        register: "yes" to have the server make a client id, where none is given (RFC 7591).
        keep: "keyring" to have the tokens there beyond the kernel, by `Session.login`.
        token_url: The token endpoint, in place of the one that the issuer tells.
        endpoints: Others, each by its field: ``revocation_url``, ``registration_url`` ...
        par: Of a sign-in alone (`%auth oauth2`).

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
    # Written out: completion reads them in this text.
    fields = (
        Field("client_id", "Client ID", default="", help="What the server knows the client by."),
        Field("client_secret", "Client secret", secret=True, default="", help="None for a public client."),
        Field("issuer", "Issuer", default="", help="URL of the authorization server, which tells its endpoints."),
        Field("scope", "Scope", default="", help="What to ask for, with spaces between."),
        Field("grant", "Grant", default="client_credentials",
              choices=("client_credentials", "password", "refresh_token", "token_exchange", "sign_in")),
        Field("username", "User name", default="", help="For the grant password."),
        Field("password", "Password", secret=True, default="", help="For the grant password."),
        Field("refresh_token", "Refresh token", secret=True, default="", help="For the grant refresh_token."),
        Field("subject_token", "Subject token", secret=True, default="", help="For the grant token_exchange."),
        Field("client_auth", "Client shows itself by", default="", is_rare=True,
              choices=(
                  "", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none")),
        Field("resource", "Resource", default="", is_rare=True, help="What the token is for (RFC 8707)."),
        Field("audience", "Audience", default="", is_rare=True, help="Who shall take the token (RFC 8693)."),
        Field("dpop", "Bind it to a key", default="no", choices=("no", "yes"), is_rare=True,
              help="DPoP (RFC 9449)."),
        Field("par", "Push the request", default="no", choices=("no", "yes"), is_rare=True,
              help="Of a sign-in (RFC 9126)."),
        Field("register", "Register a client", default="no", choices=("no", "yes"), is_rare=True,
              help="Where there is no client ID (RFC 7591)."),
        Field("keep", "Keep the tokens in", default="no", choices=("no", "keyring"), is_rare=True,
              help="Beyond the kernel."),
        Field("token_url", "Token endpoint", default="", is_rare=True, help="Where the issuer does not tell it."),
        Field("authorization_url", "Authorization endpoint", default="", is_rare=True,
              help="For a sign-in with a browser."),
        Field("device_url", "Device authorization endpoint", default="", is_rare=True,
              help="For a sign-in with a code."),
        Field("revocation_url", "Revocation endpoint", default="", is_rare=True, help="For logging out."),
        Field("userinfo_url", "Userinfo endpoint", default="", is_rare=True, help="For who has signed in."),
        Field("jwks_url", "Keys of the server", default="", is_rare=True, help="For ID tokens."),
        Field("par_url", "Endpoint for pushed requests", default="", is_rare=True, help="For par."),
        Field("registration_url", "Registration endpoint", default="", is_rare=True, help="For register."),
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
        **endpoints: str,
    ) -> None:
        if unknown := endpoints.keys() - GIVEN.keys():
            raise TypeError(f"OAuth2Auth() got an unexpected keyword argument {min(unknown)!r}")
        chosen = {"grant": grant, "dpop": dpop, "par": par, "register": register, "keep": keep}
        for field in self.fields:
            if field.name in chosen and chosen[field.name] not in field.choices:
                raise InvalidField(field.name, f"choose {', '.join(field.choices)}")
        if par == "yes":
            raise InvalidField("par", "only what a browser is sent with is pushed: %auth oauth2 without a secret")
        if not issuer and not token_url:
            raise InvalidField("issuer", "it is missing; or give the token endpoint")
        if not client_id and register == "no":
            raise InvalidField("client_id", "it is missing; or have the server make one: register='yes'")
        given, is_new = secret(client_secret, "client_secret"), register == "yes" and not client_id
        self._password, self._refresh = secret(password, "password"), secret(refresh_token, "refresh_token")
        self._username, self._subject = username, secret(subject_token, "subject_token")
        match grant:
            case "client_credentials" if not given.reveal() and not is_new:
                raise InvalidField("client_secret", "the grant client_credentials needs one")
            case "password" if not username or not self._password.reveal():
                raise InvalidField("password", "the grant password needs a user name and a password")
            case "refresh_token" if not self._refresh.reveal():
                raise InvalidField("refresh_token", "the grant refresh_token needs one")
            case "sign_in" if keep == "no":
                raise InvalidField("grant", "somebody signs in by %auth oauth2 without a grant; or keep='keyring'")
            case "token_exchange" if not self._subject.reveal():
                raise InvalidField("subject_token", "the grant token_exchange needs one")
        client = Client(
            client_id or ("to be registered" if is_new else ""),
            given if given.reveal() else None,
            client_auth,
            DPoPKey() if dpop == "yes" else None,
        )
        self._source = Source(
            client,
            checked_url(issuer, "issuer") if issuer else "",
            Server.given({"token_url": token_url, **endpoints}),
            Wanted(scope, resource, audience),
            self._first(grant),
            is_new=is_new,
            keeps=keep == "keyring",
        )
        begun = Token(Secret("", "access_token"), 0.0, self._refresh) if grant == "refresh_token" else None
        self._tokens = Tokens(self._source.granted, begun)
        self._lent = self._refresh if grant == "refresh_token" else None  # somebody's own, not taken back at logout

    def _first(self, grant: str) -> FirstGrant | None:
        if grant == "password":
            return lambda client, server, wanted: by_password(
                client, server, self._username, self._password, wanted
            )
        if grant == "token_exchange":
            return lambda client, server, wanted: token_exchange(client, server, self._subject, wanted)
        return client_credentials if grant == "client_credentials" else None

    @classmethod
    def signed_in(
        cls, client: Client, server: Server, token: Token, wanted: Wanted = NOTHING, *, keep: str = "no"
    ) -> OAuth2Auth:
        """Return one with the token that somebody has signed in for, renewed as long as the server does that."""
        made = cls(
            client.id,
            client.secret or "",
            issuer=server.issuer,
            token_url=server.token,
            scope=wanted.scope,
            resource=wanted.resource,
            audience=wanted.audience,
            grant="sign_in",
            client_auth=client.method,
            keep="keyring",
        )
        made._source.keeps = keep == "keyring"
        made._source.client, made._source.server = client, server  # with its key, with all endpoints
        made._tokens.current = token
        return made

    @property
    def wants_store(self) -> bool:
        return self._source.keeps and self._source.store is None

    def kept_by(self, store: TokenStore) -> None:
        """Have the tokens kept in a store, from now on; what is there already is used."""
        self._source.store = store
        if self._tokens.current is not None and self._tokens.current.access.reveal():
            self._source.keep(self._tokens.current)

    def forget_kept(self) -> None:
        if self._source.store is not None:
            self._source.store.forget()

    @staticmethod
    def wants_person(given: Collection[str]) -> bool:
        """Tell whether somebody has to sign in, where these fields are given."""
        return set(given) <= OF_A_PERSON

    @property
    def source(self) -> Source:
        """Where its tokens come from."""
        return self._source

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
        return (token.scope if token is not None else "") or self._source.wanted.scope

    @property
    def expires_at(self) -> float | None:
        """When the token that is there runs out, in seconds since the epoch; None where there is none."""
        token = self._tokens.current
        return token.expires_at if token is not None and token.access.reveal() else None

    def secrets(self) -> Iterator[Known]:
        if self._source.client.secret is not None:
            yield Known("client_secret", self._source.client.secret, (self._source.client.id,))
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
        client, token, source = self._source.client, self._tokens.current, self._source
        if token is None and (kept := source.kept()) is not None:
            client, token = kept
        if token is None or not (token.access.reveal() or token.refresh):
            return None
        if self._lent is not None and token.refresh is not None and token.refresh.reveal() == self._lent.reveal():
            return None
        return source.issuer or source.given.token, source.taken_back(client, token)

    def lost(self, request: httpx.Request, error: httpx.RequestError) -> None:
        if "nbauth.purpose" in request.extensions:  # of what the flow asks for itself
            self._tokens.lost(error)

    def auth_flow(self, request: httpx.Request) -> Flow:  # type: ignore[override]
        token = yield from self._tokens.fresh()
        mark(request)
        authorize(request, self._source.client, token)
        response: httpx.Response = yield request
        if self._again_with_nonce(response) and is_replayable(request):
            rewind(request)
            add_cookies(request, response)
            authorize(request, self._source.client, token)
            response = yield request
        if response.status_code != 401 or not is_replayable(request):
            return
        # Taken back, or run out before its time (RFC 6750 section 3.1): once, with a new one.
        token = yield from self._tokens.another(token)
        rewind(request)
        add_cookies(request, response)
        authorize(request, self._source.client, token)
        yield request

    def _again_with_nonce(self, response: httpx.Response) -> bool:
        dpop = self._source.client.dpop
        if dpop is None:
            return False
        dpop.learn(response)
        return response.status_code == 401 and dpop.wants_another(response)
