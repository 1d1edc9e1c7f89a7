"""PKCE, worked: the challenge that went ahead, and the verifier that was kept until the code came (RFC 7636)."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.record import Exchange
from .panel import Panel, Step
from .reading import form, query

__all__ = ["panels"]

WHY = (
    "The code comes back through the browser, where another program may see it. Without the verifier, which has"
    " never been there, nobody can hand it in."
)


def panels(exchange: Exchange) -> Iterator[Panel]:
    """Yield one panel where a verifier was handed in, or a challenge was sent."""
    asked, method, first = "", "", 0
    verifier, last, state = "", 0, ""
    back: dict[str, str] = {}
    returned = 0
    for number, leg in enumerate(exchange.legs, 1):
        if not leg.is_of_flow:
            continue
        sent = {**query(leg.request.url), **form(leg.request)}
        if leg.purpose == "callback":
            back, returned = sent, number
            continue
        state = state or sent.get("state", "")
        if not asked and (asked := sent.get("code_challenge", "")):
            method, first = sent.get("code_challenge_method", "plain"), number
        if "code_verifier" in sent:
            verifier, last = sent["code_verifier"], number
    if asked or verifier:
        numbers = tuple(number for number in (first, returned, last) if number)
        steps = (*_steps(asked, method, first, verifier), *_returned(back, state, returned))
        if verifier:
            steps += (Step("handed in", f"with the code, in {last}: the server hashes it and compares", verifier),)
        yield Panel("PKCE", numbers, steps, WHY, tuple(_problems(asked, method, back, state)))


def _steps(asked: str, method: str, first: int, verifier: str) -> Iterator[Step]:
    name = verifier or "{{code_verifier}}"
    yield Step("verifier", "random, made anew for each sign-in; it stays here for now", name)
    if asked:
        how = (
            f"BASE64URL(SHA-256({name})), sent ahead with {first}"
            if method == "S256"
            else f"sent ahead with {first}"
        )
        yield Step("challenge", how, asked)
        yield Step("method", "how the one is made of the other", method)
    else:
        how = f"BASE64URL(SHA-256({name})): went ahead with the browser, which this record does not have"
        yield Step("challenge", how, "")


def _returned(back: dict[str, str], state: str, returned: int) -> Iterator[Step]:
    """Yield with what the browser came back; nothing where the record has not that it did."""
    if state and back.get("state") == state:
        yield Step("state", f"random, and the same in {returned}: this answers our question and no other", state)
    if "iss" in back:
        yield Step("iss", "who answers: another server's code is handed in nowhere (RFC 9207)", back["iss"])
    if "code" in back:
        yield Step("code", f"what the browser brought, in {returned}; good once, and not for long", back["code"])


def _problems(asked: str, method: str, back: dict[str, str], state: str) -> Iterator[str]:
    if back and state and back.get("state") != state:
        yield "The browser came back with another state: what it brought is the answer to somebody else's question."
    if asked and method != "S256":
        yield "The challenge is the verifier itself (plain): who sees the one has the other. Use S256."
