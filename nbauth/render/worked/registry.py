"""The panels of an exchange: a scheme is one file, and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from ...core.record import Exchange
from . import basic, bearer, device, digest, pkce, refresh
from .jwt import Jwt
from .panel import Panel

__all__ = ["worked"]

SCHEMES = (basic.panels, digest.panels, pkce.panels, device.panels, refresh.panels)


def worked(exchange: Exchange, known: Mapping[str, Jwt] | None = None) -> list[Panel]:
    """Return what each scheme did, in the order of the wire.

    Args:
        known: What is in tokens that are JWTs, by the names that the record has for them, since a record has no
            token; None where nobody has looked.
    """
    found = [panel for panels in SCHEMES for panel in panels(exchange)]
    found += bearer.panels(exchange, known)
    return sorted(found, key=lambda panel: panel.legs[0])
