"""The rows of a list of logins: times in words."""

from __future__ import annotations

import pytest

from nbauth.wire.login_rows import ago, until

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    "seconds, words",
    [
        (0.4, "in 0 s"),
        (59.9, "in 59 s"),
        (60, "in 1 min"),
        (299, "in 4 min"),
        (3599, "in 59 min"),
        (3600, "in 1 h"),
        (2 * 86_400 - 1, "in 47 h"),
        (2 * 86_400, "in 2 days"),
        (0, "expired"),
        (-5, "expired"),
    ],
)
def test_until(seconds, words):
    """Rounded down: a login never seems good for longer than it is."""
    assert words == until(NOW + seconds, NOW)
    assert "" == until(None, NOW)


@pytest.mark.parametrize(
    "seconds, words",
    [
        (-1, "just now"),
        (0, "just now"),
        (59.9, "just now"),
        (60, "1 min ago"),
        (7200, "2 h ago"),
        (3e5, "3 days ago"),
    ],
)
def test_ago(seconds, words):
    """Seconds are not counted; a clock that was set back changes nothing."""
    assert words == ago(NOW - seconds, NOW)
    assert "" == ago(None, NOW)
