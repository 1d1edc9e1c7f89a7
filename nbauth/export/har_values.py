"""Values of a JSON document that somebody else has written: what is there, or what counts in its place."""

from __future__ import annotations

from typing import Any

__all__ = ["is_number", "seconds_of", "size_of", "text_of"]


def text_of(holder: dict[str, Any], name: str) -> str:
    """Return a text, or nothing; JSON can write half of a surrogate pair, which no file could hold again."""
    found = holder.get(name)
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def is_number(found: Any) -> bool:
    """Tell whether this is a number that one can count with: not NaN, not without end."""
    return isinstance(found, int | float) and not isinstance(found, bool) and -1e15 < found < 1e15


def seconds_of(found: Any, unit: float = 1.0) -> float:
    """Return a duration or a time, 0 where there is none."""
    return max(0.0, found * unit) if is_number(found) else 0.0


def size_of(found: Any, known: int | None) -> int | None:
    """Return a size that a file states, where it states one, else what is known."""
    return int(found) if is_number(found) and found >= 0 else known
