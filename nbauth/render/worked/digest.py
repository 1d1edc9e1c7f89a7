"""Digest, worked: every hash that can be made of the values on the wire (RFC 7616, RFC 2617, RFC 2069)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ...core.challenge import Challenge, parse_params
from ...core.record import Exchange, Leg
from ..words import challenges
from .digest_problems import DEFAULT, Answer, problems
from .panel import Panel, Step
from .reading import authorization, is_known, owner

__all__ = ["panels"]

HASHES = {"md5": "md5", "sha": "sha1", "sha-256": "sha256", "sha-512-256": "sha512_256", "sha-512": "sha512"}

MOST = 4
"""Answers that are worked; a flow that answers more often repeats itself."""

WHY = (
    "The server, which knows the password or HA1, computes the same and compares. Who listens has hashes, of which"
    " a weak password can still be guessed."
)
OLD = " There is no cnonce and no count: a proof that somebody has seen is good again (RFC 2069)."


def panels(exchange: Exchange) -> Iterator[Panel]:
    """Yield a panel for each answer."""
    found = list(answers(exchange))
    for at, answer in enumerate(found[:MOST]):
        wrong = problems(found, at, exchange)
        why = WHY if answer.params.get("qop") else WHY + OLD
        yield Panel("Digest", (answer.number,), tuple(_steps(answer)), why, tuple(wrong))


def answers(exchange: Exchange) -> Iterator[Answer]:
    """Yield the legs that have answered, each with the challenge that its nonce is from, where that is recorded."""
    asked: dict[str, tuple[int, list[Challenge]]] = {}
    for number, leg in enumerate(exchange.legs, 1):
        scheme, rest = authorization(leg.request)
        if scheme == "digest":
            params = parse_params(rest)
            at, offered = asked.get(params.get("nonce", ""), (0, []))
            yield Answer(number, leg, params, at, _answered(params, offered))
        for one in challenges(leg.response):
            if one.scheme == "digest" and (nonce := one.get("nonce")):
                before = asked.get(nonce, (0, []))
                asked[nonce] = number, [*(before[1] if before[0] == number else []), one]


def _answered(params: dict[str, str], offered: list[Challenge]) -> Challenge | None:
    """Return which of several challenges with one nonce was answered: a server may offer each algorithm in one."""
    wanted = (params.get("algorithm") or DEFAULT).lower()
    same = (one for one in offered if (one.get("algorithm") or DEFAULT).lower() == wanted)
    return next(same, offered[0] if offered else None)


def _steps(answer: Answer) -> Iterator[Step]:
    params, leg = answer.params, answer.leg
    given = {name: params.get(name, "") for name in ("realm", "nonce", "nc", "cnonce", "qop", "uri", "response")}
    algorithm = params.get("algorithm") or DEFAULT
    name = algorithm.lower()
    is_session = name.endswith("-sess")
    base = HASHES.get(name.removesuffix("-sess"))
    title = algorithm[: -len("-sess")] if is_session else algorithm
    password = owner(given["response"], "password")

    yield Step("nonce", _where(answer), given["nonce"])
    yield from _counted(given)
    user = params.get("username") or params.get("username*", "")
    if params.get("userhash", "").lower() == "true":
        yield Step("username", f"{title}(name:{given['realm']}): the name is not sent (userhash)", user)
        user = "name"
    yield Step("A1", "name, realm, password", f"{user}:{given['realm']}:{password}")
    how = f"{title}(A1)"
    if is_session:
        how = f"{title}({how}:nonce:cnonce), with those of the first use (-sess)"
    yield Step("HA1", f"{how}; as secret as the password", "not shown")

    text, how, known = f"{leg.request.method}:{given['uri']}", "method, uri", True
    if given["qop"] == "auth-int":
        body = _hashed_body(leg, base)
        how, known = f"{how}, {title}(body): the body cannot be changed on the way", bool(body)
        text = f"{text}:{body or f'{title}(body)'}"
    yield Step("A2", how, text)
    computed = _hash(base, text) if known and is_known(text, leg.request.literal) else ""
    yield Step("HA2", f"{title}(A2)", computed or "of a value that the record has by its name alone")
    yield Step("response", f"{title}({':'.join(_joined(given, computed or 'HA2'))})", given["response"])
    yield from _of_server(answer, title)


def _where(answer: Answer) -> str:
    if answer.challenge is None:
        return "from an answer of the server before this exchange"
    return f"the server's, in {answer.asked}; good for some time, or for one use"


def _counted(given: dict[str, str]) -> Iterator[Step]:
    if not given["qop"]:
        return
    yield Step("nc", "which use of the nonce this is: no count is good twice", given["nc"])
    yield Step("cnonce", "ours, random: the server cannot choose all that is hashed", given["cnonce"])
    yield Step("qop", "auth: method and uri; auth-int: the body too", given["qop"])


def _joined(given: dict[str, str], ha2: str) -> list[str]:
    middle = [given["nc"], given["cnonce"], given["qop"]] if given["qop"] else []
    return ["HA1", given["nonce"], *middle, ha2]


def _of_server(answer: Answer, title: str) -> Iterator[Step]:
    """Yield how the server proves that it knows the password too, and which nonce comes next."""
    response = answer.leg.response
    info = parse_params((response.header("authentication-info") if response else None) or "")
    if "rspauth" in info:
        ha2 = f"{title}(:uri{':' + title + '(body)' if info.get('qop') == 'auth-int' else ''})"
        sent = {name: info.get(name) or answer.of(name) for name in ("nc", "cnonce", "qop")}
        sent["nonce"] = answer.of("nonce")
        how = f"{title}({':'.join(_joined(sent, ha2))}): A2 without the method"
        yield Step("rspauth", how, info["rspauth"])
    if "nextnonce" in info:
        yield Step("nextnonce", "the server's, for the next request", info["nextnonce"])


def _hashed_body(leg: Leg, base: str | None) -> str:
    body = leg.request.body
    whole = not body.note and body.size == len(body.content)
    if not whole or not is_known(body.content.decode("latin-1"), leg.request.literal):
        return ""
    return _hash(base, body.content)


def _hash(base: str | None, value: str | bytes) -> str:
    if base is None or base not in hashlib.algorithms_available:
        return ""
    data = value.encode("utf-8", "replace") if isinstance(value, str) else value
    return hashlib.new(base, data, usedforsecurity=False).hexdigest()
