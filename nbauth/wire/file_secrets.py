"""The secrets that stand in a file which is read: found and replaced in all of it, and not kept by the session."""

from __future__ import annotations

from collections.abc import Iterable

from .._http import httpx
from ..core.redact import Redactor
from ..core.secret import Vault
from .draft import PLACEHOLDER
from .learn import Learner

__all__ = ["FileSecrets"]

MOST_SECRETS = 10_000
"""Of more, the last ones are found everywhere, and the others where credentials stand."""

Pairs = Iterable[tuple[str, str]]


class FileSecrets:
    """What a session knows and, as `Learner` finds it, what stands in a file: for redaction only.

    So a token that one response hands out is found in all other messages, whatever it is called there.
    """

    def __init__(self, vault: Vault, owner: str) -> None:
        """Begin with what *vault* knows; the names of what is found begin with *owner*."""
        self._vault = Vault(learned_limit=MOST_SECRETS)
        for known in vault.known():
            # Not learned again: what a file brings in, however much, takes no place from it.
            self._vault.add(known.name, known.secret, usernames=known.usernames)
        self._learner, self._owner = Learner(self._vault), owner

    def request(self, headers: Pairs, content: bytes) -> None:
        """Look at a request of the file."""
        request = httpx.Request("POST", "http://-/", headers=encoded(headers), content=content)
        self._learner.own_request(request, self._owner)

    def response(self, status: int, headers: Pairs, content: bytes) -> None:
        """Look at a response of the file."""
        self._learner.response(httpx.Response(status, headers=encoded(headers)), content, self._owner)

    def redactor(self) -> Redactor:
        """Return what redacts the file, once all of it was looked at."""
        # What is redacted already, in a file of nbauth's own, is no secret.
        self._vault.forget([name for name in self._vault if PLACEHOLDER.search(self._vault[name].reveal())])
        return Redactor(self._vault)


def encoded(headers: Pairs) -> list[tuple[bytes, bytes]]:
    """Return header pairs as httpx takes them from a wire."""
    return [(name.encode(), value.encode()) for name, value in headers]
