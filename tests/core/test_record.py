"""What an exchange says of its legs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from exchanges import URL, refreshed

from nbauth.core.record import Exchange


def test_the_request_is_not_that_of_a_token():
    """A flow that fetches a token first has not been asked for the token, unless nothing else went out."""
    exchange = refreshed()
    token_first = replace(exchange, legs=exchange.legs[1:])
    only_token = replace(exchange, legs=exchange.legs[1:2])

    assert URL == token_first.request.url
    assert exchange.legs[1].request == only_token.request
    assert Exchange(1, ()).request is None


@pytest.mark.parametrize(
    ("purpose", "expected"), [("token", True), ("poll", True), ("answer", False), ("redirect", False)]
)
def test_what_a_flow_sends_for_itself(purpose, expected):
    leg = replace(refreshed().legs[0], purpose=purpose)

    assert expected == leg.is_of_flow
