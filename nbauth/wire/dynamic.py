"""``{{$...}}`` with this machine's clock, chance and environment."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from random import SystemRandom

from ..core.dynamic import Dynamic, DynamicFailed
from ..core.scope import Place

__all__ = ["dynamic_value", "from_now_on"]

CHANCE = SystemRandom()
"""The system's, since what is made of it may be meant to be hard to guess."""


def local_now() -> datetime:
    """Return the time, in the time zone of this machine."""
    return datetime.now(UTC).astimezone()


def from_now_on() -> Dynamic:
    """Return what makes the values of one request."""
    return Dynamic(local_now, CHANCE, os.environ)


def dynamic_value(dynamic: Dynamic, place: Place) -> tuple[str, str]:
    """Return the value of what stands at *place*, and its name in the environment, else "".

    Raises:
        RequestSyntaxError: there is none.
    """
    failure = None
    try:
        return dynamic.value(place.inside)
    except DynamicFailed as exc:
        failure = exc
    # Outside of the except clause: the cause is said, and has nothing to add.
    raise place.error(failure.reason, failure.hint)
