"""The field _nbauth: what is written reads back; what we could not have written counts as missing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from nbauth.core.record import Exchange, Leg, RequestRecord
from nbauth.export.har_own import own_fields, read_own


def test_there_and_back():
    """All that HAR has no place for."""
    request = RequestRecord("GET", "https://a.example/", literal=("template",))
    leg = Leg("answer", request, None, "X: y", 1_700_000_000.25, 0.5, "api", "zoë", "browser")
    exchange = Exchange(7, (leg, leg), 2.5, "X: y", "GET {{url}}")
    read = read_own(json.loads(json.dumps(own_fields(leg, 2, exchange))))

    assert (7, 2, "answer", "api", "zoë", ("template",), "browser") == (
        read.exchange, read.leg, read.purpose, read.login, read.username, read.literal, read.by,
    )  # fmt: skip
    assert (1_700_000_000.25, 0.5, 2.5, "X: y", "GET {{url}}") == (
        read.started, read.elapsed, read.total, read.error, read.source,
    )  # fmt: skip


@pytest.mark.parametrize("found", [None, [], "x", 5])
def test_no_field(found):
    """Another type is none."""
    assert None is read_own(found)


@pytest.mark.parametrize(
    "found",
    [
        {"purpose": "\x1b[31m", "login": "a b", "literal": ["\n", 1], "by": "somebody"},
        {"exchange": "3", "leg": [], "started": -5, "elapsed": "x", "of_exchange": 1, "literal": "x"},
    ],
)
def test_a_field_of_somebody_else(found):
    """What is wrong in it counts as missing."""
    own = read_own(found)

    assert ("request", None, (), 0, 0, "") == (
        own.purpose, own.login, own.literal, own.exchange, own.leg, own.by,
    )  # fmt: skip
    assert (0.0, 0.0, 0.0, None, "") == (own.started, own.elapsed, own.total, own.error, own.source)


def test_a_time_beyond_all_dates():
    """It can be written as a date again."""
    assert 9999 == datetime.fromtimestamp(read_own({"started": 1e14}).started, UTC).year
