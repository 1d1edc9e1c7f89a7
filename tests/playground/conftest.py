"""A playground for the tests of one module, and a plain client of the HTTP library for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nbauth import playground
from nbauth._http import httpx


@pytest.fixture(scope="module")
def running_client(running: playground.Playground) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url) as client:
        yield client


@pytest.fixture
def client(server: playground.Playground, running_client: httpx.Client) -> httpx.Client:
    """A client without cookies; its connections stay, for making a client takes 50 ms."""
    running_client.cookies.clear()
    return running_client
