"""An OAuth 2 authorization server and an API that wants its tokens, all in memory (RFC 6749 and its relatives)."""

from __future__ import annotations

from starlette.routing import Route

from .api import Guard, api_routes
from .authority import Authority
from .authorize import Codes, authorize_routes
from .device import Devices, device_routes
from .dpop import Proofs
from .metadata import metadata_routes
from .push import push_routes
from .pushed import Pushed
from .token import token_routes
from .visits import Visits

__all__ = ["routes"]


def routes(authority: Authority) -> list[Route]:
    """Return all endpoints of an authorization server, and its API."""
    codes: Codes = {}
    devices: Devices = {}
    visits, pushed = Visits(authority), Pushed(authority.settings.now)
    proofs = Proofs(authority.settings)
    guard = Guard(authority, proofs)
    return [
        *metadata_routes(authority, guard),
        *authorize_routes(authority, codes, visits, pushed),
        *visits.routes(),
        *device_routes(authority, devices, visits),
        *token_routes(authority, codes, devices, proofs),
        *push_routes(authority, pushed),
        *api_routes(authority, guard),
    ]
