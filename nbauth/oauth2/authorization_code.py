"""Authorization code: a person signs in with a browser, which brings back a code (RFC 6749 section 4.1).

Always with PKCE and S256 (RFC 7636), a random state, and, for OpenID, a nonce. Who the code comes from is checked
where the server says so (RFC 9207): a code of another server is handed in nowhere.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .._http import httpx
from ..core.origin import Origin
from ..core.secret import Secret
from ..errors import OAuthError
from ..render.inert import short
from .asking import HINTS, ask, ask_token
from .client import Client
from .person import known
from .pkce import Pkce
from .server import Server
from .token import Token
from .wanted import Wanted

__all__ = ["SignIn", "begin", "code_of", "pushed", "redeem"]

AGAIN = "begin the sign-in anew"


@dataclass(slots=True)
class SignIn:
    """A sign-in that is under way.

    Attributes:
        url: Where the browser goes.
        redirect_uri: Where it comes back to.
        asked: The parameters of the authorization request.
    """

    url: str = field(repr=False)
    redirect_uri: str
    server: Server
    state: Secret
    nonce: Secret
    pkce: Pkce
    asked: Mapping[str, str | Secret] = field(repr=False)
    resource: str = ""
    is_over: bool = field(default=False)


def begin(client: Client, server: Server, redirect_uri: str, wanted: Wanted) -> SignIn:
    """Return where a person signs in.

    Args:
        redirect_uri: Where the server sends the browser afterwards; registered there.

    Raises:
        OAuthError: the server has no page to sign in.
    """
    if not server.authorization:
        raise OAuthError(
            "the server has no authorization endpoint", hint="choose another grant, or give it by hand"
        )
    state, nonce = (Secret(secrets.token_urlsafe(32), name) for name in ("state", "nonce"))
    pkce = Pkce.new()
    scopes = wanted.scope.split()
    asked: dict[str, str | Secret] = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": redirect_uri,
        "state": state,
        "nonce": nonce if "openid" in scopes else "",
        "code_challenge": pkce.challenge,
        "code_challenge_method": "S256",
        "dpop_jkt": client.dpop.thumbprint if client.dpop is not None else "",
        # Without being asked for consent, a provider gives no refresh token (OpenID Connect Core section 11).
        "prompt": "consent" if "offline_access" in scopes else "",
        **wanted.form,
    }
    asked = {name: value for name, value in asked.items() if value}
    shown = {name: value.reveal() if isinstance(value, Secret) else value for name, value in asked.items()}
    url = httpx.URL(server.authorization).copy_merge_params(shown)
    return SignIn(str(url), redirect_uri, server, state, nonce, pkce, asked, wanted.resource)


def pushed(client: Client, sign_in: SignIn) -> Generator[Any, Any, SignIn]:
    """Return the sign-in with its parameters at the server already, and not in the address (RFC 9126).

    Raises:
        OAuthError: the server has no endpoint for that, or refuses.
    """
    server = sign_in.server
    if not server.par:
        raise OAuthError("the server takes no pushed request", hint="leave par out")
    answer = yield from ask(server.par, client, server, sign_in.asked, "authorize", accepts=(200, 201), proves=True)
    where = answer.get("request_uri")
    if not isinstance(where, str) or not where:
        raise OAuthError("the server has taken a pushed request, and does not say where it is")
    url = httpx.URL(server.authorization).copy_merge_params({"client_id": client.id, "request_uri": where})
    return replace(sign_in, url=str(url))


def code_of(sign_in: SignIn, returned: str) -> Secret:
    """Return the code with which the browser came back, once.

    Args:
        returned: The URL at which it ended; a person may have copied it.

    Raises:
        OAuthError: the server said no, or this is not what it was asked for: another state, another issuer, a
            second time. Nothing of the URL is quoted but the server's own words.
    """
    try:
        given = dict(httpx.URL(returned.strip()).params)
    except httpx.InvalidURL:
        given = {}
    if sign_in.is_over:
        raise OAuthError("this sign-in is over: its answer has come already", hint=AGAIN)
    if not given.get("state"):
        raise OAuthError(
            "this is not where the sign-in ended: it has no state", hint="copy the whole address of that page"
        )
    if not hmac.compare_digest(given["state"].encode(), sign_in.state.reveal().encode()):
        raise OAuthError("the answer is not to this sign-in (another state): it is not used", hint=AGAIN)
    # Whatever it says: it is the answer to this sign-in, and there is no second one.
    sign_in.is_over = True
    issuer = given.get("iss", "")
    if (issuer or sign_in.server.sends_iss) and not _is_of(issuer, sign_in.server):
        told, wanted = short(issuer, 100) or "nobody", sign_in.server.issuer or sign_in.server.authorization
        raise OAuthError(f"the answer is of {told}, and not of {wanted}: it is not used", hint=AGAIN)
    if error := given.get("error"):
        about = short(given.get("error_description", ""), 300)
        named = short(error, 60)
        raise OAuthError(
            f"the server refuses: {named}{f' ({about})' if about else ''}", named, hint=HINTS.get(error, AGAIN)
        )
    if not given.get("code"):
        raise OAuthError("the answer has no code", hint=AGAIN)
    return Secret(given["code"], "code")


def _is_of(issuer: str, server: Server) -> bool:
    """Tell whether an answer is of the server that was asked; by its origin where its issuer is not known."""
    if server.issuer:
        return issuer == server.issuer
    try:
        return Origin.of(httpx.URL(issuer)) == Origin.of(httpx.URL(server.authorization))
    except (httpx.InvalidURL, ValueError):
        return False


def redeem(client: Client, sign_in: SignIn, code: Secret) -> Generator[Any, Any, Token]:
    """Hand in a code for a token, and look who signed in."""
    form: dict[str, str | Secret] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": sign_in.redirect_uri,
        "code_verifier": sign_in.pkce.verifier,
        "resource": sign_in.resource,
    }
    token = yield from ask_token(client, sign_in.server, form)
    nonce = sign_in.nonce if "nonce" in sign_in.asked else None
    return (yield from known(client, sign_in.server, token, nonce, sign_in.resource))
