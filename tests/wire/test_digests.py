"""httpx's own Digest keeps the nonce of one server: here each origin has a copy of the object."""

from __future__ import annotations

import gc

import nbauth
from nbauth._http import httpx
from nbauth.core.origin import Origin
from nbauth.wire.digests import Digests

A, B = Origin("https", "a.example", 443), Origin("https", "b.example", 443)


def test_a_copy_for_each_origin():
    """The same one for the same origin, another one elsewhere, and never the object itself."""
    auth, digests = httpx.DigestAuth("ada", "secret"), Digests()
    auth._last_challenge = "of a server that we do not know"
    at_a, at_b = digests.at(auth, A), digests.at(auth, B)

    assert at_a is digests.at(auth, A)
    assert len({id(each) for each in (auth, at_a, at_b)}) == 3
    assert (None, None) == (at_a._last_challenge, at_b._last_challenge)


def test_others_are_used_as_they_are():
    """nbauth's Digest knows origins by itself, and others have no such state."""
    for auth in (nbauth.DigestAuth("ada", "secret"), httpx.BasicAuth("ada", "secret"), httpx.Auth()):
        assert auth is Digests().at(auth, A)


def test_forgotten():
    """One, all, or those that nobody has any more."""
    one, other, digests = httpx.DigestAuth("ada", "1"), httpx.DigestAuth("ada", "2"), Digests()
    before = [digests.at(one, A), digests.at(other, A)]
    digests.forget(one)
    assert before[0] is not digests.at(one, A) and before[1] is digests.at(other, A)
    digests.clear()
    assert before[1] is not digests.at(other, A)
    del one
    gc.collect()
    assert [other] == list(digests._copies)
