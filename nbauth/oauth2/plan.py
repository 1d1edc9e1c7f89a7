"""Plan: how somebody signs in for an API: at which server, by which client, for what."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import InvalidField
from .auth import OAuth2Auth
from .authorization_code import SignIn, begin, pushed
from .client import Client
from .device_code import Device, ask_device
from .dpop import DPoPKey
from .registration import registered
from .resource import find_resource
from .server import GIVEN, Server, checked_url, known_server
from .token import Token
from .wanted import Wanted

__all__ = ["Plan"]

ANY_PORT = "http://127.0.0.1/callback"
"""What is registered: a server lets a native client come back to any port of it (RFC 8252 section 7.3)."""


@dataclass(slots=True)
class Plan:
    """What is known before somebody signs in; the rest is asked for when it is needed, and known from then on.

    Attributes:
        place: What the token is for, the URL of an API.
        client_id: The client; empty for one that the server shall make.
        issuer: The server; empty where the API's 401 tells it (RFC 9728).
        given: Endpoints that were given by hand.
        pushes: Whether the browser comes with parameters that were pushed before (RFC 9126).
        keeps: Whether the tokens are kept in the keyring.
        kept_as: The server and the client, as they were asked for: by that they are found again.
    """

    place: str
    client_id: str
    issuer: str
    wanted: Wanted
    given: Server
    dpop: bool = False
    pushes: bool = False
    keeps: bool = False
    kept_as: tuple[str, str] = ("", "")
    _server: Server | None = None
    _client: Client | None = None

    @classmethod
    def of(cls, place: str, fields: Mapping[str, str]) -> Plan:
        """Return the plan for values of `OAuth2Auth.fields`.

        Raises:
            InvalidField: something is missing, or cannot be used.
            MissingExtra: DPoP needs the extra oauth.
        """

        def yes(name: str) -> bool:
            return fields.get(name) == "yes"

        client_id = fields.get("client_id", "")
        if not client_id and not yes("register"):
            raise InvalidField("client_id", "it is missing; or have the server make one: --register yes")
        issuer = fields.get("issuer", "")
        if yes("dpop"):
            DPoPKey()  # says now what is missing
        return cls(
            place,
            client_id,
            checked_url(issuer, "issuer") if issuer else "",
            Wanted(fields.get("scope", ""), fields.get("resource", ""), fields.get("audience", "")),
            Server.given({field: fields.get(field, "") for field in GIVEN}),
            yes("dpop"),
            yes("par"),
            fields.get("keep") == "keyring",
            (issuer.rstrip("/") or fields.get("token_url", ""), client_id),
        )

    @property
    def server_name(self) -> str:
        """Who is asked, as far as it is known; empty before an API has told it."""
        return self.issuer or self.given.token

    def server(self) -> Generator[Any, Any, Server]:
        """Return the authorization server.

        Raises:
            OAuthError: it says nothing of itself, or the API does not say who it is.
        """
        if self._server is not None:
            return self._server
        if not self.issuer and not self.given.token:
            resource = yield from find_resource(self.place)
            wanted = self.wanted
            self.issuer = resource.issuer
            self.wanted = replace(
                wanted, scope=wanted.scope or resource.scope, resource=wanted.resource or resource.url
            )
        self._server = yield from known_server(self.issuer, self.given)
        return self._server

    def client(self, server: Server) -> Generator[Any, Any, Client]:
        """Return the client; one that the server makes now, where that was wanted."""
        if self._client is None:
            dpop = DPoPKey() if self.dpop else None
            if self.client_id:
                self._client = Client(self.client_id, dpop=dpop)
            else:
                self._client = yield from registered(server, self.wanted, ANY_PORT, dpop)
        return self._client

    def begun(self, redirect_uri: str) -> Generator[Any, Any, tuple[Client, SignIn]]:
        """Return a sign-in with a browser, which comes back to *redirect_uri*."""
        server = yield from self.server()
        client = yield from self.client(server)
        sign_in = begin(client, server, redirect_uri, self.wanted)
        if self.pushes or server.wants_par:
            sign_in = yield from pushed(client, sign_in)
        return client, sign_in

    def on_a_device(self) -> Generator[Any, Any, tuple[Client, Server, Device]]:
        """Return a sign-in with a short code."""
        server = yield from self.server()
        client = yield from self.client(server)
        return client, server, (yield from ask_device(client, server, self.wanted))

    def auth(self, client: Client, server: Server, token: Token) -> OAuth2Auth:
        """Return what sends the token that somebody has signed in for."""
        keep = "keyring" if self.keeps else "no"
        made = OAuth2Auth.signed_in(client, server, token, self.wanted, keep=keep)
        made.source.kept_as = self.kept_as
        return made

    def kept(self) -> OAuth2Auth | None:
        """Return what sends tokens that were kept, if there are any; None where the server is not known."""
        if not self.server_name:
            return None
        fields = {"issuer": self.issuer, "token_url": self.given.token, "revocation_url": self.given.revocation}
        made = OAuth2Auth(
            self.client_id,
            grant="sign_in",
            keep="keyring",
            register="no" if self.client_id else "yes",
            scope=self.wanted.scope,
            resource=self.wanted.resource,
            **{name: url for name, url in fields.items() if url},
        )
        made.source.kept_as = self.kept_as
        return made
