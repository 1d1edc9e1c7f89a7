"""What somebody has filled in: read, and made an auth of, before anything is bound or sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.origin import HostSpace, Origin, ProtectionSpace
from ..core.secret import Secret
from ..errors import CredentialsNotFound, InvalidField, InvalidOrigin, NbauthError, NetrcNotFound
from ..schemes.netrc import NetRCAuth
from ..wire.bindings import parse_space
from ..wire.log_in import field_values
from .live import Buffers, Content
from .secret_field import secret_of

__all__ = ["Filled", "Kept", "field_of", "reaches", "read"]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in.

    Attributes:
        origin: Where the login is for; None for a netrc file, which names its machines.
        auth: What its scheme makes of the values.
        source: Where the secret came from, in words.
        remember: Which secret fields shall be kept in a keyring, with their values.
        content: What the page has sent, without secrets.
    """

    scheme: str
    origin: str | None
    auth: Any
    source: str
    values: Mapping[str, Any]
    remember: Mapping[str, Secret]
    content: Content


class Kept:
    """The secrets of a test that went well, so that nobody types them twice; for the same login only."""

    def __init__(self) -> None:
        self._for: tuple[object, ...] = ()
        self._secrets: dict[str, Secret] = {}

    def keep(self, content: Content, values: Mapping[str, Any]) -> bool:
        """Keep what was typed; False where nothing was."""
        self._secrets = {name: values[name] for name in content.get("secrets") or () if name in values}
        self._for = _about(content)
        return bool(self._secrets)

    def drop(self) -> None:
        """Forget them."""
        self._secrets = {}

    def get(self, content: Content, name: str) -> Secret | None:
        """Return the secret that was typed for the same scheme, origin and user; or None."""
        return self._secrets.get(name) if self._for == _about(content) else None


def _about(content: Content) -> tuple[object, ...]:
    values = sorted((content.get("values") or {}).items())
    return content.get("scheme"), content.get("origin"), tuple(values)


def read(scheme: Any, content: Content, buffers: Buffers, kept: Kept) -> Filled:
    """Return what was filled in for a scheme.

    Raises:
        NbauthError: it cannot be used; see `field_of` for what it is about.
    """
    name, is_netrc = str(content["scheme"]), issubclass(scheme, NetRCAuth)
    # All that can be wrong is said before a secret is looked for.
    origin = None if is_netrc else str(content.get("origin") or "")
    if origin is not None:
        parse_space(origin)
    given = content.get("values") or {}
    # An empty field counts as one that was left out.
    typed: dict[str, Any] = {field.name: given[field.name] for field in scheme.fields if given.get(field.name)}
    optional = {field.name for field in scheme.fields if field.default is not None}
    for field, index in (content.get("secrets") or {}).items():
        try:
            typed[field] = secret_of(buffers, index, field)
        except CredentialsNotFound:
            found = kept.get(content, field)
            if found is not None:
                typed[field] = found
            elif field not in optional:
                raise
    values, source = field_values(scheme.fields, typed, content.get("sources") or {}, asks=False)
    auth = scheme(**values)
    if is_netrc:
        source = f"file:{auth.path}"
    wanted = content.get("remember") or ()
    remember = {field: values[field] for field in wanted if isinstance(values.get(field), Secret)}
    return Filled(name, origin, auth, source or "form", values, remember, content)


def reaches(filled: Filled, origin: Origin, path: str) -> bool:
    """Tell whether the login would be used there, when somebody calls it directly."""
    if filled.origin is not None:
        return parse_space(filled.origin).covers(origin, path)
    space = HostSpace(frozenset(filled.auth.machines()))
    return space.covers(origin, path) or (filled.auth.uses_default and origin.host not in space.hosts)


def field_of(error: NbauthError) -> str:
    """Return the field that an error is about; empty where it is about none."""
    match error:
        case InvalidField():
            return error.field.removeprefix("--").removesuffix("-from")
        case InvalidOrigin():
            return "origin"
        case NetrcNotFound():
            return "file"
        case CredentialsNotFound():
            return str(error).partition(":")[0]
    return ""


def space_text(origin: str) -> str:
    """Return an origin as it is compared, in punycode. Raises InvalidOrigin."""
    space: ProtectionSpace = parse_space(origin)
    return str(space)
