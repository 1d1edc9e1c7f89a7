"""Send from synchronous code, also with an auth that is async only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.origin import Origin
from ..schemes.custom import is_async_only
from .bindings import Login, Trial
from .runner import run

if TYPE_CHECKING:
    from .session import Session

__all__ = ["send"]

DEFAULT = httpx.USE_CLIENT_DEFAULT


def send(session: Session, request: httpx.Request, *, auth: Any = DEFAULT, **options: Any) -> httpx.Response:
    """Send a request of `session.client`, with the async client where the auth that answers it is async only.

    Options are those of httpx's ``send``.

    What answers after a redirect to another origin is not known before: where that is async only, its own error
    comes out, or InvalidAuth.
    """
    answers = _answers(session, request.url, auth)
    if not isinstance(answers, httpx.Auth) or not is_async_only(answers):
        return session.client.send(request, auth=auth, **options)
    if not isinstance(request.stream, httpx.AsyncByteStream):
        request.read()  # a body that only the sync client can send while it is read
    return run(session.async_client.send(request, auth=auth, **options))


def _answers(session: Session, url: httpx.URL, auth: Any) -> Any:
    """Return the auth that is used for a request to *url*, as `hop.Send` decides it; or None."""
    if isinstance(auth, Trial):
        return auth.login.auth
    if auth is not DEFAULT:
        return auth.auth if isinstance(auth, Login) else auth
    origin = Origin.of(url)
    login = session._bindings.find(url, origin, direct=True)
    if login is not None:
        return login.auth
    if session.client.auth is None:
        return None
    wide, space = session._client_wide()
    return wide if space.covers(origin, url.path) else None
