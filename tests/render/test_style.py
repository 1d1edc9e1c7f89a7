"""Colours and elements."""

from __future__ import annotations

import re

import pytest
from html_page import Page

from nbauth.render import style

COLOURS = [style.GREEN, style.BLUE, style.AMBER, style.RED, style.GREY]


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", COLOURS)
def test_a_pill_is_readable(colour):
    """White on it has a contrast of at least 4.5 (WCAG 2.2, 1.4.3), whatever the theme."""
    assert contrast("#ffffff", colour) >= 4.5
    assert f"color:#ffffff;background-color:{colour}" in style.pill("200 OK", colour)


@pytest.mark.parametrize("background", ["#ffffff", "#111111"], ids=["light", "dark"])
@pytest.mark.parametrize("colour", COLOURS[:4])
def test_an_arrow_is_visible(colour, background):
    """A line has a contrast of at least 3 (WCAG 2.2, 1.4.11) in both themes."""
    assert contrast(colour, background) >= 3


@pytest.mark.parametrize(
    "code, colour",
    [(None, style.RED), (103, style.GREY), (204, style.GREEN), (302, style.BLUE), (401, style.AMBER),
     (407, style.AMBER), (404, style.RED), (500, style.RED)],
)  # fmt: skip
def test_colour(code, colour):
    """A colour for each kind of status; the words beside it say it too."""
    assert colour == style.colour(code)


def test_no_style_that_an_untrusted_notebook_loses():
    """JupyterLab's sanitizer drops these, and with them what they were for."""
    lost = re.compile(r"currentColor|\dch\b|anywhere|var\(|calc\(|rem\b|inherit")
    texts = [value for value in vars(style).values() if isinstance(value, str)]

    assert [] == [text for text in texts if text is not style.__doc__ and lost.search(text)]


def test_elements():
    """What is put together is closed in order, and folds by <details> without other attributes."""
    html = style.frame(
        style.rows([style.section("Title", "inside", "about", is_open=True), style.details("a", "b")])
    )

    assert "Title aboutinsideab" == Page(html).text
    assert 2 == len(re.findall(r"<details(?: open)?><summary>", html))


def test_mathjax_stays_away():
    """JupyterLab and nbconvert look for formulas in every output; in a formula could be a link."""
    classes = Page(style.frame("")).values("class")[0].split()

    assert {"mathjax_ignore", "tex2jax_ignore"} == set(classes)


def test_escaped_and_weight():
    """Text between tags has no tag in it; weights are bytes."""
    assert "a&lt;b&gt;&amp;\"c'" == style.escaped("a<b>&\"c'")
    assert [1, 3] == [style.weight("a"), style.weight("€")]
    assert "<b>a&lt;</b>: b&amp;" in style.pairs([style.pair("a<", "b&")])
