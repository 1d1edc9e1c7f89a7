"""A session to log in with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import nbauth


@pytest.fixture
def session() -> Iterator[nbauth.Session]:
    with nbauth.Session() as made:
        yield made
