"""Values that others have written: what is none counts as missing, and nothing in it breaks."""

from __future__ import annotations

import math

import pytest

from nbauth.export.har_values import is_number, seconds_of, size_of, text_of

NO_NUMBERS = [None, "5", True, [], math.nan, math.inf, -math.inf, 10**400]


@pytest.mark.parametrize("found", NO_NUMBERS, ids=lambda found: repr(found)[:20])
def test_no_numbers(found):
    """It is no number, no duration, and no size."""
    assert not is_number(found)
    assert 0.0 == seconds_of(found)
    assert (None, 3) == (size_of(found, None), size_of(found, 3))


def test_numbers():
    """A duration in another unit; what is below zero is none, and a size may be written as a float."""
    assert (1.5, 0.0015, 0.0) == (seconds_of(1.5), seconds_of(1.5, 0.001), seconds_of(-5))
    assert (5, 5, 3) == (size_of(5, 3), size_of(5.0, 3), size_of(-1, 3))


@pytest.mark.parametrize(
    "found, expected", [("a é", "a é"), (None, ""), (5, ""), ("\ud83d\ude00 \ud800", "?? ?"), (["a"], "")]
)
def test_texts(found, expected):
    """Half of a surrogate pair is replaced."""
    assert expected == text_of({"name": found}, "name")


def test_what_is_not_there():
    """It is nothing."""
    assert "" == text_of({}, "name")
