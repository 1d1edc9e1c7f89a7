"""An exchange in words: what text and HTML both say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from ..core.challenge import Challenge, parse_challenges
from ..core.record import Exchange, Leg, RequestRecord, ResponseRecord
from .inert import clock, short, size

__all__ = [
    "MAGICS",
    "UNSEEN",
    "challenge",
    "challenges",
    "facts",
    "failure",
    "headers_of_flow",
    "host",
    "how_to_log_in",
    "origin",
    "outcome",
    "path",
    "problem",
    "proof",
    "schemes_asked",
    "sent",
    "shown_legs",
    "spelled",
    "status",
    "unseen",
    "whose",
]

MOST_LEGS, LAST_LEGS = 16, 3
"""More legs than these are shortened in the middle."""

CHALLENGE_CHARS = 80
VALUE_CHARS = 1000

SPELLED = {
    name.lower(): name
    for name in "ApiKey AWS4-HMAC-SHA256 DPoP GNAP HOBA NTLM OAuth PrivateToken SCRAM-SHA-1 SCRAM-SHA-256".split()
}
"""Schemes whose names are more than a capital; most of them stand in IANA's registry."""

UNBOUND = {"auth": "auth= of the call", "client": "auth= of the client", "url": "user in the URL"}
"""What a leg has in place of a login's name, in words; no login can have these names."""

UNSEEN = "only the browser has seen it"
"""What is said in place of an answer that is `unseen`."""

MAGICS = {"digest": " --username NAME", "bearer": "", "basic": " --username NAME"}
"""What `%auth` wants besides the origin, for the schemes that a server can ask for; the strongest first."""

# What a leg says about its flow; of the request also what holds a secret's {{name}}.
SENT = ("authorization", "proxy-authorization")
GOT = (
    "www-authenticate",
    "proxy-authenticate",
    "authentication-info",
    "proxy-authentication-info",
    "location",
    "retry-after",
)


def status(response: ResponseRecord) -> str:
    """Return "401 Unauthorized"; the registered phrase where the server sent none."""
    reason = response.reason
    if not reason:
        try:
            reason = HTTPStatus(response.status).phrase
        except ValueError:
            reason = ""
    return short(f"{response.status} {reason}".strip(), 60)


def outcome(exchange: Exchange) -> str:
    """Return the final status in words, or what failed."""
    if exchange.error is not None:
        return f"failed: {failure(exchange.error)}"
    return status(exchange.response) if exchange.response else "nothing sent"


def failure(error: str) -> str:
    """Return the class of a failure: "ConnectError"."""
    return short(error.partition(":")[0], 60)


def problem(exchange: Exchange) -> str:
    """Return why the send failed, where no leg says it: a redirect too many, a proof that is wrong."""
    error = exchange.error
    return "" if error is None or any(leg.error == error for leg in exchange.legs) else f"✗ {short(error, 400)}"


def facts(exchange: Exchange) -> list[str]:
    """Return time, size and login of an exchange, as its header says them."""
    told = [clock(exchange.elapsed)]
    body = exchange.response.body if exchange.response else None
    if body is not None and (body.size or not body.note):
        told.append(size(body.size))
    if exchange.imported:
        return [*told, "read from a file"]
    if exchange.legs and all(leg.is_of_flow for leg in exchange.legs):
        return [*told, "for a login"]  # a grant of its own, which no request has waited for
    return [*told, whose(exchange.login) if exchange.login else "no login"]


def whose(login: str) -> str:
    """Return whose credentials were sent: "login api"; what no login has is called by where it was given."""
    return UNBOUND.get(login) or f"login {short(login, 40)}"


