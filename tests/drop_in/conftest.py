"""What the tests of a session as a drop-in share: a session's clients do what httpx documents of its own."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest
import trustme
from callers import connect

from nbauth import playground
from nbauth.playground import Playground

__all__ = ["connect"]


@pytest.fixture(scope="module")
def running() -> Iterator[Playground]:
    with playground.start() as server:
        yield server


@pytest.fixture
def server(running: Playground) -> Playground:
    """A playground at which nothing has arrived yet."""
    running.seen.clear()
    return running


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority that is made for this run."""
    return trustme.CA()


@pytest.fixture(scope="session")
def trusted(authority: trustme.CA) -> ssl.SSLContext:
    """`verify=` of a client that trusts it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context
