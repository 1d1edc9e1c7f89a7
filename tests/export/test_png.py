"""A flow as a picture of pixels."""

from __future__ import annotations

import struct
import sys

import pytest
from exchanges import digest, evil

from nbauth.errors import MissingExtra, NbauthError
from nbauth.export import png
from nbauth.export.png import to_png


def size(data):
    assert b"\x89PNG\r\n\x1a\n" == data[:8]
    return struct.unpack(">II", data[16:24])


def test_a_picture():
    """Twice as large as the drawing, or as is asked for."""
    width, height = size(to_png(digest(), 1))

    assert (2 * width, 2 * height) == size(to_png(digest())) and width > 500
    assert size(to_png(evil()))


@pytest.mark.parametrize("scale", [0, -1, 9, float("nan")])
def test_a_scale_that_is_none(scale):
    """No picture of nothing, and none that fills the memory."""
    with pytest.raises(ValueError, match="scale is a number"):
        to_png(digest(), scale)


def test_without_the_package(monkeypatch):
    """It is said what to install."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    png._check_fonts.cache_clear()
    with pytest.raises(MissingExtra) as caught:
        to_png(digest())
    assert "pip install 'nbauth[png]'" == caught.value.hint


def test_a_machine_without_fonts(monkeypatch):
    """resvg would leave all text out and say nothing: an error instead, with what to do."""
    monkeypatch.setattr(png, "SANS", "a font that nobody has")
    png._check_fonts.cache_clear()
    with pytest.raises(NbauthError, match="no font") as caught:
        to_png(digest())
    assert "fonts-dejavu-core" in caught.value.hint
