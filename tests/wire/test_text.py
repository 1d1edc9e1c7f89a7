"""session.run: a text of requests, or a curl command, without the magic."""

from __future__ import annotations

import asyncio

import pytest

from nbauth._http import httpx
from nbauth.errors import UnresolvedVariable
from nbauth.wire.session import Session

GLOBALS = "variables=globals() lets the text use the notebook's variables"


@pytest.fixture
def session():
    with Session(transport=httpx.MockTransport(lambda request: httpx.Response(200))) as made:
        yield made


@pytest.mark.parametrize("text", ["GET https://a.example/{{page}}", "curl https://a.example/$page"])
def test_where_variables_come_from(session, text):
    """A magic has those of the notebook; a method is given them, and says so where it was not."""
    hints = []
    for options in ({}, {"variables": {"pages": 1}}):
        for send in (session.run, lambda *args, **options: asyncio.run(session.asend(*args, **options))):
            with pytest.raises(UnresolvedVariable) as caught:
                send(text, **options)
            hints.append(caught.value.hint)

    assert [GLOBALS, GLOBALS, UnresolvedVariable.hint, UnresolvedVariable.hint] == hints


def test_the_variables_that_are_given(session):
    """They are those of the text."""
    assert "https://a.example/7" == str(session.run("GET https://a.example/{{page}}", variables={"page": 7}).url)
