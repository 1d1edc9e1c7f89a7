"""What the user brings as `auth=`: a pair, an instance, a class, and what is no auth at all."""

from __future__ import annotations

import asyncio
import importlib
from base64 import b64encode

import pytest

from nbauth._http import BACKEND, OTHER, httpx
from nbauth.errors import InvalidAuth, InvalidField
from nbauth.schemes.basic import BasicAuth
from nbauth.schemes.custom import as_auth

CANARY = 'p+/"&<%é z9'


def send(mode, server, auth):
    """GET with a plain httpx client and what `as_auth` makes of *auth*; return the response."""
    if mode == "sync":
        with httpx.Client(auth=as_auth(auth)) as client:
            return client.get(server.url)

    async def get():
        async with httpx.AsyncClient(auth=as_auth(auth)) as client:
            return await client.get(server.url)

    return asyncio.run(get())


class Custom(httpx.Auth):
    """What a user writes."""


# A two-tuple of username/password, to be used with basic authentication


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("pair", [("finley", CANARY), (b"finley", CANARY.encode())])
def test_two_tuple(mode, server, pair):
    """A pair of str or bytes is Basic (httpx: Custom authentication schemes)."""
    send(mode, server, pair)

    assert [f"Basic {b64encode(f'finley:{CANARY}'.encode()).decode()}"] == [seen[2] for seen in server.seen]
    assert isinstance(as_auth(pair), BasicAuth)


@pytest.mark.parametrize("parts", [(), ("u",), ("u", CANARY, CANARY)])
def test_a_tuple_of_another_length(parts):
    """httpx takes three and drops the third; we say how many there are, and not which."""
    with pytest.raises(InvalidAuth) as caught:
        as_auth(parts)

    assert str(caught.value).startswith(f'Invalid "auth" argument: a tuple of {len(parts)};')
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        ((None, CANARY), "username"),
        (("u", 7), "password"),
        (("u", CANARY.encode("latin-1")), "password"),
        ((b"\xff", CANARY), "username"),
        (("a:b", CANARY), "username"),
        (("u", CANARY + "\r\n"), "password"),
    ],
)
def test_a_pair_that_basic_cannot_send(pair, field):
    """The field is named, the value is in neither the message nor the context."""
    with pytest.raises(InvalidField) as caught:
        as_auth(pair)

    assert field == caught.value.field
    assert not [part for part in ("p+/", "&<%", "z9") if part in str(caught.value)]
    assert caught.value.__context__ is None


# An instance, as it is; a class, an Auth of the other library, and the rest are refused


def test_httpx_own_classes_and_none(tmp_path):
    """An instance is taken as it is; None stays None."""
    (tmp_path / ".netrc").touch(0o600)

    for auth in (httpx.BasicAuth("u", "p"), httpx.DigestAuth("u", "p"), httpx.NetRCAuth(), BasicAuth("u", "p")):
        assert auth is as_auth(auth)
    assert as_auth(None) is None


@pytest.mark.parametrize("kind", [httpx.BasicAuth, BasicAuth, Custom, dict])
def test_a_class_is_not_an_instance(kind):
    """A class is callable, and httpx calls it with the request; we say what is missing."""
    with pytest.raises(InvalidAuth, match=rf"{kind.__name__} is a class; call it: {kind.__name__}\(\.\.\.\)"):
        as_auth(kind)


def test_an_auth_of_the_other_library():
    """httpx and httpx2 do not know each other's Auth: one line says which is which and what to do."""
    other = importlib.import_module(OTHER)

    class Theirs(other.Auth):
        pass

    for auth in (other.BasicAuth("u", CANARY), other.BasicAuth, Theirs()):
        with pytest.raises(InvalidAuth) as caught:
            as_auth(auth)
        assert f"is an Auth of {OTHER}, and nbauth runs on {BACKEND}" in str(caught.value)
        assert f"NBAUTH_HTTP={OTHER}" in str(caught.value)
        assert "\n" not in str(caught.value) and CANARY not in str(caught.value)


def test_an_auth_of_both_libraries():
    """A class made for both works in both."""
    both = type("Both", (httpx.Auth, importlib.import_module(OTHER).Auth), {})()

    assert both is as_auth(both)


@pytest.mark.parametrize("auth", ["u:" + CANARY, ["u", CANARY], {"u": CANARY}, b"u", 7, object()])
def test_what_is_no_auth(auth):
    """httpx's error, without httpx's repr, which would show the password; a TypeError as in httpx."""
    with pytest.raises(TypeError) as caught:
        as_auth(auth)

    assert isinstance(caught.value, InvalidAuth)
    assert str(caught.value).startswith(
        f'Invalid "auth" argument: {type(auth).__name__}; it is a (username, password)'
    )
    assert CANARY not in str(caught.value)
