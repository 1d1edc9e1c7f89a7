"""Explain: which login would be used for a URL, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._http import httpx
from ..core.origin import Origin
from ..errors import InvalidOrigin
from ..schemes.netrc import NetRCAuth
from .target import url_problem

if TYPE_CHECKING:
    from .session import Session

__all__ = ["explain"]


def explain(session: Session, url: str | httpx.URL) -> str:
    """Tell which login *session* would use for *url*, and why. Sends nothing.

    Raises:
        InvalidOrigin: no request can go there. The URL is not quoted: it may hold a password.
    """
    problem, hint = url_problem(str(url))
    if problem:
        raise InvalidOrigin(problem, hint=hint)
    address = httpx.URL(url)
    origin = Origin.of(address)
    login = session._bindings.find(address, origin, direct=True)
    if login is None:
        wide = session.logins.get("client")
        login = wide if wide is not None and wide.space.covers(origin, address.path) else None
    if login is None and address.userinfo:
        return f"{origin}: Basic, with the user name and password in the URL"
    if login is None:
        bound = ", ".join(f"{each.name} ({each.origin})" for each in session._bindings.values())
        return f"{origin}: no login; {f'bound elsewhere: {bound}' if bound else 'none is made yet'}"
    told = f"{origin}: login {login.name} ({login.scheme}), bound to {login.origin}"
    if isinstance(login.auth, NetRCAuth):
        told += f"\n{login.auth.explain(address)}"
    return told
