"""A session, and a playground to log in to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import nbauth
from nbauth import playground


@pytest.fixture(scope="module")
def running() -> Iterator[playground.Playground]:
    with playground.start() as server:
        yield server


@pytest.fixture
def server(running: playground.Playground) -> playground.Playground:
    running.seen.clear()
    return running


@pytest.fixture
def session() -> Iterator[nbauth.Session]:
    with nbauth.Session() as made:
        yield made
