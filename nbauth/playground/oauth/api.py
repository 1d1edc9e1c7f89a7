"""An API that wants an access token with a scope, and says where one is had (RFC 6750, RFC 9728)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...core.challenge import Challenge, build_challenge
from ..answers import credentials, refused
from .authority import Authority
from .clients import SCOPES
from .dpop import Proofs
from .id_token import is_there
from .tokens import Access

__all__ = ["Guard", "api_routes"]

METADATA = "/.well-known/oauth-protected-resource/api"
LONGEST = 10_000
MOST = 100


class Guard:
    """Lets a request in that brings a token with a scope."""

    def __init__(self, authority: Authority, proofs: Proofs) -> None:
        self._authority, self._proofs = authority, proofs

    def access(self, request: Request, scope: str, resource: str = "") -> Access | Response:
        """Return what the token allows at a resource; otherwise the answer that says why not (RFC 6750 3.1)."""
        scheme = "bearer"
        given = credentials(request, "bearer")
        if given is None and (given := credentials(request, "dpop")) is not None:
            scheme = "dpop"
        if given is None:
            # No error code when there was no token.
            return self._refused(request, "no access token", 401, "", scope)
        token = given.token68 or ""
        access = self._authority.tokens.found(token)
        elsewhere = access is not None and access.grant.resource not in ("", resource)
        if access is None or elsewhere or (scheme == "dpop") != bool(access.grant.jkt):
            about = "the access token is unknown, has expired, is of another type, or for another API"
            return self._refused(request, about, 401, "invalid_token", scope, scheme)
        if scheme == "dpop" and (error := self._proofs.at_api(request, token, access.grant.jkt)):
            response = self._refused(request, "the proof is not right", 401, error, scope, scheme)
            response.headers.update(self._proofs.nonce_headers())
            return response
        if scope not in access.scopes:
            return self._refused(
                request, f"the token lacks a scope: {scope}", 403, "insufficient_scope", scope, scheme
            )
        return access

    def _refused(
        self, request: Request, about: str, status: int, error: str, scope: str, scheme: str = "bearer"
    ) -> Response:
        params = [("realm", "playground")]
        if error:
            params += [("error", error), ("error_description", about)]
        if scheme == "dpop":
            params.append(("algs", "ES256"))
        params += [("scope", scope), ("resource_metadata", f"{_origin(request)}{METADATA}")]
        name = "DPoP" if scheme == "dpop" else "Bearer"
        response = refused(about, build_challenge(Challenge(name, tuple(params))))
        response.status_code = status
        return response


def api_routes(authority: Authority, guard: Guard) -> list[Route]:
    """Return /api/notes, and what the API says of itself."""
    notes: dict[str, list[str]] = {}

    async def api(request: Request) -> Response:
        """API: GET wants a token with the scope notes.read, POST one with notes.write; the body is a note."""
        scope = "notes.write" if request.method == "POST" else "notes.read"
        access = guard.access(request, scope, f"{_origin(request)}/api")
        if isinstance(access, Response):
            return access
        mine = notes.setdefault(access.grant.user, [])
        if request.method == "POST":
            mine.append((await request.body()).decode(errors="replace")[:LONGEST])
            del mine[:-MOST]
        return JSONResponse({"user": access.grant.user, "notes": mine})

    async def about(request: Request) -> Response:
        """Metadata: who grants the tokens of the API (RFC 9728)."""
        return JSONResponse(
            {
                "resource": f"{_origin(request)}/api",
                "authorization_servers": [authority.issuer],
                "scopes_supported": [each for each in SCOPES if each.startswith("notes.")],
                "bearer_methods_supported": ["header"],
                "resource_name": "The notes of the playground",
                **({"dpop_signing_alg_values_supported": ["ES256"]} if is_there() else {}),
            }
        )

    return [Route("/api/notes", api, methods=["GET", "POST"]), Route(METADATA, about)]


def _origin(request: Request) -> str:
    host, port = request.scope["server"]
    return f"http://{host}:{port}"
