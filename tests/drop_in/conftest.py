"""What the tests of a session as a drop-in share: a session's clients do what httpx documents of its own."""

from __future__ import annotations

import ssl

import pytest
import trustme
from callers import connect

__all__ = ["connect"]


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
