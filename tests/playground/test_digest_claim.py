"""The server's own arithmetic of Digest, against the examples of the RFCs; malformed headers: test_digest.py."""

from __future__ import annotations

import pytest

from nbauth.core.challenge import parse_credentials
from nbauth.playground.digest_claim import Claim


def claim(**params: str) -> Claim:
    return Claim.read(
        parse_credentials("Digest " + ", ".join(f'{name}="{value}"' for name, value in params.items()))
    )


RFC_7616 = {
    "username": "Mufasa",
    "realm": "http-auth@example.org",
    "uri": "/dir/index.html",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "nc": "00000001",
    "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    "qop": "auth",
}


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_rfcs_example_is_right(algorithm, response):
    """RFC 7616 section 3.9.1."""
    given = claim(**RFC_7616, algorithm=algorithm, response=response)

    assert given.expected("Mufasa", "Circle of Life", "GET", b"") == response


def test_the_older_rfcs_example_is_right():
    """RFC 2617 section 3.5; without an algorithm it is MD5."""
    given = claim(
        username="Mufasa",
        realm="testrealm@host.com",
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
        uri="/dir/index.html",
        qop="auth",
        nc="00000001",
        cnonce="0a4f113b",
        response="6629fae49393a05397450978507c4ef1",
    )

    assert given.expected("Mufasa", "Circle Of Life", "GET", b"") == given.response
