"""Pushed requests: the client has told the server before what the browser will come for (RFC 9126)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .tokens import bounded

__all__ = ["SECONDS", "Pushed"]

SECONDS = 60
PREFIX = "urn:ietf:params:oauth:request_uri:"


class Pushed:
    """The requests that were pushed, each good for one browser."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._kept: dict[str, tuple[dict[str, str], float]] = {}

    def kept(self, asked: Mapping[str, str]) -> str:
        """Keep a request; return its name."""
        return PREFIX + bounded(self._kept, (dict(asked), self._now() + SECONDS))

    def taken(self, asked: dict[str, str]) -> dict[str, str]:
        """Return the request that a browser's address names, or the address's own; nothing where it is no more."""
        if "request_uri" not in asked:
            return asked
        found, end = self._kept.pop(asked["request_uri"].removeprefix(PREFIX), ({}, 0.0))
        is_it = found and self._now() < end and found["client_id"] == asked.get("client_id")
        return found if is_it else {}
