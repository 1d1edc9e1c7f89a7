"""Origin and ProtectionSpace: what credentials are for (RFC 6454, RFC 9110 section 11.5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["ANYWHERE", "HostSpace", "Origin", "ProtectionSpace"]

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Scheme, host and port, normalized as RFC 6454 section 4 says.

    The host is lower-case and ASCII (punycode), an IPv6 address without brackets. Compared as a whole:
    another port, scheme or sub-domain is another origin, and so is ``example.com.`` with its final dot.
    """

    scheme: str
    host: str
    port: int

    def __hash__(self) -> int:
        return hash(self.host)  # once per text, where a hash of all three is made anew each time

    @classmethod
    def of(cls, url: Any) -> Origin:
        """Return the origin of a parsed URL (an `httpx.URL`)."""
        # raw_host is the IDNA form that goes over the wire; comparing text would let look-alikes in.
        return _origin(url.scheme, url.raw_host, url.port)

    @property
    def is_loopback(self) -> bool:
        """True for an address of this machine, which plain http does not leave."""
        return self.host in ("localhost", "::1") or self.host.endswith(".localhost") or self._in_127()

    def _in_127(self) -> bool:
        parts = self.host.split(".")
        return len(parts) == 4 and parts[0] == "127" and all(part.isdigit() for part in parts)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS.get(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


@lru_cache(maxsize=256)
def _origin(scheme: str, raw_host: bytes, port: int | None) -> Origin:
    host = raw_host.decode("ascii").lower()
    if host[:1] == "[":
        host = host[1:-1]
    return Origin(scheme, host, DEFAULT_PORTS.get(scheme, 0) if port is None else port)


@dataclass(frozen=True, slots=True)
class ProtectionSpace:
    """Where a login is used: an origin, and the path it starts at.

    ``origin`` None means any origin that the user calls directly (httpx's client-wide auth without a
    ``base_url``); even that never follows a redirect elsewhere.
    """

    origin: Origin | None
    path: str = "/"

    def covers(self, origin: Origin, path: str) -> bool:
        """True when a request for *path* at *origin* lies in this space."""
        # The same object for the same origin, mostly: comparing field by field costs more.
        if self.origin is not None and self.origin is not origin and self.origin != origin:
            return False
        base = self.path.rstrip("/")
        if base and ".." in path.split("/"):
            return False  # written as %2e%2e: the server may take it for a path outside
        return not base or path == base or path.startswith(f"{base}/")

    @property
    def rank(self) -> tuple[int, int]:
        """How specific it is: any origin, then hosts, then one origin by length of its path."""
        return (0, 0) if self.origin is None else (2, len(self.path))

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that it names."""
        return frozenset() if self.origin is None else frozenset((self.origin.host,))

    def __str__(self) -> str:
        if self.origin is None:
            return "any origin"
        return f"{self.origin}{self.path if self.path != '/' else ''}"


@dataclass(frozen=True, slots=True)
class HostSpace:
    """The machines of a netrc file: it names hosts, not origins.

    Any port of such a host is meant; without TLS only where the host is this machine.
    """

    hosts: frozenset[str]

    def covers(self, origin: Origin, path: str) -> bool:
        """True when a request to *origin* is to one of these machines, over TLS or on this machine."""
        return origin.host in self.hosts and (origin.scheme == "https" or origin.is_loopback)

    @property
    def rank(self) -> tuple[int, int]:
        """Less specific than an origin, more than any origin."""
        return (1, 0)

    def __str__(self) -> str:
        return ", ".join(sorted(self.hosts)) or "no machine"


ANYWHERE = ProtectionSpace(None)
