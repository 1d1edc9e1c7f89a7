"""Attacker: somebody who reads along on the wire, and tries what can be had with that; on the playground only.

The playground tells what arrived, credentials included, as plain http tells everybody on the way. What each attempt
is answered shows as a card: a scheme is as good as its refusals.
"""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from .._http import httpx
from ..errors import NbauthError
from ..wire.session import Session

if TYPE_CHECKING:
    from ..playground.arrivals import Seen
    from ..playground.server import Playground

__all__ = ["Attacker"]

BASE64 = ascii_letters + digits + "-_"
HEX = "0123456789abcdef"
DROPPED = frozenset(("host", "content-length", "transfer-encoding", "connection", "accept-encoding"))
"""Headers that are made anew for what is sent again."""

CREDENTIALS = ("authorization", "x-authentication", "x-api-key")
"""Where the playground's schemes have theirs."""

AGENT = "nbauth attacker"
"""What it calls itself, so that it does not copy its own attempts."""

WHERE = ("body", "path", "credentials")


class Attacker:
    """Sends again what somebody else has sent, as it was or a little changed.

    Args:
        playground: The server that is attacked, and whose requests are read; no other one can be.

    Attributes:
        session: The attacker's own: no login, and a history of the attempts.
    """

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self.session = Session(trust_env=False)

    def seen(self, path: str | None = None) -> Seen:
        """Return the newest request that brought credentials, to a path or anywhere.

        Raises:
            NbauthError: there is none.
        """
        for each in reversed(list(self._playground.seen)):
            is_own = each.headers.get("user-agent") == AGENT
            has = any(name in each.headers for name in CREDENTIALS)
            if has and not is_own and path in (None, each.path):
                return each
        where = f" to {path}" if path else ""
        raise NbauthError(f"no request with credentials was seen{where}", hint="send one first")

    def replay(self, seen: Seen | None = None) -> httpx.Response:
        """Send a request again exactly as it arrived; the newest with credentials where none is given."""
        return self._send(seen or self.seen())

    def change_bit(self, where: str = "body", seen: Seen | None = None) -> httpx.Response:
        """Send a request again with one bit of it changed.

        Args:
            where: "body", "path", or "credentials": there one of the proof or the token.
        """
        if where not in WHERE:
            raise NbauthError(f"where: choose {', '.join(WHERE)}")
        seen = seen or self.seen()
        if where == "body":
            if not seen.body:
                raise NbauthError("the request has no body", hint="change_bit('path') or change_bit('credentials')")
            return self._send(seen, body=bytes([seen.body[0] ^ 1]) + seen.body[1:])
        if where == "path":
            if len(seen.path) < 2:
                raise NbauthError("the path is / alone: there is nothing to change")
            return self._send(seen, path=seen.path[:-1] + chr(ord(seen.path[-1]) ^ 1))
        return self._send(seen, changes=True)

    def elsewhere(self, path: str, seen: Seen | None = None) -> httpx.Response:
        """Send somebody's credentials along with a request to another path: a nonce is good for one realm."""
        return self._send(seen or self.seen(), path=path)

    def at_another_origin(self, seen: Seen | None = None) -> httpx.Response:
        """Send a request to the playground's other origin, as one does who was sent a token and passes it on."""
        seen = seen or self.seen()
        other = self._playground.other if seen.origin == self._playground.url else self._playground.url
        return self._send(seen, origin=other)

    def _send(
        self,
        seen: Seen,
        *,
        origin: str | None = None,
        path: str | None = None,
        body: bytes | None = None,
        changes: bool = False,
    ) -> httpx.Response:
        origin = origin or seen.origin
        if origin not in (self._playground.url, self._playground.other):
            raise NbauthError("that request was not to this playground: nothing else is attacked")
        if path is not None and not path.startswith("/"):
            raise NbauthError("a path begins with /")
        headers = [(name, value) for name, value in seen.headers.items() if name not in DROPPED]
        if changes:
            headers = [(name, _changed(value) if name in CREDENTIALS else value) for name, value in headers]
        headers = [*((name, value) for name, value in headers if name != "user-agent"), ("user-agent", AGENT)]
        query = f"?{seen.query}" if seen.query and path is None else ""
        return self.session.client.request(
            seen.method,
            f"{origin}{path or seen.path}{query}",
            headers=headers,
            content=seen.body if body is None else body,
            auth=None,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def __repr__(self) -> str:
        return f"<Attacker of {self._playground.url}>"


def _changed(value: str) -> str:
    """Return credentials with one bit of their proof changed: in Digest that of its response."""
    found = re.search(r'response="([0-9a-fA-F]+)"', value)
    end = found.end(1) if found else len(value.rstrip("="))
    alphabet = HEX if found else BASE64
    at = end - 6  # not the last one: of the last character of base64 some bits count for nothing
    old = alphabet.find(value[at].lower() if found else value[at])
    return f"{value[:at]}{alphabet[old ^ 1] if old >= 0 else 'A'}{value[at + 1 :]}"
