"""All panels of an exchange."""

from __future__ import annotations

from exchanges import digest, evil, failed, refreshed

from nbauth.core.record import Exchange
from nbauth.render.worked.registry import worked


def test_in_the_order_of_the_wire():
    """A renewal: the token that had run out, and the refresh; where two begin with one leg, the grant first."""
    assert [("Bearer", (1, 3)), ("Refresh", (2,))] == [(each.title, each.legs) for each in worked(refreshed())]
    assert ["Digest"] == [each.title for each in worked(digest())]


def test_nothing_to_work():
    """No credentials, or no legs."""
    assert [] == worked(failed()) == worked(Exchange(1, (), error="x"))


def test_what_others_write():
    """It breaks no panel."""
    assert isinstance(worked(evil()), list)
