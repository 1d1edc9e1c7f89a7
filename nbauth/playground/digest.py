"""Digest in several manners, and lies about it (RFC 7616)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..core.challenge import Challenge, build_challenge, build_params
from .answers import METHODS, credentials, granted, malformed, refused
from .digest_claim import Claim, hashed
from .users import same

__all__ = ["Nonces", "routes"]

LIFETIME = 300.0
MOST_NONCES = 1000
MANY = 2**32


@dataclass(frozen=True, slots=True)
class Variant:
    """One manner of Digest. Each has a realm of its own, as another protection space would."""

    path: str
    realm: str
    about: str
    algorithms: tuple[str, ...] = ("SHA-256", "MD5")
    uses: int = MANY
    userhash: bool = False
    gives_nextnonce: bool = False
    lies: bool = False
    downgrades: bool = False


VARIANTS = (
    Variant("/digest", "playground", "SHA-256 or MD5, auth or auth-int"),
    Variant("/digest/md5", "playground md5", "MD5 only", ("MD5",)),
    Variant("/digest/sess", "playground sess", "SHA-256-sess or MD5-sess", ("SHA-256-sess", "MD5-sess")),
    Variant("/digest/userhash", "playground userhash", "asks to hash the user name", userhash=True),
    Variant("/digest/short", "playground short", "each nonce is good for one use, then stale", uses=1),
    Variant(
        "/digest/nextnonce", "playground nextnonce", "the same, but says the next one", uses=1, gives_nextnonce=True
    ),
    Variant("/digest/downgrade", "playground", "somebody on the way asks for Basic in its place", downgrades=True),
    Variant("/digest/bad-rspauth", "playground lies", "a server that does not know the password", lies=True),
)


class Nonces:
    """The nonces given out; each is good for some uses and some time.

    Args:
        uses: How often one may be used.
        clock: Seconds; only differences count.
    """

    def __init__(self, uses: int = MANY, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._uses, self._clock = uses, clock
        self._given: dict[str, tuple[float, int, int]] = {}

    def give(self) -> str:
        """Return a new nonce."""
        nonce = secrets.token_urlsafe(18)
        self._given[nonce] = self._clock() + LIFETIME, self._uses, 0
        while len(self._given) > MOST_NONCES:
            self._given.pop(next(iter(self._given)))
        return nonce

    def spend(self, nonce: str, count: int) -> bool:
        """Use *nonce* with its *count* (nc); False when it is unknown, too old, used up or replayed."""
        end, uses, last = self._given.get(nonce, (0.0, 0, MANY))
        if not uses or count <= last or self._clock() >= end:
            return False
        self._given[nonce] = end, uses - 1, count
        return True


class Digest:
    """An endpoint that speaks one variant."""

    def __init__(self, variant: Variant, users: Mapping[str, str]) -> None:
        self._variant, self._users = variant, users
        self._nonces = Nonces(variant.uses)
        self._opaque = secrets.token_urlsafe(8)

    async def answer(self, request: Request) -> Response:
        given = credentials(request, "digest")
        if given is None:
            return self._refuse("no Digest credentials")
        claim = Claim.read(given)
        if claim.uri not in _targets(request):
            raise malformed("uri is not what was asked for (RFC 7616 section 3.4.6)")
        if claim.algorithm not in (name.upper() for name in self._variant.algorithms):
            return self._refuse("the algorithm was not offered here")
        if (claim.realm, claim.opaque) != (self._variant.realm, self._opaque):
            return self._refuse("realm and opaque are not those of the challenge")
        user = claim.user(self._users)
        if user is None:
            return self._refuse("wrong user name or password")
        password = self._users[user]
        if not same(claim.response.lower(), claim.expected(user, password, request.method, await request.body())):
            return self._refuse("wrong user name or password")
        if not self._nonces.spend(claim.nonce, int(claim.nc, 16)):
            return self._refuse("the nonce is unknown, too old, used up or replayed", is_stale=True)
        response = granted("digest", user=user, algorithm=claim.algorithm, qop=claim.qop)
        sent = b"" if request.method == "HEAD" else bytes(response.body)
        response.headers["Authentication-Info"] = self._info(claim, claim.expected(user, password, "", sent))
        return response

    def _refuse(self, reason: str, *, is_stale: bool = False) -> Response:
        """Answer 401 with one challenge for each algorithm, the best first (section 3.7)."""
        if self._variant.downgrades:
            # As it would reach a client: whoever answers that sends the password itself.
            return refused(reason, build_challenge(Challenge("Basic", (("realm", self._variant.realm),))))
        nonce = self._nonces.give()
        params = [("realm", self._variant.realm), ("qop", "auth, auth-int"), ("nonce", nonce)]
        params += [("opaque", self._opaque), ("charset", "UTF-8")]
        if self._variant.userhash:
            params.append(("userhash", "true"))
        if is_stale:
            params.append(("stale", "true"))
        algorithms = (("algorithm", name) for name in self._variant.algorithms)
        return refused(reason, *(build_challenge(Challenge("Digest", (*params, one))) for one in algorithms))

    def _info(self, claim: Claim, rspauth: str) -> str:
        """Return Authentication-Info (section 3.5)."""
        if self._variant.lies:
            rspauth = hashed(claim.algorithm, secrets.token_bytes(16))
        params = [("rspauth", rspauth), ("cnonce", claim.cnonce), ("nc", claim.nc), ("qop", claim.qop)]
        if self._variant.gives_nextnonce:
            params.append(("nextnonce", self._nonces.give()))
        return build_params(params)


def routes(users: Mapping[str, str]) -> list[Route]:
    """Return /digest and what is below it."""
    return [
        Route(variant.path, Digest(variant, users).answer, methods=METHODS, name=f"Digest: {variant.about}")
        for variant in VARIANTS
    ]


def _targets(request: Request) -> tuple[str, ...]:
    """Return the request target as a client may write it; a lone ``?`` at its end is not seen here."""
    path = request.scope["raw_path"].decode("ascii", "backslashreplace")
    query = request.scope["query_string"].decode("ascii", "backslashreplace")
    return (f"{path}?{query}",) if query else (path, f"{path}?")
