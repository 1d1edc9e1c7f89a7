"""``Authorization: Basic user password``, as the editors let one write it: made into what is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .._http import httpx
from ..core.request_text import Header
from ..core.secret import Secret
from ..core.variables import ResolvedRequest
from ..errors import RequestSyntaxError

__all__ = ["typed_auth"]

PLACEHOLDER = re.compile(r"\{\{([A-Za-z_]\w*)\}\}", re.ASCII)
PARAMETER = re.compile(r"\w+\s*=")
SIGNING = "%auth use EXPR ORIGIN takes any httpx.Auth, also one that signs"
SIGNED = ("aws", "cognito", "oidc")


def typed_auth(resolved: ResolvedRequest, written: Sequence[Header]) -> httpx.Auth | None:
    """Return the auth that a header with a user name and a password asks for; None for any other header.

    ``Basic user password``, ``Basic user:password`` and ``Digest user password``. What is encoded already
    (``Basic dXNlcjpw``) and what is an answer already (``Digest username="..."``) goes out as it is.

    Args:
        written: The lines of the headers.

    Raises:
        RequestSyntaxError: a way of signing that is not supported.
    """
    value = next((value for name, value in resolved.headers if name.lower() == "authorization"), "")
    scheme, _, rest = value.partition(" ")
    scheme, rest = scheme.lower(), rest.strip()
    first, _, more = rest.partition(" ")
    if scheme in SIGNED and more:
        line = next(each.value.line for each in written if each.name.lower() == "authorization")
        raise RequestSyntaxError(f"Authorization: {scheme.upper()} is not supported", line, hint=SIGNING)
    if scheme not in ("basic", "digest") or PARAMETER.match(rest):
        return None
    if ":" in first:
        user, _, password = rest.partition(":")
    elif more:
        user, password = first, more.strip()
    else:
        return None
    # Here, as few cells need them.
    if scheme == "basic":
        from ..schemes.basic import BasicAuth as Kind
    else:
        from ..schemes.digest import DigestAuth as Kind  # type: ignore[assignment]
    return Kind(_filled(user, resolved.secrets), _filled(password, resolved.secrets))


def _filled(text: str, secrets: Mapping[str, Secret]) -> str:
    return PLACEHOLDER.sub(lambda found: secrets[found[1]].reveal() if found[1] in secrets else found[0], text)
