"""Exercises of nbauth's own lessons: each looks at an answer, and returns what is wrong with it, or nothing.

    check(is_fresh, "05.1")     # the number is the notebook's and the exercise's

It says where an answer is wrong, and not how it is right.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

__all__ = ["EXERCISES", "NOTHING"]

NOTHING = "there is nothing yet: put your answer in place of the dots"


def is_fresh(answer: Any) -> str:
    """05.1: a function of a token answer, when it was asked for, and now: may the token still be sent?"""
    hour = {"access_token": "a", "expires_in": 3600}
    return _tried(
        answer,
        ("a token of an hour, after a minute", (hour, 1e9, 1e9 + 60), True),
        ("a token of an hour, after two", (hour, 1e9, 1e9 + 7200), False),
        ("a token in the second in which it ends", (hour, 1e9, 1e9 + 3600), False),
        ("a token of no time at all", ({"access_token": "a", "expires_in": 0}, 1e9, 1e9), False),
        (
            "a token without expires_in, of which only the server knows the end",
            ({"access_token": "a"}, 0, 9e9),
            True,
        ),
    )


def token_requests(answer: Any) -> str:
    """05.2: how many token requests ten requests at once cause."""
    return _number(answer, 1, "that is not what arrived at the server: look at the paths in server.seen")


def basic_header(answer: Any) -> str:
    """06.1: a function of a client's id and secret: the Authorization header."""

    def header(name: str, secret: str) -> str:
        pair = f"{quote_plus(name)}:{quote_plus(secret)}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"

    cases = {
        "a plain id and secret": ("report", "abc123"),
        "a secret with a space, a plus and a percent sign": ("report", "a b+c%d"),
        "an id with a colon": ("team:report", "abc123"),
        "a secret that is not ASCII": ("report", "pä€"),
    }
    return _tried(answer, *((name, given, header(*given)) for name, given in cases.items()))


def scope_error(answer: Any) -> str:
    """06.2: what the token endpoint says where a client asks for more than it may."""
    near = {"insufficient_scope": "that is what an API says of a token; here the authorization server was asked"}
    return _word(answer, "invalid_scope", near)


def code_challenge(answer: Any) -> str:
    """07.1: a function of a verifier: the challenge of S256 (RFC 7636)."""
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    # The RFC's own example, appendix B: two texts that are public.
    example = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    return _tried(
        answer,
        ("the example of RFC 7636, appendix B", (example[0],), example[1]),
        ("a verifier of chance", (verifier,), challenge),
    )


def is_answer(answer: Any) -> str:
    """07.2: a function of an address, a state and an issuer: is it the answer to this sign-in, with a code?"""
    state, issuer = "a state & more", "https://login.example"
    right = {"code": "c", "state": state, "iss": issuer}

    def at(**changes: str | None) -> tuple[str, str, str]:
        said = {name: value for name, value in (right | changes).items() if value is not None}
        return f"http://127.0.0.1:5555/callback?{urlencode(said)}", state, issuer

    return _tried(
        answer,
        ("the right answer", at(), True),
        ("an answer with another state", at(state="another"), False),
        ("an answer without a state", at(state=None), False),
        ("an answer of another issuer", at(iss="https://another.example"), False),
        ("an answer that does not say of whom it is", at(iss=None), False),
        ("an answer with an error and no code", at(code=None, error="access_denied"), False),
    )


def waits(answer: Any) -> str:
    """08.1: a function of an interval and answers: the seconds before the first poll, and after each answer."""
    pending, slower = "authorization_pending", "slow_down"
    return _tried(
        answer,
        ("an interval of 5 and no answer yet", (5, []), [5]),
        ("two answers that say to wait", (5, [pending, pending]), [5, 5, 5]),
        ("slow_down, which is for all later polls", (5, [pending, slower, pending]), [5, 5, 10, 10]),
        ("slow_down twice, from an interval of 2", (2, [slower, slower]), [2, 7, 12]),
    )


def denied(answer: Any) -> str:
    """08.2: what the device is told where the person says no."""
    near = {"expired_token": "that is when nobody answers in time; here somebody has answered"}
    return _word(answer, "access_denied", near)


EXERCISES: dict[str, Callable[[Any], str]] = {
    "05.1": is_fresh,
    "05.2": token_requests,
    "06.1": basic_header,
    "06.2": scope_error,
    "07.1": code_challenge,
    "07.2": is_answer,
    "08.1": waits,
    "08.2": denied,
}


def _tried(answer: Any, *cases: tuple[str, tuple[Any, ...], Any]) -> str:
    """Return for which of the cases, in order, a function gives something else than is right."""
    if not callable(answer):
        return "the answer is a function"
    for name, given, right in cases:
        try:
            found = answer(*given)
        except Exception as exc:  # a learner's function may fail in any way, which is told
            return f"for {name} it raises {type(exc).__name__}"
        if found is None or found is ...:
            return NOTHING
        if type(found) is not type(right) or found != right:
            return f"it is wrong for {name}"
    return ""


def _number(answer: Any, right: int, wrong: str) -> str:
    if not isinstance(answer, int) or isinstance(answer, bool):
        return "the answer is a number"
    return "" if answer == right else wrong


def _word(answer: Any, right: str, near: dict[str, str]) -> str:
    if not isinstance(answer, str):
        return "the answer is a text"
    said = answer.strip()
    return "" if said == right else near.get(said, "that is not the error of the server's answer")
