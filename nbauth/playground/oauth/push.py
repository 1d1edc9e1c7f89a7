"""Endpoints that a client uses before the browser: it registers (RFC 7591), and pushes its request (RFC 9126)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .authority import Authority
from .authorize import checked
from .clients import GRANTS, METHODS, Client, client_of, scopes_of
from .pushed import SECONDS, Pushed
from .refusal import NO_STORE, Refused, answering, form_of
from .tokens import bounded

__all__ = ["push_routes"]

LONGEST = 200


def push_routes(authority: Authority, pushed: Pushed) -> list[Route]:
    """Return /par and /register."""

    @answering
    async def par(request: Request) -> Response:
        """POST a form: what the browser will come for; the answer names it (RFC 9126)."""
        form = await form_of(request)
        client = client_of(request, form, authority.clients)
        if client is None:
            raise Refused("invalid_client")
        if "request_uri" in form:
            raise Refused("invalid_request", "a pushed request names no other one")
        if not client.comes_back_to(form.get("redirect_uri", "")):
            raise Refused("invalid_request", "the redirect_uri is not the client's own")
        checked(authority, client, form)
        asked = {name: value for name, value in form.items() if name != "client_secret"} | {"client_id": client.id}
        return JSONResponse({"request_uri": pushed.kept(asked), "expires_in": SECONDS}, 201, NO_STORE)

    @answering
    async def register(request: Request) -> Response:
        """POST JSON: redirect_uris, grant_types, ...; the answer is a client of your own (RFC 7591)."""
        try:
            about = json.loads(await request.body())
        except ValueError:
            about = None
        if not isinstance(about, dict):
            raise Refused("invalid_client_metadata", "this is no JSON object")
        client, method = _made(about)
        bounded(authority.registered, client, client.id)
        answer: dict[str, Any] = {
            "client_id": client.id,
            "client_name": client.name,
            "redirect_uris": list(client.redirect_uris),
            "grant_types": list(client.grants),
            "token_endpoint_auth_method": method,
            "scope": " ".join(client.scopes),
        }
        if client.secret:
            answer |= {"client_secret": client.secret, "client_secret_expires_at": 0}
        return JSONResponse(answer, 201, NO_STORE)

    return [Route("/par", par, methods=["POST"]), Route("/register", register, methods=["POST"])]


def _made(about: dict[str, Any]) -> tuple[Client, str]:
    """Return a new client, and how it shows who it is. Raises Refused for what cannot be had (section 3.2.2)."""
    uris = _texts(about, "redirect_uris", "invalid_redirect_uri")
    if not all(uri.startswith(("https://", "http://127.0.0.1/", "http://[::1]/")) for uri in uris) or any(
        "#" in uri for uri in uris
    ):
        raise Refused("invalid_redirect_uri", "https, or http on the loopback, without a fragment")
    grants = _texts(about, "grant_types", "invalid_client_metadata") or ("authorization_code",)
    if not set(grants) <= set(GRANTS):
        raise Refused("invalid_client_metadata", f"the grants are: {' '.join(GRANTS)}")
    if "authorization_code" in grants and not uris:
        raise Refused("invalid_redirect_uri", "a browser must come back somewhere")
    method = about.get("token_endpoint_auth_method", METHODS[0])
    if method not in METHODS or (method == "none" and "client_credentials" in grants):
        raise Refused("invalid_client_metadata", f"token_endpoint_auth_method is one of: {' '.join(METHODS)}")
    name, scope = about.get("client_name", ""), about.get("scope", "")
    if not isinstance(name, str) or not isinstance(scope, str):
        raise Refused("invalid_client_metadata", "client_name and scope are texts")
    secret = "" if method == "none" else secrets.token_urlsafe(24)
    number = f"client-{secrets.token_hex(8)}"
    client = Client(number, name[:LONGEST] or number, secret, uris, grants)
    return Client(
        number, client.name, secret, uris, grants, scopes_of(client, scope) if scope else client.scopes
    ), method


def _texts(about: dict[str, Any], name: str, error: str) -> tuple[str, ...]:
    found = about.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise Refused(error, f"{name} is a list of texts")
    return tuple(found)
