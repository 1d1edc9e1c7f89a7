"""What Digest remembers between requests: a nonce with its count, and what was proved with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from secrets import token_hex

from .._http import httpx
from ..core.origin import Origin, ProtectionSpace
from ..core.secret import Secret
from .digest_math import DigestChallenge

__all__ = ["Nonce", "Proof", "Server"]


class Nonce:
    """A server's nonce, how often it was used, and what a -sess algorithm made A1 of."""

    __slots__ = ("challenge", "count", "ha1", "head", "is_good", "prime", "spaces")

    def __init__(
        self, challenge: DigestChallenge, spaces: tuple[ProtectionSpace, ...], prime: tuple[str, str] | None = None
    ) -> None:
        self.challenge, self.spaces, self.count = challenge, spaces, 0
        self.is_good = False  # True when the server has accepted an answer to it
        self.ha1: Secret | None = None
        self.head: str | None = None  # the parameters that are the same in all answers, as they are sent
        self.prime = prime or (challenge.nonce, token_hex(16))

    @classmethod
    def of(cls, challenge: DigestChallenge, url: httpx.URL) -> Nonce:
        """Return the nonce of a challenge to a request for *url*."""
        spaces = []
        for uri in challenge.domain:
            try:
                base = url.join(uri)
            except httpx.InvalidURL:
                continue  # no request can have this URI
            spaces.append(ProtectionSpace(Origin.of(base), base.path))
        return cls(challenge, tuple(spaces))

    def next(self, nonce: str) -> Nonce:
        """Return what follows when the server names its next nonce: a -sess A1 stays (RFC 7616 section 3.4.2)."""
        return Nonce(replace(self.challenge, nonce=nonce), self.spaces, self.prime)

    def covers(self, origin: Origin, path: str) -> bool:
        """True when a request there may carry an answer without being asked for it (section 3.3)."""
        return not self.challenge.domain or any(space.covers(origin, path) for space in self.spaces)


@dataclass(frozen=True, slots=True)
class Proof:
    """What one request proved to know the password with; the server's own proof is about the same.

    `number` counts the answers to one origin; `is_crowded` tells that another one was under way already.
    """

    nonce: Nonce
    nc: str
    cnonce: str
    uri: str
    number: int
    is_crowded: bool


class Server:
    """What one object remembers of the server at one origin. Its owner has the lock.

    Attributes:
        nonce: The one to use without being asked; None when a challenge must come first.
        fruitless: Turns in a row that brought no challenge: nobody was asked for a password, or the request failed.
            Taking turns where no challenge comes would make all requests wait for each other for ever.
        sent, returned: How many answers went out and came back.
    """

    __slots__ = ("fruitless", "nonce", "returned", "sent")

    def __init__(self) -> None:
        self.nonce: Nonce | None = None
        self.fruitless = self.sent = self.returned = 0
