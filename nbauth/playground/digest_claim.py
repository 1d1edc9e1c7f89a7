"""What an ``Authorization: Digest`` header claims, and what it would have to say (RFC 7616 section 3.4).

Written on its own, apart from `nbauth.schemes`, so that a test with both means something.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from ..core.challenge import Credentials
from .answers import malformed

__all__ = ["HASHES", "Claim", "hashed"]

HASHES = {"MD5": "md5", "SHA-256": "sha256"}
REQUIRED = ("realm", "nonce", "uri", "response", "qop", "nc", "cnonce")
NC = re.compile(r"[0-9a-fA-F]{8}")
CHARSET = "utf-8''"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The header's parameters; `names` is the user name, or its hash when `is_hashed`."""

    username: str
    is_hashed: bool
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str
    qop: str
    nc: str
    cnonce: str
    opaque: str

    @classmethod
    def read(cls, given: Credentials) -> Claim:
        """Return the claim of Digest credentials.

        Raises:
            HTTPException: 400, when a parameter is missing or makes no sense; it names the parameter.
        """
        missing = [name for name in REQUIRED if not given.get(name)]
        if missing:
            raise malformed(f"Digest without {', '.join(missing)}")
        values = {name: given.get(name, "") or "" for name in REQUIRED}
        algorithm = (given.get("algorithm") or "MD5").upper()
        if algorithm.removesuffix("-SESS") not in HASHES:
            raise malformed("algorithm is none that the playground knows")
        if values["qop"] not in ("auth", "auth-int"):
            raise malformed("qop is auth or auth-int")
        if not NC.fullmatch(values["nc"]) or values["nc"] == "00000000":
            raise malformed("nc is 8 hexadecimal digits, from 00000001")
        return cls(
            username=_username(given),
            is_hashed=(given.get("userhash") or "false").lower() == "true",
            algorithm=algorithm,
            opaque=given.get("opaque") or "",
            **values,
        )

    def user(self, names: Iterable[str]) -> str | None:
        """Return which of *names* the claim is about (section 3.4.4), or None."""
        for name in names:
            if self.username == (self._hash(f"{name}:{self.realm}") if self.is_hashed else name):
                return name
        return None

    def expected(self, user: str, password: str, method: str, body: bytes) -> str:
        """Return the right response for a request (section 3.4.1); *method* is empty for the server's own proof."""
        first = self._hash(f"{user}:{self.realm}:{password}")
        if self.algorithm.endswith("-SESS"):
            first = self._hash(f"{first}:{self.nonce}:{self.cnonce}")
        second = f"{method}:{self.uri}"
        if self.qop == "auth-int":
            second += f":{hashed(self.algorithm, body)}"
        parts = (first, self.nonce, self.nc, self.cnonce, self.qop, self._hash(second))
        return self._hash(":".join(parts))

    def _hash(self, text: str) -> str:
        return hashed(self.algorithm, text.encode())


def hashed(algorithm: str, data: bytes) -> str:
    """Return H(data) of an algorithm, in lower-case hexadecimal."""
    return hashlib.new(HASHES[algorithm.removesuffix("-SESS")], data, usedforsecurity=False).hexdigest()


def _username(given: Credentials) -> str:
    """Return ``username``, or ``username*`` of RFC 8187, of which exactly one is there."""
    plain, extended = given.get("username"), given.get("username*")
    if (plain is None) == (extended is None):
        raise malformed("Digest has either username or username*")
    if extended is not None and not extended.lower().startswith(CHARSET):
        raise malformed("username* is in UTF-8 (RFC 8187)")
    try:
        # Headers are bytes: what is not ASCII came here as Latin-1.
        raw = (plain or "").encode("latin-1") if extended is None else unquote_to_bytes(extended[len(CHARSET) :])
        return raw.decode()
    except UnicodeDecodeError as exc:
        raise malformed("the user name is not UTF-8") from exc
