"""Settings: how long things last, and what goes wrong on purpose."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields

__all__ = ["Settings"]


@dataclass
class Settings:
    """What a lesson may change while the server runs; what it counts for is what is asked from then on.

    Attributes:
        token_seconds: So long an access token is good.
        code_seconds: So long a code is good that the browser brings back.
        device_seconds: So long a device's code is good.
        device_interval: Seconds that a device waits between two polls.
        token_status: The token endpoint answers with this status, without JSON; 0 for not.
        token_delay: Seconds that the token endpoint takes, at most 30.
        token_redirects: The token endpoint redirects to the second origin.
        wrong_iss: The browser brings back the name of another issuer (RFC 9207).
        wrong_nonce: ID tokens have another nonce than was asked for.
        wants_nonce: Proofs of DPoP need a nonce of the server's (RFC 9449 section 8).
    """

    token_seconds: float = 60.0
    code_seconds: float = 60.0
    device_seconds: float = 600.0
    device_interval: float = 5.0
    token_status: int = 0
    token_delay: float = 0.0
    token_redirects: bool = False
    wrong_iss: bool = False
    wrong_nonce: bool = False
    wants_nonce: bool = False
    _gone: float = field(default=0.0, repr=False)

    def later(self, seconds: float) -> None:
        """Have time pass for all that this server has given out; no waiting in lessons."""
        self._gone += seconds

    def now(self) -> float:
        """Return the time of its clock, in seconds since some moment."""
        return time.monotonic() + self._gone

    def reset(self) -> None:
        """Set all back to what it was at the start, but for the time that has passed."""
        for each in fields(self):
            if each.name != "_gone":
                setattr(self, each.name, each.default)
