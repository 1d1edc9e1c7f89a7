"""Wanted: what a token is asked for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NOTHING", "Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a token is asked for; each part empty where nothing is said of it.

    Attributes:
        scope: What it shall allow, names with spaces between them (RFC 6749 section 3.3).
        resource: The API that it is for, a URL (RFC 8707).
        audience: Who shall take it, by a name that the server knows (RFC 8693 section 2.1).
    """

    scope: str = ""
    resource: str = ""
    audience: str = ""

    @property
    def form(self) -> dict[str, str]:
        """The parameters of a request that say so."""
        return {"scope": self.scope, "resource": self.resource, "audience": self.audience}


NOTHING = Wanted()
"""Nothing is said: the server decides."""
