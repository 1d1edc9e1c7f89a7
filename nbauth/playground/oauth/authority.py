"""Authority: what the endpoints of the authorization server share."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse, Response

from .clients import Client, clients
from .id_token import Signer
from .refusal import NO_STORE, Refused
from .settings import Settings
from .tokens import Grant, Tokens

__all__ = ["Authority"]


@dataclass
class Authority:
    """An authorization server with its users, clients and tokens; its issuer is its origin.

    Attributes:
        origins: Its own, and the second one. APIs are at both.
        registered: The clients that have registered themselves; the last 1000, which push out no other one.
    """

    origins: tuple[str, str]
    users: Mapping[str, str]
    settings: Settings
    tokens: Tokens = field(init=False)
    registered: dict[str, Client] = field(default_factory=dict)
    clients: Mapping[str, Client] = field(init=False)
    signer: Signer = field(default_factory=Signer)

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.settings.now)
        self.clients = ChainMap(clients(), self.registered)

    @property
    def issuer(self) -> str:
        return self.origins[0]

    def check_resource(self, given: Mapping[str, str]) -> None:
        """Raise Refused where a token is asked for an API that is none (RFC 8707 section 2)."""
        if given.get("resource", "") not in ("", *(f"{origin}/api" for origin in self.origins)):
            raise Refused("invalid_target", "the API is /api at one of the two origins")

    def given(
        self,
        grant: Grant,
        seconds: float,
        *,
        renews: bool,
        scopes: tuple[str, ...] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with new tokens (RFC 6749 section 5.1).

        Args:
            renews: Whether a refresh token comes along.
            scopes: What the access token is for, where it is less than was granted.
        """
        scopes = grant.scopes if scopes is None else scopes
        answer: dict[str, Any] = {
            "access_token": self.tokens.access(grant, seconds, scopes),
            "token_type": "DPoP" if grant.jkt else "Bearer",
            "expires_in": int(seconds),
            "scope": " ".join(scopes),
        }
        if renews:
            answer["refresh_token"] = self.tokens.refresh(grant)
        if "openid" in scopes and grant.client not in ("", grant.user):
            # Who has a token for one API cannot ask /userinfo for the name.
            name = grant.user if grant.resource and "profile" in scopes else ""
            nonce = "another" if grant.nonce and self.settings.wrong_nonce else grant.nonce
            if token := self.signer.id_token(self.issuer, grant.user, grant.client, nonce, name):
                answer["id_token"] = token
        return JSONResponse(answer, headers={**NO_STORE, **(headers or {})})
