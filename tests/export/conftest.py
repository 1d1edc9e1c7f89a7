"""A playground, a session for each test, and the cases of `export.cases`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import nbauth
from nbauth import playground


@pytest.fixture(scope="module")
def server() -> Iterator[playground.Playground]:
    with playground.start() as server:
        yield server


@pytest.fixture
def session() -> Iterator[nbauth.Session]:
    with nbauth.Session() as session:
        yield session