def origin(url: str) -> str:
    """Return scheme, host and port of a recorded URL, or nothing where it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def host(origin: str) -> str:
    """Return host and port of an origin."""
    return origin.partition("://")[2]


def path(url: str, known: Collection[str]) -> str:
    """Return path and query; the whole URL where its origin is none of the *known* ones."""
    here = origin(url)
    if not here or here not in known:
        return short(url, 200)
    parts = urlsplit(url)
    return short(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", 200)


def sent(leg: Leg, known: Collection[str]) -> str:
    """Return what went out: method, path, and the credentials in short; of a response made by hand, nothing did."""
    if not leg.request.method:
        return "no request"
    shown = proof(leg.request)
    words = f"{short(leg.request.method, 20)} {path(leg.request.url, known)}"
    return f"{words}  {shown}" if shown else words


def shown_legs(exchange: Exchange) -> list[tuple[int, Leg | None]]:
    """Return the legs with their numbers; None, with their count, stands for those left out in the middle."""
    legs: list[tuple[int, Leg | None]] = list(enumerate(exchange.legs, 1))
    if len(legs) <= MOST_LEGS:
        return legs
    return [*legs[: MOST_LEGS - LAST_LEGS], (len(legs) - MOST_LEGS, None), *legs[-LAST_LEGS:]]


def challenge(response: ResponseRecord) -> str:
    """Return what the server asks for: 'Digest realm="api"'; empty when it asks for nothing."""
    asked = (f'{name} realm="{realm}"' if realm is not None else name for name, realm in _asked(response))
    return short(", ".join(dict.fromkeys(asked)), CHALLENGE_CHARS)


def unseen(leg: Leg) -> bool:
    """Tell whether what a leg was answered went to a person's browser, and the session has not seen it."""
    return bool(leg.by) and leg.response is None and leg.error is None


def how_to_log_in(exchange: Exchange) -> str:
    """Return what to type for a 401 that nobody's credentials went to; nothing for anything else."""
    if exchange.status != 401 or exchange.imported or exchange.login is not None:
        return ""
    last = exchange.legs[-1].request
    if last.header("authorization") is not None or not (place := origin(last.url)):
        return ""
    named = challenges(exchange.response)
    if any(one.get("resource_metadata") for one in named):
        return f"to sign in: %auth oauth2 {short(place, 100)} --client-id ID (or, without an ID, --register yes)"
    asked = [one.scheme for one in named]
    scheme = next((name for name in MAGICS if name in asked), "" if asked else "SCHEME")
    what = f"{scheme} {short(place, 100)}{MAGICS.get(scheme, '')}" if scheme else f"use EXPR {short(place, 100)}"
    return f"to log in: %auth {what}"


def schemes_asked(response: ResponseRecord) -> str:
    """Return the schemes of a 401's challenges: "Digest or Basic"."""
    return short(" or ".join(dict.fromkeys(name for name, _ in _asked(response))), 60)


def challenges(response: ResponseRecord | None) -> tuple[Challenge, ...]:
    """Return the challenges of a 401, and none of anything else."""
    if response is None or response.status != 401:
        return ()
    return _parsed(tuple([value for name, value in response.headers if name.lower() == "www-authenticate"]))


@lru_cache(64)  # the arrows, the sentences and both forms of a card ask for the same ones
def _parsed(values: tuple[str, ...]) -> tuple[Challenge, ...]:
    return parse_challenges(values)


def _asked(response: ResponseRecord) -> list[tuple[str, str | None]]:
    return [(spelled(one.scheme), one.realm) for one in challenges(response)]


def spelled(scheme: str) -> str:
    """Return a scheme's name, which is in lower case, as its specification writes it."""
    return SPELLED.get(scheme) or scheme.capitalize()


def proof(request: RequestRecord) -> str:
    """Return the request's Authorization in short: 'Digest ••••••'; empty without one."""
    scheme, space, value = (request.header("authorization") or "").strip().partition(" ")
    if space and value:
        return f"{short(scheme, 30)} ••••••"
    return "••••••" if scheme else ""


def headers_of_flow(leg: Leg) -> Iterator[tuple[str, str, str]]:
    """Yield an arrow, a name and a value for each header of a leg that its flow is about."""
    for name, value in leg.request.headers:
        if name.lower() in SENT or "{{" in value:
            yield "→", short(name, 60), short(value, VALUE_CHARS)
    if leg.response is not None:
        for name, value in leg.response.headers:
            if name.lower() in GOT:
                yield "←", short(name, 60), short(value, VALUE_CHARS)
