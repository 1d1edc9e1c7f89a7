"""A worked panel, shown."""

from __future__ import annotations

import pytest
from exchanges import EVIL
from html_page import assert_inert

from nbauth.render.style import weight
from nbauth.render.worked.panel import Panel, Step
from nbauth.render.worked.shown import panel_about, panel_html, panel_text

PANEL = Panel(
    "Digest",
    (1, 2),
    (Step("A2", "method, uri", "GET:/x"), Step("HA2", "MD5(A2)", "70a4"), Step("inside", "nothing is known", "")),
    "Why.",
    ("This is wrong.",),
)


def test_html():
    """What is wrong first, then the steps, then what it is good for; readable without styles."""
    page = assert_inert(panel_html(PANEL, 9_000))

    assert "wrong This is wrong.A2 GET:/x method, uriHA2 70a4 MD5(A2)inside nothing is knownWhy." == page.text


def test_text():
    """A formula stands after its value as one."""
    assert [
        "  Digest (worked from 1, 2 · look at what is wrong)",
        "    ! This is wrong.",
        "    A2             GET:/x",
        "                   method, uri",
        "    HA2            70a4",
        "                   = MD5(A2)",
        "    inside         nothing is known",
        "    Why.",
    ] == panel_text(PANEL)


def test_many_legs():
    """Not all of them are named."""
    assert "worked from 1, 2, 3, 4, 5, 6, 7, 8, …" == panel_about(Panel("Bearer", tuple(range(1, 40)), ()))


@pytest.mark.parametrize("room", [1_000, 5_000])
def test_little_room(room):
    """What is left out is said."""
    panel = Panel("Digest", (1,), (Step(EVIL, EVIL, EVIL * 20),) * 99, "Why.", (EVIL,))
    html = panel_html(panel, room)

    assert weight(html) <= room and "too long" in assert_inert(html).text
    assert all("\x1b" not in line and "\n" not in line for line in panel_text(panel))
