"""What `history.diff` returns."""

from __future__ import annotations

from render.test_diff import exchange

from nbauth.render.diff import compare, diff_text
from nbauth.render.diff_html import diff_html
from nbauth.render.difference import Difference


def test_it_shows_itself():
    """As text where it is printed, as HTML where there is a page; its parts can be looked at."""
    old, new = exchange(1), exchange(2, status=404)
    difference = Difference(old, new)

    assert diff_text(old, new) == repr(difference)
    assert diff_html(old, new) == difference._repr_html_()
    assert compare(old, new) == difference.sections
