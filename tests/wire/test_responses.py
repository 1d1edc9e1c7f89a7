"""Responses of several requests."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.errors import UnknownName
from nbauth.wire.responses import Responses


@pytest.fixture
def responses():
    made = Responses()
    made.add(httpx.Response(200), "login")
    made.add(httpx.Response(404))
    return made


def test_it_is_a_list(responses):
    """By place, by slice, in a loop, and shown as one."""
    assert [200, 404] == [response.status_code for response in responses]
    assert 404 == responses[-1].status_code
    assert [responses[0]] == responses[:1]
    assert f"[{responses[0]!r}, {responses[1]!r}]" == repr(responses)


def test_by_name(responses):
    """Of a request that has one; another is told by those that are there."""
    assert responses[0] is responses["login"]
    assert ("login",) == responses.names
    with pytest.raises(UnknownName, match="no request is named 'logn'; did you mean login"):
        responses["logn"]
