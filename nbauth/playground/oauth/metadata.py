"""What the server says of itself: discovery, its keys, and who a token is of (RFC 8414, OpenID Connect)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .api import Guard
from .authority import Authority
from .clients import GRANTS, METHODS, supported
from .id_token import ALGORITHM, is_there, subject

__all__ = ["metadata_routes"]


def metadata_routes(authority: Authority, guard: Guard) -> list[Route]:
    """Return the well-known places, /jwks and /userinfo."""

    async def about(request: Request) -> Response:
        """Metadata: which endpoints there are, and what they take (RFC 8414)."""
        return JSONResponse(_metadata(authority.issuer))

    async def openid(request: Request) -> Response:
        """Metadata: the same for OpenID Connect; 404 without the package joserfc."""
        return JSONResponse(_metadata(authority.issuer)) if is_there() else Response(status_code=404)

    async def keys(request: Request) -> Response:
        """Keys: what ID tokens are checked with (RFC 7517)."""
        return JSONResponse(authority.signer.keys())

    async def userinfo(request: Request) -> Response:
        """Userinfo: an access token with the scope openid; who has signed in (OpenID Connect)."""
        access = guard.access(request, "openid")
        if isinstance(access, Response):
            return access
        user = access.grant.user
        said = {"sub": subject(user)}
        if "profile" in access.scopes:
            said |= {"preferred_username": user, "name": user.capitalize()}
        return JSONResponse(said)

    return [
        Route("/.well-known/oauth-authorization-server", about),
        Route("/.well-known/openid-configuration", openid),
        Route("/jwks", keys),
        Route("/userinfo", userinfo, methods=["GET", "POST"]),
    ]


def _metadata(issuer: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "device_authorization_endpoint": f"{issuer}/device_authorization",
        "revocation_endpoint": f"{issuer}/revoke",
        "registration_endpoint": f"{issuer}/register",
        "pushed_authorization_request_endpoint": f"{issuer}/par",
        "scopes_supported": supported(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANTS),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": list(METHODS),
        "revocation_endpoint_auth_methods_supported": list(METHODS),
        "authorization_response_iss_parameter_supported": True,
    }
    if is_there():
        found |= {
            "jwks_uri": f"{issuer}/jwks",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "dpop_signing_alg_values_supported": [ALGORITHM],
        }
    return found
