"""The checks of exercises: a right answer is right, the mistakes that people make are wrong, and no answer is told."""

from __future__ import annotations

import base64
from hashlib import sha256
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest

from nbauth.lesson import WrongAnswer, check
from nbauth.lesson.exercises import EXERCISES, NOTHING


def fresh(answer, asked, now):
    return "expires_in" not in answer or now < asked + answer["expires_in"]


def header(name, secret):
    return "Basic " + base64.b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()


def challenge(verifier):
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def answers(address, state, issuer):
    said = parse_qs(urlsplit(address).query)
    return said.get("state") == [state] and said.get("iss") == [issuer] and "code" in said


def waits(interval, answers):
    found = [interval]
    for each in answers:
        found.append(found[-1] + (5 if each == "slow_down" else 0))
    return found


RIGHT = {
    "05.1": fresh,
    "05.2": 1,
    "06.1": header,
    "06.2": "invalid_scope",
    "07.1": challenge,
    "07.2": answers,
    "08.1": waits,
    "08.2": "access_denied",
}

WRONG = [
    ("05.1", lambda answer, asked, now: now < asked + answer["expires_in"], "raises KeyError"),
    ("05.1", lambda answer, asked, now: now <= asked + answer.get("expires_in", 9e99), "in which it ends"),
    ("05.1", lambda answer, asked, now: now < asked + (answer.get("expires_in") or 9e99), "no time at all"),
    ("05.1", lambda answer, asked, now: now < answer.get("expires_in", 9e99), "after a minute"),
    ("05.1", True, "is a function"),
    ("05.2", 10, "server.seen"),
    ("05.2", True, "is a number"),
    ("05.2", "1", "is a number"),
    ("06.1", lambda name, secret: base64.b64encode(f"{name}:{secret}".encode()), "wrong for a plain"),
    ("06.1", lambda name, secret: "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode(), "a plus"),
    ("06.2", "insufficient_scope", "an API says"),
    ("06.2", "no", "not the error"),
    ("06.2", 400, "is a text"),
    ("07.1", lambda verifier: sha256(verifier.encode()).hexdigest(), "wrong for the example"),
    ("07.1", lambda verifier: base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode(), "example"),
    ("07.1", lambda verifier: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "of chance"),
    ("07.2", lambda address, state, issuer: True, "another state"),
    ("07.2", lambda address, state, issuer: state in address, "the right answer"),
    ("07.2", lambda *given: answers(*given) if "iss=" in given[0] else True, "of whom it is"),
    ("08.1", lambda interval, answers: [interval] * (len(answers) + 1), "slow_down"),
    ("08.2", "expired_token", "answered"),
]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_right_answer_is_right(capsys, exercise):
    check(RIGHT[exercise], exercise)

    assert ("✓ right\n", "") == capsys.readouterr()


@pytest.mark.parametrize(("exercise", "answer", "said"), WRONG)
def test_a_mistake_is_wrong_and_is_told(exercise, answer, said):
    """It says where the answer is wrong."""
    with pytest.raises(WrongAnswer) as caught:
        check(answer, exercise)
    assert said in str(caught.value)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_answer_is_given_away(capsys, exercise):
    """Neither for the dots, nor for a function that does nothing, nor for an attempt of any kind."""
    check(..., exercise)
    if callable(RIGHT[exercise]):
        check(lambda *given: None, exercise)
    assert {f"not tried yet: {NOTHING}"} == set(capsys.readouterr().err.splitlines())
    for answer in ("", 0, None, lambda *given: 0):
        with pytest.raises(WrongAnswer) as caught:
            check(answer, exercise)
        assert not isinstance(RIGHT[exercise], str) or RIGHT[exercise] not in str(caught.value)
