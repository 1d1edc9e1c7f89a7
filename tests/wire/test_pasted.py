"""Secrets of pasted commands: a name for each place, an origin for each name."""

from __future__ import annotations

from nbauth.core.origin import Origin
from nbauth.core.secret import Vault
from nbauth.wire.pasted import Pasted

A, B = Origin("https", "a.example", 443), Origin("https", "b.example", 443)


def test_the_same_place_has_the_same_name():
    """Of one origin: another value takes the place; the second value there has a name of its own."""
    vault = Vault()
    pasted = Pasted(vault)

    assert ["curl_cookie", "curl_cookie"] == [pasted.keep(A, "cookie", 1, value) for value in ("one", "two")]
    assert "curl_cookie_2" == pasted.keep(A, "cookie", 2, "three")
    assert "curl_x_api_key" == pasted.keep(A, "x-api-key", 1, "four")
    assert ["two", "three", "four"] == [vault[name].reveal() for name in pasted.names]


def test_each_name_is_for_one_origin():
    """Another origin never gets a name that was there before, not even after it was forgotten."""
    vault = Vault()
    pasted = Pasted(vault)
    first, second = pasted.keep(A, "cookie", 1, "one"), pasted.keep(B, "cookie", 1, "two")

    assert (A, B, None) == (pasted.origin_of(first), pasted.origin_of(second), pasted.origin_of("cookie"))
    vault.clear()
    assert (None, ()) == (pasted.origin_of(first), pasted.names)
    assert "curl_cookie_2" == pasted.keep(B, "cookie", 1, "three")
    assert B == pasted.origin_of("curl_cookie_2")
