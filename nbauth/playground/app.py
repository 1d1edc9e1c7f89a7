"""The playground's application: all endpoints, and an index of what each expects."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from . import api_key, basic, bearer, custom, digest, faults, oauth, redirects
from .arrivals import Arrivals, recorded
from .oauth.authority import Authority
from .oauth.pages import page
from .oauth.settings import Settings

__all__ = ["WARNING", "build"]

WARNING = "made-up users only: never type a real password here"


def build(
    origin: str,
    other: str,
    *,
    users: Mapping[str, str],
    arrivals: Arrivals,
    hang_up: faults.HangUp,
    settings: Settings,
) -> ASGIApp:
    """Return the application of a server with the two origins *origin* and *other*."""
    authority = Authority((origin, other), users, settings)
    routes = [
        *redirects.routes(origin, other),
        *basic.routes(users),
        *digest.routes(users),
        *bearer.routes(authority.tokens),
        *api_key.routes(),
        *custom.routes(authority.tokens),
        *oauth.routes(authority),
        *faults.routes(hang_up),
    ]
    listed = {route.path: _about(route) for route in routes}

    async def index(request: Request) -> Response:
        if "text/html" in request.headers.get("Accept", ""):
            return _index_page(users, other, listed)
        return JSONResponse(
            {"playground": WARNING, "users": dict(users), "other": other, "endpoints": listed},
        )

    app = Starlette(routes=[Route("/", index), *routes])
    # A slash that is one too many is a 404 here, not a redirect that nobody asked for.
    app.router.redirect_slashes = False
    return recorded(app, arrivals)


def _index_page(users: Mapping[str, str], other: str, listed: Mapping[str, str]) -> Response:
    """Say in a browser what each endpoint expects."""
    people = "".join(f"<li>{escape(name)}: <code>{escape(word)}</code></li>" for name, word in users.items())
    rows = "".join(
        f"<dt><code>{escape(path)}</code></dt><dd>{escape(about)}</dd>" for path, about in listed.items()
    )
    return page(
        "Playground",
        f"<h2>Who lives here</h2><ul>{people}</ul><h2>What is asked where</h2><dl>{rows}</dl>"
        f"<p>The same again at another origin: <code>{escape(other)}</code></p>",
    )


def _about(route: Route) -> str:
    """Return what the index says of an endpoint: its docstring, or its name where one serves several."""
    return route.name if " " in route.name else (route.endpoint.__doc__ or "").splitlines()[0]
