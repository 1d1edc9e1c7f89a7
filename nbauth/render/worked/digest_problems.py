"""What went wrong in a Digest flow, as far as the record shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ...core.challenge import Challenge, parse_params
from ...core.record import Exchange, Leg
from ..inert import short
from ..words import challenges
from .reading import is_known

__all__ = ["DEFAULT", "Answer", "problems"]

COUNT = re.compile("[0-9a-fA-F]{1,8}")
DEFAULT = "MD5"
"""The algorithm where none is said (RFC 7616 section 3.3)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A leg that has answered a challenge.

    Attributes:
        asked: The number of the leg that its nonce is from; 0 where it is in none of this exchange.
        challenge: What that leg was asked; None as above.
    """

    number: int
    leg: Leg
    params: dict[str, str]
    asked: int
    challenge: Challenge | None

    def of(self, name: str) -> str:
        """Return a parameter of the answer; empty without it."""
        return self.params.get(name, "")


def problems(answers: Sequence[Answer], at: int, exchange: Exchange) -> Iterator[str]:
    """Yield what is wrong with one of the answers and with what came of it, a sentence each."""
    answer = answers[at]
    yield from _of_client(answers[:at], answer)
    if at + 1 < len(answers):
        yield from _of_nonces(answer, answers[at + 1])
    if answer.leg is exchange.legs[-1] and (exchange.error or "").startswith("ServerNotAuthentic"):
        yield "The server's rspauth is wrong: it does not know the password, or somebody has changed its answer."
    response = answer.leg.response
    info = parse_params((response.header("authentication-info") if response else None) or "")
    for name in ("cnonce", "nc", "qop"):
        if name in info and answer.of(name) and info[name].lower() != answer.of(name).lower():
            yield f"The server's proof is about another {name} ({short(info[name], 40)}) than was sent."


def _of_client(earlier: Sequence[Answer], answer: Answer) -> Iterator[str]:
    count = int(answer.of("nc"), 16) if COUNT.fullmatch(answer.of("nc")) else 0
    for other in earlier:
        if (other.of("nonce"), other.of("nc")) == (answer.of("nonce"), answer.of("nc")) and count:
            yield (
                f"The count {count} of this nonce was used before, in {other.number}: a server may take that for a"
                " replay."
            )
    uri, target = answer.of("uri"), _target(answer.leg.request.url)
    if uri[:1] == "/" and uri != target and is_known(uri + target, answer.leg.request.literal):
        yield "The uri that is hashed is not the one that was asked for: a server answers 400 to that."
    challenge = answer.challenge
    if challenge is None:
        return
    for name in ("realm", "algorithm", "opaque"):
        left, right = (
            (one.get(name) or (DEFAULT if name == "algorithm" else "")).lower()
            for one in (challenge, answer.params)
        )
        if left != right:
            yield f"The {name} is not the one of the challenge."
    offered = [one.strip().lower() for one in (challenge.get("qop") or "").split(",") if one.strip()]
    if offered and not answer.of("qop"):
        yield "The answer has no qop, though one is offered: anybody can send it again (RFC 7616 section 3.4)."
    elif answer.of("qop").lower() not in (offered or [""]):
        yield f"The qop was not offered: {short(', '.join(offered), 60) or 'none was'}."


def _of_nonces(answer: Answer, after: Answer) -> Iterator[str]:
    """Yield what is wrong with a second challenge: whether its nonce is a new one, and whether it says why."""
    for one in challenges(answer.leg.response):
        if one.scheme != "digest":
            continue
        is_stale = (one.get("stale") or "").lower() == "true"
        is_same = one.get("nonce") == answer.of("nonce")
        if is_stale and is_same:
            yield "The server says stale=true, and gives the very nonce that it calls stale."
        if not is_stale and not is_same and after.of("nonce") == one.get("nonce") and after.leg.status != 401:
            yield (
                "The server refused a nonce that was too old without saying stale=true: a client may think that the"
                " password is wrong (RFC 7616 section 3.3)."
            )


def _target(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
