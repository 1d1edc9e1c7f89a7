"""What a person gives to log in with, on a magic's line or in a form, and what there is to say about the login."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.field import Field
from ..core.origin import HostSpace
from ..core.secret import NAME, Secret
from ..errors import CredentialsNotFound, InvalidField
from ..render.inert import line, short
from ..schemes.base import Scheme
from .bindings import Login, Space
from .credentials import ask, from_source
from .session_logins import RESERVED

if TYPE_CHECKING:
    from .session import Session

__all__ = ["check_name", "field_values", "notes", "plain_note", "told"]

PLAIN = "over plain http, everybody on the way can read it"
WEAK = "is shorter than 6 characters: it is hidden only where credentials stand, not everywhere it appears"


def field_values(
    fields: tuple[Field, ...],
    typed: Mapping[str, str | Secret],
    sources: Mapping[str, str],
    *,
    asks: bool,
) -> tuple[dict[str, Any], str]:
    """Return the values of a scheme's fields, and where the secret one came from.

    Args:
        typed: Values by the field's name; of a secret field a `Secret`.
        sources: ``env:NAME`` and the like, by the field's name.
        asks: Whether the person at the keyboard is asked for what is missing.

    Raises:
        InvalidField, CredentialsNotFound: a value is missing, or cannot be used.
    """
    values: dict[str, Any] = {}
    used = ""
    for field in fields:
        given, source = typed.get(field.name), sources.get(field.name)
        if asks and field.secret and field.default is None and given is None and source is None:
            source = "prompt"
        if source is not None:
            label = f"{field.label} for {values['username']}" if values.get("username") else field.label
            secret = from_source(source, field.name, label=label, username=values.get("username"))
            values[field.name] = secret if field.secret else secret.reveal()
            used = source if field.secret else used
        elif given is not None:
            values[field.name] = given
        elif field.default is None:
            if not asks:
                raise CredentialsNotFound(f"{field.name}: nothing was typed")
            values[field.name] = ask(field.label, field.name, hidden=False)
        if field.choices and values.get(field.name, field.default) not in field.choices:
            raise InvalidField(field.name, f"choose {', '.join(field.choices)}")
    return values, used


def check_name(name: str | None, place: str) -> None:
    """Refuse what no login can be called; *place* is what the error speaks of."""
    if name is not None and (not NAME.fullmatch(name) or name in RESERVED):
        raise InvalidField(place, "use letters, digits and _, and no word that %auth knows")


def told(login: Login, title: str = "") -> str:
    """Return what is bound to what, as one line."""
    user = f", user {short(login.username, 60)}" if login.username else ""
    title = title or getattr(login.auth, "title", login.scheme)
    return f"{login.name}: {short(title, 40)} for {line(login.origin)}{user}, from {short(login.source, 80)}"


def notes(session: Session, login: Login) -> list[str]:
    """Return what whoever has made the login should know: that it can be read on the way, or is too short."""
    plain = plain_note(login.auth.name, login.space) if isinstance(login.auth, Scheme) else ""
    weak = session.redactor.by_place_only
    return [*filter(None, [plain]), *(f"{name} {WEAK}" for name in login.secrets if name in weak)]


def plain_note(scheme: str, space: Space) -> str:
    """Return that credentials of a scheme can be read on the way there; nothing where they cannot."""
    if scheme == "digest" or isinstance(space, HostSpace) or space.origin is None:
        return ""
    return PLAIN if space.origin.scheme == "http" and not space.origin.is_loopback else ""
