"""The checks of exercises: a right answer is right, the mistakes that people make are wrong, and no answer is told."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest

import nbauth
from nbauth.errors import NbauthError
from nbauth.playground.checks import EXERCISES, check
from nbauth.playground.oauth.clients import DEVICE_CODE


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
    ("08.1", lambda interval, answers: None, "returns nothing"),
    ("08.2", "expired_token", "answered"),
]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_right_answer_is_right(exercise):
    done = check(exercise, RIGHT[exercise])

    assert (True, "Right.") == (done.is_right, repr(done))


@pytest.mark.parametrize(("exercise", "answer", "said"), WRONG)
def test_a_mistake_is_wrong_and_is_told(exercise, answer, said):
    """It says where the answer is wrong."""
    done = check(exercise, answer)

    assert not done.is_right
    assert said in repr(done)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_answer_is_given_away(exercise):
    """Neither for the dots, nor for an attempt of any kind."""
    assert "Not yet: there is nothing yet: put your answer in place of the dots." == repr(check(exercise, ...))
    told = [repr(check(exercise, answer)) for answer in ("", 0, None, lambda *given: 0)]
    assert all(each.startswith("Not yet: ") for each in told)
    if isinstance(RIGHT[exercise], str):
        assert not [each for each in told if RIGHT[exercise] in each]


def test_what_the_server_does_is_right(server, client):
    """The answers that a learner reads off the server."""
    form = {"grant_type": "client_credentials", "scope": "notes.write"}
    refused = client.post("/token", data=form, auth=(server.client_id, server.client_secret)).json()
    assert check("06.2", refused["error"]).is_right

    told = client.post("/device_authorization", data={"client_id": "notebook"}).json()
    server.person("ada").sign_in(told["verification_uri_complete"], allows=False)
    server.oauth.later(5)
    form = {"grant_type": DEVICE_CODE, "client_id": "notebook", "device_code": told["device_code"]}
    assert check("08.2", client.post("/token", data=form).json()["error"]).is_right

    with nbauth.Session() as session:
        session.login(server.url, nbauth.OAuth2Auth(server.client_id, server.client_secret, issuer=server.url))
        session.client.get(f"{server.url}/bearer")
        server.oauth.later(60)
        server.seen.clear()
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda _: session.client.get(f"{server.url}/bearer"), range(10)))
    assert check("05.2", [one.path for one in server.seen].count("/token")).is_right


def test_an_exercise_that_is_none():
    with pytest.raises(NbauthError, match="no such exercise"):
        check("99.9", 1)
