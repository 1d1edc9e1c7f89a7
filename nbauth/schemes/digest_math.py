"""The arithmetic of Digest: choose a challenge, prove to know the password (RFC 7616). Pure functions.

Text from the server is its bytes read as Latin-1, so that hashing and sending it back give the very same bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

from ..core.challenge import Challenge, parse_challenges
from ..core.challenge import quote as quoted
from ..errors import ChallengeRefused

__all__ = [
    "ALGORITHMS",
    "CONTROL",
    "QOPS",
    "DigestChallenge",
    "a1_hash",
    "fixed_params",
    "own_params",
    "response_value",
    "strongest",
    "username_params",
]

ALGORITHMS = {
    "MD5": "md5",
    "SHA": "sha1",  # never in an RFC, but servers and other clients have it
    "SHA-256": "sha256",
    "SHA-512-256": "sha512_256",
    "SHA-512": "sha512",
}
"""What a challenge calls an algorithm -> what hashlib calls it; the weakest first. Each also with -sess."""

QOPS = ("auth", "auth-int")
"""The kinds of protection that are understood. The first is preferred: it lets a body stream."""

CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class DigestChallenge:
    """A Digest challenge that can be answered (RFC 7616 section 3.3).

    Attributes:
        algorithm: As the server wrote it; empty when it wrote none, which means MD5.
        qop: The one to use: auth, auth-int, or empty for a server of RFC 2069.
        domain: URIs of the protection space; empty means the whole origin.
        stale: The nonce was too old, the password was not looked at.
        is_utf8: The server said charset=UTF-8.
        is_modern: The server said charset or userhash, which came with RFC 7616: it knows username* too.
    """

    realm: str
    nonce: str
    algorithm: str = ""
    qop: str = ""
    opaque: str | None = None
    domain: tuple[str, ...] = ()
    stale: bool = field(default=False, compare=False)
    userhash: bool = False
    is_utf8: bool = False
    is_modern: bool = False

    @classmethod
    def of(cls, challenge: Challenge, available: Collection[str] = hashlib.algorithms_available) -> DigestChallenge:
        """Read a parsed challenge.

        Raises:
            ChallengeRefused: the nonce or the realm is missing, or the algorithm or every qop is unknown.
        """
        realm, nonce = challenge.realm, challenge.get("nonce")
        algorithm = challenge.get("algorithm", "") or ""
        base = _base(algorithm)
        if base not in ALGORITHMS:
            raise ChallengeRefused(f"algorithm {algorithm[:40]!r} is unknown")
        if ALGORITHMS[base] not in available:
            raise ChallengeRefused(f"algorithm {base} is not in this Python's OpenSSL")
        if realm is None or not nonce:
            raise ChallengeRefused(f"it has no {'nonce' if realm is not None else 'realm'}")
        offered = [qop.strip().lower() for qop in (challenge.get("qop") or "").split(",") if qop.strip()]
        qop = next((known for known in QOPS if known in offered), "")
        if offered and not qop:
            raise ChallengeRefused(f"qop {', '.join(offered)[:40]!r} is unknown")
        charset = challenge.get("charset")
        return cls(
            realm=realm,
            nonce=nonce,
            algorithm=algorithm,
            qop=qop,
            opaque=challenge.get("opaque"),
            domain=tuple((challenge.get("domain") or "").split()),
            stale=_is_true(challenge.get("stale")),
            userhash=_is_true(challenge.get("userhash")),
            is_utf8=(charset or "").lower() == "utf-8",
            is_modern=charset is not None or challenge.get("userhash") is not None,
        )

    @property
    def is_session(self) -> bool:
        """True for the -sess algorithms, whose A1 stays the same for all uses of a challenge."""
        return self.algorithm.lower().endswith("-sess")

    def hash(self, *parts: bytes) -> bytes:
        """Return H of *parts* joined by colons, in hexadecimal (section 3.1)."""
        name = ALGORITHMS[_base(self.algorithm)]
        # By its own function where hashlib has one: looking it up by name costs more than hashing.
        make = getattr(hashlib, name, None) or partial(hashlib.new, name)
        return make(b":".join(parts), usedforsecurity=False).hexdigest().encode()

    def encode(self, text: str) -> bytes:
        """Return a user name or password as bytes.

        UTF-8 always: with charset=UTF-8 normalized to NFC (section 4); without, the RFC leaves it open.
        """
        return (unicodedata.normalize("NFC", text) if self.is_utf8 else text).encode()


def strongest(lines: Iterable[str], where: str) -> DigestChallenge | None:
    """Return the Digest challenge with the strongest algorithm; of equal ones, the server's first.

    None when no line holds a Digest challenge. *where* is what an error says first.

    Raises:
        ChallengeRefused: there are some, and none can be answered; says why for each.
    """
    found: list[DigestChallenge] = []
    reasons: list[str] = []
    for line in lines:
        for challenge in parse_challenges([line]):
            if challenge.scheme != "digest":
                continue
            if CONTROL.search(line):
                # What is quoted back must be what was sent; the parser has put spaces in their place.
                reasons.append("a control character is in it")
                continue
            try:
                found.append(DigestChallenge.of(challenge))
            except ChallengeRefused as refused:
                reasons.append(str(refused))
    if reasons and not found:
        raise ChallengeRefused(
            f"{where}: the Digest challenge cannot be answered: {'; '.join(reasons)}",
            hint=f"algorithms that can be: {', '.join(ALGORITHMS)}, each with or without -sess",
        )
    order = list(ALGORITHMS)
    return max(found, key=lambda one: order.index(_base(one.algorithm)), default=None)


def username_params(challenge: DigestChallenge, username: str) -> tuple[tuple[str, str], ...]:
    """Return the parameters that say who it is (RFC 7616 sections 3.4 and 3.4.4).

    A name outside of ASCII goes as username* only to a server that is known to read it: Apache, for one,
    compares the bytes of username with those in its file.
    """
    name = challenge.encode(username)
    if challenge.userhash:
        hashed = challenge.hash(name, challenge.realm.encode("latin-1")).decode()
        return (("username", hashed), ("userhash", "true"))
    if challenge.is_modern and not name.isascii():
        return (("username*", f"UTF-8''{quote(name, safe='')}"),)
    return (("username", name.decode("latin-1")),)


def fixed_params(challenge: DigestChallenge, username: str) -> tuple[tuple[str, str], ...]:
    """Return the parameters that all answers to a challenge share (RFC 7616 section 3.4)."""
    params = [
        *username_params(challenge, username),
        ("realm", challenge.realm),
        ("nonce", challenge.nonce),
    ]
    if challenge.algorithm:
        params.append(("algorithm", challenge.algorithm))
    if challenge.opaque is not None:
        params.append(("opaque", challenge.opaque))
    if challenge.qop:
        params.append(("qop", challenge.qop))
    return tuple(params)


def own_params(challenge: DigestChallenge, uri: str, response: str, nc: str, cnonce: str) -> str:
    """Return the parameters that each answer has for itself, as they are sent (RFC 7616 section 3.4)."""
    text = f'uri={quoted(uri)}, response="{response}"'
    if challenge.qop:
        text += f", nc={nc}"
    if challenge.qop or challenge.is_session:
        text += f', cnonce="{cnonce}"'
    return text


def a1_hash(challenge: DigestChallenge, username: str, password: str) -> bytes:
    """Return the hash of name, realm and password: as good as the password at this realm, so it stays a secret."""
    return challenge.hash(challenge.encode(username), challenge.realm.encode("latin-1"), challenge.encode(password))


def response_value(
    challenge: DigestChallenge,
    username: str,
    password: str,
    *,
    method: str,
    uri: str,
    nc: str = "",
    cnonce: str = "",
    body: bytes = b"",
    prime: tuple[str, str] | None = None,
    ha1: bytes | None = None,
) -> str:
    """Return the proof of knowing the password (RFC 7616 section 3.4.1; RFC 2069 section 2.4 without qop).

    Args:
        method: Empty for the server's own proof, rspauth (section 3.5).
        nc: The count of uses of the nonce, eight hexadecimal digits.
        body: For auth-int only.
        prime: nonce and cnonce of the first use, which a -sess algorithm goes on with (section 3.4.2);
            None when this is the first.
        ha1: What `a1_hash` gives, when it is at hand.
    """
    nonce = challenge.nonce.encode("latin-1")
    ha1 = a1_hash(challenge, username, password) if ha1 is None else ha1
    if challenge.is_session:
        ha1 = challenge.hash(ha1, *(part.encode("latin-1") for part in prime or (challenge.nonce, cnonce)))
    a2 = [method.encode(), uri.encode()]
    if challenge.qop == "auth-int":
        a2.append(challenge.hash(body))
    middle = [nc.encode(), cnonce.encode(), challenge.qop.encode()] if challenge.qop else []
    return challenge.hash(ha1, nonce, *middle, challenge.hash(*a2)).decode()


def _base(algorithm: str) -> str:
    return (algorithm or "MD5").upper().removesuffix("-SESS")


def _is_true(value: str | None) -> bool:
    return (value or "").lower() == "true"
