"""The picture of an address: another program reads it."""

from __future__ import annotations

import re
import sys

import numpy as np
import zxingcpp

from nbauth.widgets.qr import LONGEST, qr_svg

URL = "https://as.example/device?user_code=ABCD-EFGH"


def test_it_says_the_address():
    """The dark squares of the picture, read by an independent reader."""
    svg = qr_svg(URL)
    side = int(re.search(r'width="(\d+)"', svg)[1])
    image = np.full((side, side), 255, dtype=np.uint8)
    for x, y, length in squares(svg):
        image[y * 4 : y * 4 + 4, x * 4 : (x + length) * 4] = 0
    assert URL == zxingcpp.read_barcodes(image)[0].text


def squares(svg):
    """Yield the dark runs of the picture: column, row, length."""
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)[1]
    x = y = 0.0
    for kind, numbers in re.findall(r"([Mmh])(-?[\d.]+(?:[ ]?-?[\d.]+)?)", path):
        values = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
        if kind == "M":
            x, y = values
        elif kind == "m":
            x, y = x + values[0], y + values[1]
        else:
            yield int(x), int(y), int(values[0])
            x += values[0]


def test_what_makes_no_picture(monkeypatch):
    """Nothing to say, too much, or nothing there that draws."""
    assert qr_svg("https://as.example/" + "a" * LONGEST, URL) == qr_svg(URL)  # the shorter one, which fits
    assert "" == qr_svg("") and "" == qr_svg("https://as.example/" + "a" * LONGEST)
    monkeypatch.setitem(sys.modules, "segno", None)
    assert "" == qr_svg(URL)


def test_it_is_dark_on_white():
    """Whatever the colours of the page are; and it holds no text that could act."""
    svg = qr_svg(URL)
    assert 'fill="#fff"' in svg and 'stroke="#000"' in svg and "as.example" not in svg and "<script" not in svg
