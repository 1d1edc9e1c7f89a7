"""Responses: what a cell of several requests was answered, in their order and by their names."""

from __future__ import annotations

from typing import Any, SupportsIndex, overload

from .._http import httpx
from ..errors import UnknownName

__all__ = ["Responses"]


class Responses(list[httpx.Response]):
    """A list of responses; those of requests with a name are found by it too: ``responses["login"]``."""

    def __init__(self) -> None:
        super().__init__()
        self._by_name: dict[str, httpx.Response] = {}

    def add(self, response: httpx.Response, name: str = "") -> None:
        """Append the response of a request."""
        self.append(response)
        if name:
            self._by_name[name] = response

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the requests that have one."""
        return tuple(self._by_name)

    @overload
    def __getitem__(self, key: SupportsIndex | str) -> httpx.Response: ...
    @overload
    def __getitem__(self, key: slice) -> list[httpx.Response]: ...
    def __getitem__(self, key: Any) -> Any:
        """Return a response by its place or its name, or several by a slice.

        Raises:
            UnknownName: no request of that name was sent.
        """
        if isinstance(key, str):
            if key not in self._by_name:
                raise UnknownName("request", key, self._by_name)
            return self._by_name[key]
        return super().__getitem__(key)
