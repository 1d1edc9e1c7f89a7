"""Bearer, worked: where a token came from, how long it is good, what it says, and what was wrong (RFC 6750)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...core.record import Exchange, Leg
from ..words import challenges, host, origin
from .jwt import Jwt
from .jwt import problems as jwt_problems
from .jwt import steps as jwt_steps
from .panel import Panel, Step
from .reading import authorization, granted, in_clear, lasting, moment, placeholder, query, text_in

__all__ = ["panels"]

IN_URL = ("access_token", "token", "id_token")
"""Parameters of a URL that tokens stand in (RFC 6750 section 2.3)."""

WHY = "Whoever holds the token may use it, so it goes to one origin, over TLS, and not for long."
LOOK = "the record has a token by its name alone; nbauth.flow(response) looks into a JWT"
UNKNOWN = Step("inside", LOOK, "not shown")
OPAQUE = Step("inside", "it is no JWT, or the session has it no more", "not known")
BOUND = "The token is bound to a key (DPoP): whoever holds it alone can do nothing with it."


def panels(exchange: Exchange, known: Mapping[str, Jwt] | None = None) -> Iterator[Panel]:
    """Yield a panel for each token that went to an API.

    Args:
        known: What is in those that are JWTs, by name; None where nobody has looked.
    """
    seen: dict[tuple[str, str], list[int]] = {}
    for number, leg in enumerate(exchange.legs, 1):
        scheme, sent = authorization(leg.request)
        if scheme in ("bearer", "dpop") and sent:
            seen.setdefault((scheme, sent), []).append(number)
        for name in IN_URL:
            if placeholder(value := query(leg.request.url).get(name, "")):
                seen.setdefault(("url", value), []).append(number)
    for (scheme, sent), numbers in seen.items():
        legs = [exchange.legs[number - 1] for number in numbers]
        jwt = known.get(placeholder(sent)) if known is not None else None
        source = _source(exchange, sent, numbers[-1])
        steps = [*_steps(scheme, sent, legs, source)]
        steps += jwt_steps(jwt, legs[-1].started) if jwt else [UNKNOWN if known is None else OPAQUE]
        for number in numbers:
            steps += _refused(number, exchange.legs[number - 1])
        yield Panel(
            "DPoP" if scheme == "dpop" else "Bearer",
            tuple(numbers),
            tuple(steps),
            BOUND if scheme == "dpop" else WHY,
            tuple(_problems(scheme, legs, source, jwt)),
        )


Source = tuple[int, Leg]


def _source(exchange: Exchange, token: str, before: int) -> Source | None:
    """Return the leg that the token came with, and its number."""
    for number, leg in enumerate(exchange.legs[: before - 1], 1):
        if text_in(granted(leg), "access_token") == token:
            return number, leg
    return None


def _steps(scheme: str, sent: str, legs: list[Leg], source: Source | None) -> Iterator[Step]:
    if source is None:
        yield Step("token", "was there before: the record of this exchange has not where it came from", sent)
    else:
        number, leg = source
        found = granted(leg)
        yield Step("token", f"came with {number}, from {host(origin(leg.request.url))}", sent)
        if (until := _until(leg)) is not None:
            how = f"{number} ended, and expires_in={found['expires_in']} ({lasting(float(found['expires_in']))})"
            yield Step("good until", how, moment(until))
        if scope := text_in(found, "scope"):
            yield Step("scope", "what it allows", scope)
    places = {"url": "a parameter of the URL", "dpop": "Authorization: DPoP, with a proof of the key beside it"}
    where = ", ".join(dict.fromkeys(host(origin(leg.request.url)) for leg in legs))
    yield Step("sent", places.get(scheme, "Authorization: Bearer, and the token as it is"), f"to {where}")


def _problems(scheme: str, legs: list[Leg], source: Source | None, jwt: Jwt | None) -> Iterator[str]:
    if scheme == "url":
        yield (
            "The token is in the URL, which servers log and browsers remember: send it in the header"
            " (RFC 6750 section 5.3)."
        )
    for name in dict.fromkeys(filter(None, (in_clear(leg.request.url) for leg in legs))):
        yield f"The token went to {name} over plain http: everybody on the way can take it. Use https."
    if source is not None:
        kind = text_in(granted(source[1]), "token_type").lower()
        if kind not in ("bearer", "dpop"):
            yield "The token endpoint does not say that this is a bearer token (token_type, RFC 6749 section 7.1)."
        until = _until(source[1])
        late = [leg for leg in legs if until is not None and leg.started > until]
        if late and until is not None:
            yield f"The token was sent {lasting(late[0].started - until)} after it had run out."
    if jwt is not None:
        yield from jwt_problems(jwt, legs[-1].started)
    if any(leg.status == 401 and not challenges(leg.response) for leg in legs):
        yield "The server refuses the token and does not say which scheme it wants (RFC 9110 section 15.5.2)."


def _refused(number: int, leg: Leg) -> Iterator[Step]:
    for one in challenges(leg.response):
        if one.scheme in ("bearer", "dpop") and (error := one.get("error")):
            more = one.get("error_description")
            yield Step("refused", f"{number}, in the server's words", f"{error}: {more}" if more else error)


def _until(leg: Leg) -> float | None:
    """Return when a token that came with *leg* runs out, in seconds since the epoch."""
    seconds = granted(leg).get("expires_in")
    if (
        not isinstance(seconds, int | float)
        or isinstance(seconds, bool)
        or not 0 <= seconds < 1e10
        or not leg.started
    ):
        return None
    return leg.started + leg.elapsed + seconds
