"""wire/logs.py: the HTTP library's log holds no credential."""

import logging
from urllib.parse import quote, quote_plus

import pytest

import nbauth
from nbauth._http import BACKEND, httpx

CANARY = 'k+/"&<%é z9'


def test_the_url_of_a_request_is_logged_without_its_key(caplog: pytest.LogCaptureFixture):
    """At INFO httpx logs each URL; a key in the query is shown by its name."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    session = nbauth.Session(transport=transport)
    session.login("https://api.example.com", nbauth.APIKeyAuth(CANARY, "key", "query"))

    with caplog.at_level(logging.INFO, logger=BACKEND):
        session.client.get("https://api.example.com/items")

    assert "{{apikey_key}}" in caplog.text
    for form in (CANARY, quote(CANARY), quote_plus(CANARY), quote(CANARY, safe="")):
        assert form not in caplog.text


def test_other_records_stay_as_they_are(caplog: pytest.LogCaptureFixture):
    """Without a secret in it, a record keeps its message and its arguments."""
    nbauth.Session()

    with caplog.at_level(logging.INFO, logger=BACKEND):
        logging.getLogger(BACKEND).info("%s and %d", "one", 2)

    assert caplog.records[-1].args == ("one", 2)
