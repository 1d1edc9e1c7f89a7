"""A certified OpenID provider, npm's oidc-provider, and an API that wants its tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from npm import modules
from server_process import run_server

from nbauth._http import httpx

VERSION = "9.13.3"
ODD = "a+b%c:d/e f&g=h"
"""The secret of most clients: form encoding changes nearly each character."""
HS = "0123456789abcdef" * 3


@dataclass(frozen=True)
class Provider:
    """Where it is; `api` is the address of the API, `key` the private key of the client key-jwt, as a JWK."""

    issuer: str
    key: str

    @property
    def api(self) -> str:
        return f"{self.issuer}/api/"

    def asked(self) -> int:
        """Return how many token requests have come so far."""
        count: int = httpx.get(f"{self.issuer}/api/asked").json()["asked"]
        return count


@contextmanager
def running(workdir: Path) -> Iterator[Provider]:
    """Run it, its files in *workdir*."""
    env = {"NODE_PATH": str(modules("oidc-provider", VERSION))}
    with run_server("oidc", workdir, env=env) as (issuer,):
        yield Provider(issuer, (workdir / "service.jwk").read_text())
