"""A sentence for each kind of failure that httpx knows; real ones are in test_wording.py."""

from __future__ import annotations

import asyncio

import pytest

from nbauth._http import httpx
from nbauth.wire.network_faults import network_fault, system_error

ELSEWHERE = {"SSEError"}
"""Raised by what no magic calls: httpx2's reader of server-sent events."""


def kinds(base=httpx.RequestError):
    """Return the classes that are raised: those that no other one is made of."""
    below = base.__subclasses__()
    return [kind for each in below for kind in kinds(each)] if below else [base]


@pytest.mark.parametrize("kind", sorted({kind.__name__ for kind in kinds()} - ELSEWHERE))
def test_every_kind_has_words_of_its_own(kind):
    """A class that httpx adds fails here; none is told by its name, which says little."""
    what, _ = network_fault(getattr(httpx, kind)("said"), "said", None)

    assert kind not in what


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost:1"])
def test_the_async_client_hides_what_the_system_said(url):
    """It says "All connection attempts failed", for each address in a group of exceptions; the words are the same."""

    async def get():
        async with httpx.AsyncClient() as client:
            await client.get(url)

    with pytest.raises(httpx.ConnectError) as caught:
        asyncio.run(get())

    assert "attempts failed" in str(caught.value)
    assert isinstance(system_error(caught.value), ConnectionRefusedError)
    assert "the connection was refused" == network_fault(caught.value, str(caught.value), None)[0]


def test_several_addresses():
    """The first of them tells why."""
    exc = httpx.ConnectError("All connection attempts failed")
    exc.__cause__ = OSError("All connection attempts failed")
    exc.__cause__.__cause__ = ExceptionGroup(
        "two", [ConnectionRefusedError(111, "refused"), OSError(101, "no way")]
    )

    assert "the connection was refused" == network_fault(exc, str(exc), None)[0]


def test_a_circle_of_causes_ends():
    """Whoever raises an error from itself."""
    one, other = httpx.ReadError("one"), httpx.ReadError("other")
    one.__cause__, other.__cause__ = other, one

    assert system_error(one) is None


@pytest.mark.parametrize("value", [b'p+/"&<% z9\n', b"p+/'z9\n"])
def test_the_value_that_is_not_allowed_is_not_told(value):
    """h11 quotes the whole header value."""
    said = f"Illegal header value {value!r}"
    what, _ = network_fault(httpx.LocalProtocolError(said), said, None)

    assert "the request is not allowed in HTTP: Illegal header value" == what
