"""The device code, worked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from exchanges import came, sent
from oauth2.browser import sign_in

import nbauth
from nbauth.core.record import Exchange, Leg
from nbauth.oauth2.client import Client
from nbauth.oauth2.device_code import ask_device, poll
from nbauth.oauth2.server import discover
from nbauth.oauth2.wanted import Wanted
from nbauth.render.worked.device import GRANT, panels
from nbauth.wire.granting import granted

FORM = "application/x-www-form-urlencoded"


def begun(**answer):
    answer = {"device_code": "{{c}}", "user_code": "ABCD-EFGH", "verification_uri": "https://as.example/d"} | answer
    return Leg("authorize", sent("POST"), came(200, json.dumps(answer).encode()), started=100.0)


def polled(at, error="", status=400):
    body = f"grant_type={GRANT}&device_code={{{{c}}}}".encode()
    answer = {"error": error} if error else {"access_token": "{{t}}"}
    return Leg("poll", sent("POST", "https://as.example/token", (), body, FORM),
               came(status if error else 200, json.dumps(answer).encode()), started=at)  # fmt: skip


def told(*legs):
    (panel,) = panels(Exchange(1, legs))
    return panel, {step.name: (step.how, step.value) for step in panel.steps}


def test_the_whole_story():
    """What a person is told, each poll with the wait before it, and what ended it."""
    panel, found = told(
        begun(interval=5, expires_in=600),
        polled(105, "authorization_pending"),
        polled(110, "slow_down"),
        polled(120),
    )

    assert ("https://as.example/d", "ABCD-EFGH") == found["for the person"]
    assert ("expires_in", "10 min") == found["good for"] and "5 s" == found["interval"][1]
    assert ("2, the first one", "authorization_pending") == found["poll 1"]
    assert ("3, 5.0 s after the one before", "slow_down") == found["poll 2"]
    assert ("4, 10.0 s after the one before", "a token") == found["poll 3"]
    assert "the person has signed in, and said yes" == found["end"][1]
    assert ((1, 2, 3, 4), ()) == (panel.legs, panel.problems)


@pytest.mark.parametrize(
    ("legs", "said"),
    [
        ([begun(interval=5), polled(105, "authorization_pending"), polled(107)], ["Poll 3 came 2.0 s after"]),
        ([begun(), polled(105, "slow_down"), polled(111)], ["Poll 3 came 6.0 s after"]),
        ([polled(105, "slow_down"), polled(107)], ["Poll 2 came 2.0 s after"]),
        ([polled(105, "authorization_pending"), polled(107)], []),
    ],
    ids=["too early", "after slow_down", "what slow_down adds", "what the server wants is not recorded"],
)
def test_polls_that_came_too_early(legs, said):
    """By what the server has said, where the record has it."""
    panel, _ = told(*legs)

    assert said == [each[: each.index(" the one")] for each in panel.problems]


@pytest.mark.parametrize(
    ("error", "end"),
    [
        ("access_denied", "the person said no"),
        ("expired_token", "the code has run out"),
        ("authorization_pending", "nobody has signed in so far, and it was asked no more"),
    ],
)
def test_what_ended_it(error, end):
    """In words."""
    assert end == told(polled(105, error))[1]["end"][1]


def test_many_polls():
    """Those in the middle are counted."""
    _, found = told(*(polled(100 + 5 * n, "authorization_pending") for n in range(40)))

    assert "28 more polls" == found["…"][0] and "poll 6" in found and "poll 35" in found and "poll 7" not in found


def test_a_provider(provider):
    """As a session records it: the polls of a real server, and who signed in."""
    client = Client("notebook")
    with nbauth.Session() as session:
        server = granted(session, provider.issuer, discover(provider.issuer))
        device = granted(session, provider.issuer, ask_device(client, server, Wanted("openid")))
        (told_first,) = panels(session.history[-1])
        in_the_page = sign_in(device.complete, code=device.user_code)
        granted(session, provider.issuer, poll(client, server, replace(device, interval=0.01)))
        _, found = told(*session.history[-1].legs)

    assert in_the_page and device.user_code in [step.value for step in told_first.steps]
    assert "a token" == found["poll 1"][1] and "the person has signed in, and said yes" == found["end"][1]
