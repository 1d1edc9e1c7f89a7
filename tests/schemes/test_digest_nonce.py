"""A nonce and where it may be used unasked."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.core.origin import Origin
from nbauth.schemes.digest_math import DigestChallenge
from nbauth.schemes.digest_nonce import Nonce

URL = httpx.URL("https://host.example/dir/page")
HERE = Origin.of(URL)


@pytest.mark.parametrize(
    ("domain", "path", "expected"),
    [
        ((), "/anywhere", True),
        (("/",), "/anywhere", True),
        (("/dir",), "/dir", True),
        (("/dir/",), "/dir/x", True),
        (("/dir?x=1",), "/dir", True),
        (("/dir",), "/directory", False),
        (("/dir",), "/dir/../secret", False),
        (("/a", "/b"), "/b/c", True),
        (("https://host.example/abs",), "/abs/x", True),
        (("https://host.example:443/abs",), "/abs/x", True),
        (("http://host.example/",), "/x", False),
        (("https://other.example/",), "/x", False),
        (("http://[",), "/x", False),
    ],
)
def test_covers(domain, path, expected):
    """No domain is the whole origin; otherwise the listed paths, by whole segments (RFC 7616 section 3.3)."""
    nonce = Nonce.of(DigestChallenge("r", "n", domain=domain), URL)

    assert expected is nonce.covers(HERE, path)


def test_next_keeps_the_session():
    """After nextnonce the count starts anew and a -sess A1 stays (RFC 7616 section 3.4.2)."""
    first = Nonce.of(DigestChallenge("r", "n", algorithm="MD5-sess", domain=("/a",)), URL)
    first.count = 7
    second = first.next("m")

    assert ("m", 0, first.prime, first.spaces) == (
        second.challenge.nonce,
        second.count,
        second.prime,
        second.spaces,
    )
