"""The JSON object that an endpoint answered with."""

from __future__ import annotations

from typing import Any

from .._http import httpx

__all__ = ["json_object"]


def json_object(response: httpx.Response) -> dict[str, Any] | None:
    """Return the object in a body that was read, or None where it is something else."""
    try:
        found = response.json()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
