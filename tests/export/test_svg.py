"""A flow as a picture: text that can be read, searched and heard, and nothing that acts."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from exchanges import came, digest, evil, failed, refreshed, sent

from nbauth.core.record import Exchange, Leg
from nbauth.export.svg import to_svg

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "line", "path", "circle", "text")}
ATTRIBUTES = {
    "width", "height", "viewBox", "role", "aria-labelledby", "id", "rx", "fill", "x", "y", "x1", "x2", "y1", "y2",
    "stroke", "stroke-width", "stroke-dasharray", "paint-order", "d", "cx", "cy", "r", "font-family", "font-size",
    "font-weight", "text-anchor", "{http://www.w3.org/XML/1998/namespace}space",
}  # fmt: skip


def read(exchange):
    """Return the parsed picture, when all in it is what nbauth draws with."""
    root = ElementTree.fromstring(to_svg(exchange))  # noqa: S314 - our own
    assert set() == {each.tag for each in root.iter()} - ELEMENTS
    assert set() == {name for each in root.iter() for name in each.attrib} - ATTRIBUTES
    assert [] == [
        each for each in root.iter() for value in each.attrib.values() if re.search("url|javascript", value)
    ]
    return root


def texts(exchange):
    return [each.text for each in read(exchange).iter(f"{SVG}text")]


def test_its_text_is_text():
    """All that the drawing says, in order."""
    assert ["Notebook", "Server", "1", "GET /items", 'Digest realm="api"  2 ms', "401 Unauthorized"] == texts(
        digest()
    )[:6]
    assert "token  POST /token" in texts(refreshed()) and "login.example.com" in texts(refreshed())
    assert {"no response", "ConnectError: refused"} < set(texts(failed()))


def test_for_who_cannot_see_it():
    """A title, and a sentence for each leg, which the picture names as its label."""
    root = read(digest())
    title, described = root[0], root[1]

    assert "img" == root.get("role") and f"{title.get('id')} {described.get('id')}" == root.get("aria-labelledby")
    assert "GET https://api.example.com/items: 200 OK" == title.text
    assert described.text.startswith("1. The request goes out without credentials")
    assert "2. The same request again, with a proof of the password" in described.text


def test_it_has_a_ground_of_its_own():
    """Dark on white, whatever is behind it: a slide, or a dark page."""
    root = read(digest())
    ground = root[2]

    assert ("#ffffff", root.get("width"), root.get("height")) == (
        ground.get("fill"), ground.get("width"), ground.get("height"),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["\x00\x0b", "\ud800", "\ufffe\uffff", "]]>", "&#0;", "\u202e", "<!--"])
def test_what_xml_cannot_hold(text):
    """It is made visible or is replaced, and the picture can still be read."""
    leg = Leg("request", sent(url=f"https://a.example/{text}"), came(200, reason=text))

    assert "202e" not in repr(texts(Exchange(1, (leg,)))) and "\x00" not in to_svg(Exchange(1, (leg,)))


def test_nothing_acts():
    """What others wrote is text."""
    assert any("<script>" in each for each in texts(evil()))


def test_a_long_flow_has_a_bound():
    """Legs in the middle are counted, and long texts are cut to their arrow."""
    legs = tuple(Leg("poll", sent(url="https://a.example/" + "x" * 9000), came()) for _ in range(60))

    assert "… 44 more legs" in texts(Exchange(1, legs))
    assert len(to_svg(Exchange(1, legs))) < 40_000
    assert max(map(len, texts(Exchange(1, legs)))) < 80


def test_everything_is_inside():
    """Of two lanes and of seven; with waits between."""
    first = Leg("request", sent(), came(302), started=10.0, elapsed=1.0)
    legs = [
        first,
        *(replace(first, request=sent(url=f"https://h{n}.example/"), started=12.0 * n) for n in range(2, 9)),
    ]
    for exchange in (digest(), Exchange(1, tuple(legs))):
        root = read(exchange)
        width, height = int(root.get("width")), int(root.get("height"))
        assert all(0 <= float(each.get("x")) <= width for each in root.iter(f"{SVG}text"))
        assert all(0 <= float(each.get("y")) <= height for each in root.iter(f"{SVG}text"))
    assert "11.0 s later" in texts(Exchange(1, tuple(legs)))
