"""What requests with a name were answered, for ``{{login.response.body.$.token}}``, also in later cells."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import NoReturn

from .._http import httpx
from ..core.references import Message

__all__ = ["NamedResponse", "NamedResponses"]

LIMIT = 100
BYTE_LIMIT = 16_777_216
"""Bytes of bodies that are kept in all; the oldest go first."""


class NamedResponse:
    """A response, and the request as it was written, as references ask for them. Not shown and not pickled."""

    __slots__ = ("__dict__", "_response")

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def size(self) -> int:
        """Bytes of the two bodies."""
        return sum(len(message.__dict__.get("_content", b"")) for message in (self._response, self.sent))

    @cached_property
    def response(self) -> Message:
        """The response."""
        answer = self._response
        body = None if "_content" not in answer.__dict__ else answer.text
        return Message(_pairs(answer.headers), body)

    @cached_property
    def sent(self) -> httpx.Request:
        """The first request that was sent, as it was written: without what a login put on it."""
        first = self._response.history[0] if self._response.history else self._response
        written: httpx.Request = first.request.extensions.get("nbauth.sent", first.request)
        return written

    @cached_property
    def request(self) -> Message:
        """The request as it was written, Secrets as their ``{{name}}``."""
        content = self.sent.__dict__.get("_content")
        body = None if content is None else content.decode("utf-8", "replace")
        return Message(_pairs(self.sent.headers), body)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a named response is not pickled: its tokens would leave the session")


def _pairs(headers: httpx.Headers) -> list[tuple[str, str]]:
    return [(name.decode("ascii", "replace"), value.decode("utf-8", "replace")) for name, value in headers.raw]


class NamedResponses:
    """The last response of each name, `LIMIT` at most. Safe to use from several threads."""

    def __init__(self, *, limit: int = LIMIT, byte_limit: int = BYTE_LIMIT) -> None:
        self._lock = threading.Lock()
        self._limit, self._byte_limit = limit, byte_limit
        # In closures, as a Secret's value: nothing that walks the attributes of a session meets a token.
        self._kept: OrderedDict[str, Callable[[], NamedResponse | None]] = OrderedDict()

    def begin(self, name: str) -> None:
        """Note that a request of this name goes out: what it was answered before counts no more."""
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = lambda: None

    def add(self, name: str, response: httpx.Response) -> NamedResponse:
        """Keep the response of a request, and return it as references ask for it."""
        added = NamedResponse(response)
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = lambda: added
            size = sum(each.size for kept in self._kept.values() if (each := kept()) is not None)
            # The newest stays, however long it is: the next request of its cell may ask for it.
            while len(self._kept) > 1 and (len(self._kept) > self._limit or size > self._byte_limit):
                _, kept = self._kept.popitem(last=False)
                size -= each.size if (each := kept()) is not None else 0
        return added

    def get(self, name: str) -> NamedResponse | None:
        """Return what a name stands for; None when its request got no response, or it is not known."""
        kept = self._kept.get(name)
        return kept() if kept is not None else None

    def renew(self, response: httpx.Response) -> None:
        """Read a response anew, whose object has become another one's since."""
        with self._lock:
            for name, kept in self._kept.items():
                each = kept()
                if each is not None and each._response is response:
                    each = NamedResponse(response)
                    self._kept[name] = lambda fresh=each: fresh  # type: ignore[misc]

    @property
    def names(self) -> tuple[str, ...]:
        """The names that are known."""
        return tuple(self._kept)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def __repr__(self) -> str:
        return f"<NamedResponses: {', '.join(self.names) or 'none'}>"
