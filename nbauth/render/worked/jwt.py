"""A JWT, looked into: header and claims without the signature, so that what is left lets nobody in (RFC 7519)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .panel import Step
from .reading import lasting, moment

__all__ = ["Jwt", "peek", "problems", "steps"]

LONGEST = 20_000
MEANING = {
    "iss": "who made it",
    "aud": "whom it is for",
    "sub": "whom it is about",
    "client_id": "the program it was made for",
    "azp": "the program it was made for",
    "scope": "what it allows",
}
TIMES = {"iat": "made at", "nbf": "not good before", "exp": "good until"}
HEADER = ("alg", "typ", "kid")


@dataclass(frozen=True, slots=True)
class Jwt:
    """Header and claims that are shown; `others` has the names of the rest, which may be about a person."""

    header: dict[str, str]
    claims: dict[str, str]
    times: dict[str, float]
    others: tuple[str, ...] = ()


def peek(token: str) -> Jwt | None:
    """Return what a JWT says, without its signature, unverified; None where it is none, or is encrypted."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        return None
    header, claims = (_object(part) for part in parts[:2])
    if header is None or claims is None or "alg" not in header:
        return None
    return Jwt(
        {name: _text(header[name]) for name in HEADER if name in header},
        {name: _text(claims[name]) for name in MEANING if name in claims},
        {name: float(claims[name]) for name in TIMES if _is_number(claims.get(name))},
        tuple(sorted(name for name in claims if name not in MEANING and name not in TIMES)),
    )


def steps(jwt: Jwt, sent: float) -> Iterator[Step]:
    """Yield the parts of a JWT in words; *sent* is when it went out."""
    yield Step("JWT header", "how it is signed", ", ".join(f"{name}={value}" for name, value in jwt.header.items()))
    for name, value in jwt.claims.items():
        yield Step(name, MEANING[name], value)
    for name, at in jwt.times.items():
        about = TIMES[name]
        if name == "exp" and sent:
            left = at - sent
            about += (
                f", {lasting(left)} after it was sent" if left >= 0 else f", {lasting(-left)} before it was sent"
            )
        yield Step(name, about, moment(at))
    if jwt.others:
        yield Step("more claims", "their values are not shown", ", ".join(jwt.others))
    yield Step("signature", "over header and claims, with the issuer's key: it makes the token one", "not shown")


def problems(jwt: Jwt, sent: float) -> Iterator[str]:
    """Yield what is wrong with a JWT that was sent at *sent*."""
    if jwt.header.get("alg", "").lower() == "none":
        yield "The JWT is not signed (alg=none): anybody can write one."
    if "exp" in jwt.times and sent and jwt.times["exp"] < sent:
        yield f"The JWT had run out {lasting(sent - jwt.times['exp'])} before it was sent."
    if "nbf" in jwt.times and jwt.times["nbf"] > sent > 0:
        yield f"The JWT was not good yet: only {lasting(jwt.times['nbf'] - sent)} later."
    if "exp" not in jwt.times:
        yield "The JWT says no end (exp): whoever finds it can use it for ever."


def _object(part: str) -> dict[str, Any] | None:
    try:
        found = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18
