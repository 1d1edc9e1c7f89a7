"""Which of a command's credentials a login can be made of."""

from __future__ import annotations

from base64 import b64encode

import pytest

from nbauth.core.curl_text import parse_curl
from nbauth.errors import InvalidField
from nbauth.schemes.digest import DigestAuth
from nbauth.wire.curl_login import credentials_of

URL = "https://a.example"


def made(options, userinfo=""):
    return credentials_of(parse_curl(f"curl {URL} {options}"), userinfo)


@pytest.mark.parametrize(
    "options, userinfo, scheme, left",
    [
        ("-H 'Authorization: Bearer h' --oauth2-bearer o -u a:b", "c:d", "bearer", []),
        ("--oauth2-bearer o -u a:b -H 'X-API-Key: k'", "c:d", "bearer", ["X-API-Key"]),
        ("-u a:b -H 'X-API-Key: k'", "c:d", "basic", ["X-API-Key"]),
        ("-H 'X-API-Key: k' -H 'X: y'", "c:d", "basic", ["X-API-Key", "X"]),
        ("-H 'X-API-Key: k' -H 'X: y'", "", "apikey", ["X"]),
        ("-n -H 'X-API-Key: k'", "", None, ["X-API-Key"]),
        ("-H Authorization: -u a:b", "", None, []),
        ("-H 'Authorization: a' -H 'Authorization: b'", "", None, ["Authorization", "Authorization"]),
        ("-H 'X-API-Key: k' -H 'Private-Token: t'", "", None, ["X-API-Key", "Private-Token"]),
        ("-H 'X-CSRF-Token: k'", "", None, ["X-CSRF-Token"]),
    ],
)
def test_which_wins(options, userinfo, scheme, left):
    """A header, then options, then the URL, then one header of a key; what is not sent by the login stays."""
    credentials = made(options, userinfo)

    assert scheme == (credentials.auth.name if credentials.auth else None)
    assert left == [name for name, _ in credentials.headers]


@pytest.mark.parametrize(
    "value", ["Basic !!!!", "Basic " + b64encode(b"\xff:\xff").decode(), "Basic Ym9i", "Basic Ym9iOnB3Cg=="]
)
def test_a_basic_header_that_is_none(value):
    """What BasicAuth would not send just so is sent as it is."""
    credentials = made(f"-H 'Authorization: {value}'")

    assert "apikey" == credentials.auth.name
    assert [("token", value.removeprefix("Basic "))] == list(credentials.others)


def test_digest():
    """--digest is for -u and for the URL's user; a header that is Digest's proof is for one request."""
    assert all(isinstance(made("--digest -u a:b", info).auth, DigestAuth) for info in ("", "c:d"))
    assert isinstance(made("--digest", "c:d").auth, DigestAuth)
    assert isinstance(made("--digest -u a").auth, DigestAuth)
    assert made('-H \'Authorization: Digest username="a", response="b"\'').auth is None


def test_a_password_to_ask_for():
    """Only where -u has no colon."""
    assert (True, False, False) == (made("-u a").asks, made("-u a:").asks, made("", "a").asks)


def test_nothing_is_shown():
    """Credentials have no repr, and errors about them quote nothing."""
    assert "z9Kq" not in repr(made("-u bob:z9Kq"))
    with pytest.raises(InvalidField) as caught:
        made("-u $'bob:z9Kq\\001'")
    assert "z9Kq" not in str(caught.value)
