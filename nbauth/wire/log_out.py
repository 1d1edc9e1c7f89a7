"""Log out as a person does: the server is told, where it wants to be, and the session forgets in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import NbauthError
from ..render.inert import line, short
from ..schemes.base import Scheme
from .bindings import Login
from .failure import in_words
from .granting import granted

if TYPE_CHECKING:
    from .session import Session

__all__ = ["log_out"]


def log_out(session: Session, name: str | None = None) -> list[str]:
    """Forget a login, or all of them, and have the tokens taken back that were granted to it alone.

    A server that cannot be reached, or refuses, keeps nobody logged in here.

    Returns:
        A line for each login of which a server was told, or could not be.

    Raises:
        UnknownName: there is no such login.
    """
    logins = session.logins
    leaving = list(logins.values()) if name is None else [logins[name]]
    staying = [each for each in logins.values() if all(each is not other for other in leaving)]
    try:
        told = {id(each.auth): each for each in leaving if all(each.auth is not other.auth for other in staying)}
        return [said for each in told.values() if (said := _taken_back(session, each))]
    finally:
        session.logout(name)


def _taken_back(session: Session, login: Login) -> str:
    if not isinstance(login.auth, Scheme):
        return ""
    try:
        revocation = login.auth.revocation()
    except NbauthError:
        revocation = None  # its keyring fails, which the next line says
    kept = _unkept(login.name, login.auth)
    if revocation is None:
        return kept
    place, requests = revocation
    try:
        with in_words(session):
            granted(session, place, requests)
    except NbauthError as exc:
        return f"{login.name}: its token was not taken back: {short(str(exc), 400)}{kept and f'; {kept}'}"
    return f"{login.name}: its token is taken back by {line(place)}{kept and f'; {kept}'}"


def _unkept(name: str, scheme: Scheme) -> str:
    """Have the keyring forget what it has kept for a login; return what went wrong."""
    try:
        scheme.forget_kept()
    except NbauthError as exc:
        return f"{name}: {short(str(exc), 400)}"
    return ""
