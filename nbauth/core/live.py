"""The redactors in use: what watches a whole process (its log, a kernel's messages) asks all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from .redact import Redactor

__all__ = ["before_forgetting", "forgetting", "line_breaks", "redacted", "redacted_data", "watch"]

_live: WeakSet[Redactor] = WeakSet()

before_forgetting: list[Callable[[], None]] = []
"""Called while a secret is still known that is about to be forgotten: what was printed may not have left yet."""


def watch(redactor: Redactor) -> None:
    """Let the functions here find what *redactor* knows, as long as somebody uses it."""
    _live.add(redactor)


def forgetting() -> None:
    """Let everybody look a last time: secrets are forgotten now."""
    for each in before_forgetting:
        each()


def redacted(text: str) -> str:
    """Return *text* with the secrets of all redactors in use replaced; the same object when there is none."""
    for redactor in list(_live):
        text = redactor.text(text)
    return text


def redacted_data(data: bytes) -> bytes:
    """Return *data* with the secrets of all redactors in use replaced; the same object when there is none."""
    for redactor in list(_live):
        data = redactor.data(data)
    return data


def line_breaks() -> int:
    """Return how many line breaks a secret has at most; -1 when there is nothing to look for."""
    return max((redactor.line_breaks for redactor in list(_live)), default=-1)
