"""Named extensions from entry points, loaded on first use. Built-in ones use the same road."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from typing import Any

from .errors import NbauthError, UnknownName

__all__ = ["Registry"]


class Registry(Mapping[str, Any]):
    """The extensions of one kind by name; *kind* "scheme" reads the group ``nbauth.schemes``.

    A broken one hurts only who asks for it.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._points = {point.name: point for point in entry_points(group=f"nbauth.{kind}s")}

    def __getitem__(self, name: str) -> Any:
        if name not in self._points:
            raise UnknownName(self._kind, name, self._points)
        point = self._points[name]
        try:
            return point.load()
        except Exception as exc:
            # Whatever its import raises: the cause is kept, and only this name is out of order.
            broken = f"the {self._kind} {name} cannot be loaded from {point.value}: {type(exc).__name__}"
            raise NbauthError(broken) from exc

    def __contains__(self, name: object) -> bool:
        return name in self._points

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._points))

    def __len__(self) -> int:
        return len(self._points)
