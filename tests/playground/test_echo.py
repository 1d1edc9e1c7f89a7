"""A server that reads a header's bytes as Latin-1, as WSGI and ASGI frameworks do, and says what it read."""

from __future__ import annotations

import pytest

import nbauth
from nbauth.render.card import Card, exchange_text
from nbauth.wire.session import Session


@pytest.mark.parametrize("key", ['p+/"&<%é z9', 'sécrét-canary+/"&<% z9'], ids=["short", "long"])
def test_a_key_that_a_server_misreads(server, key):
    """The body has é as two characters in UTF-8, in a header that tells nothing; no view of it shows the key."""
    with Session() as session:
        session.login(server.url, nbauth.APIKeyAuth(key, header="X-Q"), name="api")
        came = session.client.get(f"{server.url}/echo")
        exchange = session.history[-1]

    assert key.encode().decode("latin-1") == came.json()["headers"]["x-q"]
    assert b'"x-q":"{{api_key}}"' in exchange.response.body.content
    shown = [repr(exchange), exchange_text(exchange), Card(exchange).html()]
    assert not [text for text in shown if "Ã" in text or "é" in text or "z9" in text]
