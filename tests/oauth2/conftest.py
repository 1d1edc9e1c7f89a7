"""A session, and what the provider says about itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from oidc import Provider

import nbauth
from nbauth.oauth2.server import Server, discover
from nbauth.wire.granting import granted


@pytest.fixture
def session() -> Iterator[nbauth.Session]:
    with nbauth.Session() as made:
        yield made


@pytest.fixture
def server(session: nbauth.Session, provider: Provider) -> Server:
    return granted(session, provider.issuer, discover(provider.issuer))
