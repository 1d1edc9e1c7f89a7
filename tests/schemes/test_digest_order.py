"""Digest flows that run at the same time, step by step: who waits, whose count came too late, which nonce is kept."""

from __future__ import annotations

import threading
from urllib.request import parse_http_list, parse_keqv_list

import pytest

from nbauth._http import httpx
from nbauth.schemes.base import Turn
from nbauth.schemes.digest import PATIENCE, DigestAuth

GOOD = httpx.Response(200)


def flow(auth):
    return auth.auth_flow(httpx.Request("GET", "http://h/"))


def challenge(nonce):
    return httpx.Response(401, headers={"WWW-Authenticate": f'Digest realm="r", nonce="{nonce}", qop="auth"'})


def next_nonce(nonce):
    return httpx.Response(200, headers={"Authentication-Info": f'nextnonce="{nonce}"'})


def sent(request):
    """The nonce and the count that a request carries."""
    fields = parse_keqv_list(parse_http_list(request.headers["Authorization"].removeprefix("Digest ")))
    return fields["nonce"], int(fields["nc"], 16)


def finish(running, response):
    with pytest.raises(StopIteration):
        running.send(response)


def logged_in(nonce):
    """A DigestAuth that has used *nonce* once, with success."""
    auth = DigestAuth("ada", "secret")
    first = flow(auth)
    assert isinstance(next(first), Turn)
    assert "Authorization" not in first.send(None).headers
    assert (nonce, 1) == sent(first.send(challenge(nonce)))
    finish(first, GOOD)
    return auth


def test_overtaken_count_is_asked_again():
    """While others use the same nonce, a 401 may be about the order of counts: a nonce of one's own decides."""
    auth = DigestAuth("ada", "secret")
    first, second = flow(auth), flow(auth)
    next(first)
    first.send(None)

    assert ("shared", 1) == sent(first.send(challenge("shared")))
    assert ("shared", 2) == sent(next(second))
    assert isinstance(first.send(challenge("own")), Turn)
    assert ("own", 1) == sent(first.send(None))
    finish(first, challenge("another"))  # nobody else used "own", and the password was never good: it is wrong


@pytest.mark.parametrize("other_starts", ["before", "after"])
def test_a_good_password_outlives_a_crowd(other_starts):
    """Where the password was good and another answer is under way, a fresh nonce may fail too (Apache): go on."""
    auth = logged_in("old")
    first, second = flow(auth), flow(auth)

    assert ("old", 2) == sent(next(first))
    if other_starts == "before":
        assert ("old", 3) == sent(next(second))
    assert isinstance(first.send(challenge("new")), Turn)
    assert ("new", 1) == sent(first.send(None))
    if other_starts == "after":
        assert ("old", 3) == sent(next(second))
    assert ("newer", 1) == sent(first.send(challenge("newer")))
    finish(second, GOOD)
    finish(first, GOOD)


def test_the_turn_ends_with_the_challenge():
    """Others do not wait for the first answer, which may take as long as it likes."""
    auth = DigestAuth("ada", "secret")
    first, others = flow(auth), []
    turn = next(first)
    auth._turns.take(turn)
    waiting = threading.Thread(
        daemon=True, target=lambda: (auth._turns.take(other := Turn(turn.key)), others.append(other))
    )
    waiting.start()
    first.send(None)
    assert [] == others
    assert ("n", 1) == sent(first.send(challenge("n")))
    waiting.join(20)

    assert [turn.key] == [other.key for other in others]


def test_those_who_come_too_late_take_the_nonce_that_was_good_last():
    """Waiting for the turn pays: what the one before has proved good is used, not one's own challenge."""
    auth = logged_in("old")
    first, second = flow(auth), flow(auth)
    next(first)
    next(second)

    assert isinstance(first.send(challenge("one")), Turn)
    assert isinstance(second.send(challenge("two")), Turn)
    assert ("one", 1) == sent(first.send(None))
    finish(first, GOOD)
    assert ("one", 2) == sent(second.send(None))


def test_a_late_answer_does_not_bring_back_an_old_nonce():
    """Once a response has named the next nonce, one that was sent before changes nothing."""
    auth = logged_in("old")
    first, second = flow(auth), flow(auth)
    next(first)
    next(second)
    finish(first, next_nonce("new"))
    finish(second, next_nonce("other"))

    assert ("new", 1) == sent(next(flow(auth)))


def test_the_same_nonce_again_goes_on_counting():
    """A server that names the nonce in use as the next one would see a count twice if it began anew."""
    auth = logged_in("same")
    first = flow(auth)
    next(first)
    finish(first, next_nonce("same"))

    assert ("same", 3) == sent(next(flow(auth)))


def test_waiting_begins_again_after_a_challenge():
    """Open pages end the waiting for turns only until somebody is asked for a password."""
    auth = DigestAuth("ada", "secret")
    for _ in range(PATIENCE):
        page = flow(auth)
        assert isinstance(next(page), Turn)
        page.send(None)
        finish(page, GOOD)

    guarded = flow(auth)
    assert isinstance(next(guarded), httpx.Request)
    assert ("n", 1) == sent(guarded.send(challenge("n")))
    finish(guarded, GOOD)
    refused = flow(auth)
    assert ("n", 2) == sent(next(refused))
    finish(refused, challenge("n"))  # the same nonce, not stale: the password is no longer good
    assert isinstance(next(flow(auth)), Turn)
