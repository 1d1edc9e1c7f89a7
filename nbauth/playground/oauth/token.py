"""The token endpoint: every grant is handed in here (RFC 6749 section 3.2)."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ..answers import number
from ..users import is_user, same
from .authority import Authority
from .authorize import Codes
from .clients import GRANTS, Client, client_of, scopes_of
from .device import Devices, polled
from .dpop import Proofs
from .refusal import Refused, answering, form_of
from .tokens import Grant

__all__ = ["token_routes"]

LONGEST = 3600.0
SLOWEST = 30.0
VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


def token_routes(authority: Authority, codes: Codes, devices: Devices, proofs: Proofs) -> list[Route]:
    """Return /token."""
    settings, tokens = authority.settings, authority.tokens

    @answering
    async def token(request: Request) -> Response:
        """POST a form: grant_type=password, refresh_token, client_credentials, ...; ?ttl=SECONDS (RFC 6749)."""
        if settings.token_redirects:
            return RedirectResponse(f"{authority.origins[1]}/token", 307)
        await asyncio.sleep(min(settings.token_delay, SLOWEST))
        if settings.token_status:
            return Response("out of order", settings.token_status, media_type="text/plain")
        seconds = number(request, "ttl", settings.token_seconds, LONGEST)
        form = await form_of(request)
        kind = form.get("grant_type")
        if kind is None:
            raise Refused("invalid_request")
        if kind not in GRANTS:
            raise Refused("unsupported_grant_type")
        client = client_of(request, form, authority.clients)
        if client is not None and kind not in client.grants:
            raise Refused("unauthorized_client", "this client may not ask in this way")
        authority.check_resource(form)
        jkt, headers = proofs.at_token_endpoint(request)
        scopes: tuple[str, ...] | None = None
        match kind:
            case "password":
                grant = _by_password(authority, client, form)
            case "client_credentials":
                if client is None or not client.secret:
                    raise Refused("invalid_client")
                grant = Grant(
                    client.id,
                    client.id,
                    scopes_of(client, form.get("scope", "")),
                    resource=form.get("resource", ""),
                )
            case "authorization_code":
                grant = _by_code(authority, codes, client, form, jkt)
            case "refresh_token":
                grant, scopes = _renewed(authority, client, form, jkt)
            case _:
                grant = polled(authority, devices, form.get("device_code", ""), client.id if client else "")
                _fits(grant, form, jkt)
        if kind != "refresh_token":
            grant.jkt = jkt
        # RFC 6749 section 4.4.3: to a client alone, a refresh token SHOULD NOT be given.
        renews = kind != "client_credentials"
        return authority.given(grant, seconds, renews=renews, scopes=scopes, headers=headers)

    @answering
    async def revoke(request: Request) -> Response:
        """POST a form: token; it is not wanted any more (RFC 7009)."""
        form = await form_of(request)
        client = client_of(request, form, authority.clients)
        if client is None:
            raise Refused("invalid_client")
        if "token" not in form:
            raise Refused("invalid_request", "the token is missing")
        tokens.revoke(form["token"], client.id)
        # Also for one that is not known: it is good no more, which is what was wanted (section 2.2).
        return Response(status_code=200)

    return [Route("/token", token, methods=["POST"]), Route("/revoke", revoke, methods=["POST"])]


def _by_password(authority: Authority, client: Client | None, form: Mapping[str, str]) -> Grant:
    user = form.get("username", "")
    if not is_user(authority.users, user, form.get("password", "")):
        raise Refused("invalid_grant")
    return Grant(user, client.id if client else "", scopes_of(client, form.get("scope", "")))


def _by_code(authority: Authority, codes: Codes, client: Client | None, form: Mapping[str, str], jkt: str) -> Grant:
    if client is None:
        raise Refused("invalid_client")
    code = codes.get(form.get("code", ""))
    if code is None or code.grant.client != client.id:
        raise Refused("invalid_grant", "no such code was given to this client")
    if code.is_used:
        # Somebody has copied it: which of the two is the thief, nobody knows (RFC 6749 section 4.1.2).
        code.grant.is_over = True
        raise Refused("invalid_grant", "the code was used before: its tokens are taken back")
    if authority.settings.now() >= code.end:
        raise Refused("invalid_grant", "the code has run out")
    if form.get("redirect_uri", "") != code.redirect_uri:
        raise Refused("invalid_grant", "the code was given for another redirect_uri")
    verifier = form.get("code_verifier", "")
    if not VERIFIER.fullmatch(verifier) or not same(_challenge(verifier), code.challenge):
        raise Refused("invalid_grant", "the code_verifier is not the one of the challenge")
    _fits(code.grant, form, jkt)
    code.is_used = True
    return code.grant


def _renewed(
    authority: Authority, client: Client | None, form: Mapping[str, str], jkt: str
) -> tuple[Grant, tuple[str, ...]]:
    """Return the grant of a refresh token, and what the new access token is for."""
    refresh = authority.tokens.refreshable(form.get("refresh_token", ""))
    if refresh is None or refresh.grant.client != (client.id if client else ""):
        raise Refused("invalid_grant")
    grant = refresh.grant
    if refresh.is_used:
        # Two have it, and one of them has no right to: both lose it (RFC 9700 section 4.14.2).
        grant.is_over = True
        raise Refused("invalid_grant", "the refresh token was used before: all tokens of its grant are taken back")
    asked = tuple(form.get("scope", "").split()) or grant.scopes
    if not set(asked) <= set(grant.scopes):
        raise Refused("invalid_scope", f"no more than was granted: {' '.join(grant.scopes)}")
    _fits(grant, form, jkt)  # before it counts as used: what was refused can be asked for rightly
    refresh.is_used = True
    return grant, asked


def _fits(grant: Grant, form: Mapping[str, str], jkt: str) -> None:
    """Raise Refused where a grant is for another API than is asked for, or bound to another key than is proven."""
    if grant.resource and form.get("resource", grant.resource) != grant.resource:
        raise Refused("invalid_target", "this grant is for another API")
    if grant.jkt and grant.jkt != jkt:
        raise Refused("invalid_dpop_proof", "this grant is bound to another key")


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
