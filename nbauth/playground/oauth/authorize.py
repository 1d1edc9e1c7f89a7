"""The authorization endpoint: a browser comes, a person signs in, and it goes back with a code (RFC 6749 4.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from .authority import Authority
from .clients import Client, scopes_of
from .pages import page
from .pushed import Pushed
from .refusal import Refused, single
from .tokens import Grant, bounded
from .visits import Visits

__all__ = ["Code", "Codes", "authorize_routes", "checked"]

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""A SHA-256 in base64url (RFC 7636 section 4.2)."""

ANOTHER_ISSUER = "https://another.example"


@dataclass(slots=True)
class Code:
    """What a code stands for: good for one use, by the client that has the verifier of its challenge."""

    grant: Grant
    redirect_uri: str
    challenge: str
    end: float
    is_used: bool = False


Codes = dict[str, Code]


def authorize_routes(authority: Authority, codes: Codes, visits: Visits, pushed: Pushed) -> list[Route]:
    """Return /authorize."""

    async def authorize(request: Request) -> Response:
        """Authorization: a browser is sent here, with PKCE and S256 (RFC 6749, RFC 7636)."""
        try:
            asked = single(request.scope["query_string"].decode("ascii", "replace"))
        except ValueError:
            asked = {}
        asked = pushed.taken(asked)
        client, uri = authority.clients.get(asked.get("client_id", "")), asked.get("redirect_uri", "")
        if client is None or not client.comes_back_to(uri):
            # Never a redirect to an address that is not the client's own (section 4.1.2.1).
            what = "no client of this server" if client is None else "a redirect_uri that is not its own"
            return page("This leads nowhere", f"<p>The address that you came with names {what}.</p>", 400)

        def back(**answer: str) -> Response:
            return _back(authority, uri, asked, answer)

        try:
            scopes = checked(authority, client, asked)
        except Refused as refused:
            return back(error=refused.error, error_description=refused.about)

        def allowed(user: str) -> Response:
            jkt, nonce, resource = (asked.get(each, "") for each in ("dpop_jkt", "nonce", "resource"))
            grant = Grant(user, client.id, scopes, jkt, nonce, resource)
            end = authority.settings.now() + authority.settings.code_seconds
            return back(code=bounded(codes, Code(grant, uri, asked["code_challenge"], end)))

        return visits.begun(client, scopes, allowed, lambda: back(error="access_denied"))

    return [Route("/authorize", authorize)]


def checked(authority: Authority, client: Client, asked: Mapping[str, str]) -> tuple[str, ...]:
    """Return the scopes of an authorization request. Raises Refused for what is wrong in it."""
    if asked.get("response_type") != "code":
        missing = "response_type" not in asked
        raise Refused("invalid_request" if missing else "unsupported_response_type", "response_type is code")
    if "authorization_code" not in client.grants:
        raise Refused("unauthorized_client", "this client may not send a browser")
    # A challenge without a method is a plain one, which shows the verifier (RFC 7636 section 4.3).
    if asked.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        raise Refused("invalid_request", "a code_challenge with code_challenge_method=S256 is needed (RFC 7636)")
    if asked.get("prompt") == "none":
        raise Refused("login_required", "nobody stays signed in here")
    authority.check_resource(asked)
    return scopes_of(client, asked.get("scope", ""))


def _back(authority: Authority, uri: str, asked: Mapping[str, str], answer: Mapping[str, str]) -> Response:
    """Send the browser back, with the client's state and the issuer's name (RFC 9207)."""
    issuer = ANOTHER_ISSUER if authority.settings.wrong_iss else authority.issuer
    said = {**answer, "state": asked.get("state", ""), "iss": issuer}
    query = urlencode({name: value for name, value in said.items() if value})
    # 303, so that no browser sends the form with the password again (RFC 9700 section 4.12).
    return RedirectResponse(f"{uri}{'&' if '?' in uri else '?'}{query}", 303, {"Cache-Control": "no-store"})
