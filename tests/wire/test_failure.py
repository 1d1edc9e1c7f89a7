"""in_words: httpx's error becomes ours, and takes nothing along."""

from __future__ import annotations

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.errors import NbauthError, RequestFailed
from nbauth.wire.failure import in_words

URL = "http://ada:hunter2-canary@127.0.0.1:1/x?key=hunter2-canary"


def failed() -> RequestFailed:
    with nbauth.Session() as session, pytest.raises(RequestFailed) as caught, in_words(session):
        session.client.get(URL)
    return caught.value


def test_httpx_error_is_not_kept():
    """Its frames hold the request as it went out; neither cause nor context leads to them."""
    error = failed()

    assert "GET http://127.0.0.1:1: the connection was refused" == str(error)
    assert (None, None) == (error.__cause__, error.__context__)


def test_the_cause_when_all_is_shown(monkeypatch):
    """`NBAuth.short_errors = False` wants the whole stack."""
    monkeypatch.setattr(NbauthError, "show_all", lambda error: [])

    assert isinstance(failed().__cause__, httpx.ConnectError)


def test_other_errors_pass():
    """What is not of the network is not touched."""
    error = ValueError("mine")
    with nbauth.Session() as session, pytest.raises(ValueError, match="mine") as caught, in_words(session):
        raise error

    assert error is caught.value


def test_an_invalid_url_is_not_quoted():
    """httpx's own sentence can hold a part of a password."""
    with nbauth.Session() as session, pytest.raises(RequestFailed) as caught, in_words(session):
        session.client.get("http://ada:hunter2-canary@h:port/")

    assert "the URL cannot be read: its host or its port is wrong" == str(caught.value)
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)


def test_a_credential_in_clear_is_told_in_one_line(capsys, recwarn):
    """Once, and not as Python shows a warning: with the place of nbauth's source."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    with nbauth.Session(transport=transport, auth=("ada", "hunter2-canary")) as session:
        for _ in range(2):
            with in_words(session):
                session.client.get("http://h.example/")

    printed = capsys.readouterr().err
    assert printed.startswith("warning: a user name and password (Basic) goes to http://h.example in clear")
    assert 1 == printed.count("\n")
    assert not recwarn.list
