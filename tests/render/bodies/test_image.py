"""Pictures."""

from __future__ import annotations

import base64
import struct

import pytest
from html_page import assert_inert

from nbauth.render.bodies.content import Content
from nbauth.render.bodies.image import ImageView, pixels
from nbauth.render.style import weight


def png(width=3, height=2):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


JPEG = (
    b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10) + b"\xff\xff\xdb\x00\x04ab"
    b"\xff\xc2" + struct.pack(">HBHH", 17, 8, 2, 3)
)
WEBP = b"RIFF\0\0\0\0WEBP"
LOSSY = WEBP + b"VP8 " + bytes(10) + struct.pack("<HH", 3, 2 | 0x4000)
LOSSLESS = WEBP + b"VP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 2 | 1 << 14)
EXTENDED = WEBP + b"VP8X" + bytes(8) + b"\2\0\0\1\0\0"

KINDS = [
    (png(), "png", (3, 2)),
    (JPEG, "jpeg", (3, 2)),
    (b"GIF89a" + struct.pack("<HH", 3, 2), "gif", (3, 2)),
    (LOSSY, "webp", (3, 2)),
    (LOSSLESS, "webp", (3, 2)),
    (EXTENDED, "webp", (3, 2)),
    (png()[:18], "png", None),
    (JPEG[:-2], "jpeg", None),
    (b"\xff\xd8\xff\xda\0\0", "jpeg", None),
    (WEBP + b"ICCP", "webp", None),
]


@pytest.mark.parametrize("data, kind, size", KINDS)
def test_pixels(data, kind, size):
    """Width and height, from the header of each kind; None where it is cut short."""
    assert size == pixels(data, kind)


@pytest.mark.parametrize("data, kind", [each[:2] for each in KINDS])
def test_a_picture(data, kind):
    """Inline, with a text that says what it is; its type is what its bytes say."""
    html = ImageView(Content(data, "image/png")).html(9_000)
    page = assert_inert(html)

    assert [f"data:image/{kind};base64,{base64.b64encode(data).decode()}"] == page.values("src")
    assert page.values("alt")[0].startswith(f"picture: {kind.upper()}")


def test_how_large_it_is():
    """Its size in pixels, in words and for the page."""
    view = ImageView(Content(png(64, 48), "image/png"))

    assert "PNG, 64 x 64 pixels".replace("x 64", "x 48") == view.about
    assert 'width="64" height="48"' in view.html(9_000)


@pytest.mark.parametrize("data", [png() + bytes(50_000), png(100_000, 100_000)], ids=["bytes", "pixels"])
def test_too_large(data):
    """Then there is the Python that saves it."""
    html = ImageView(Content(data, "image/png", name="a.png")).html(40_000)

    assert "<img" not in html and weight(html) < 1_000
    assert 'save: open("a.png", "wb").write(response.content)' in assert_inert(html).text


@pytest.mark.parametrize("data, note", [(b"<svg onload=alert(1)>", ""), (png(), "cut"), (b"", "")])
def test_no_picture(data, note):
    """What is not one, by its first bytes, is not put into a page; neither is half of one."""
    with pytest.raises(ValueError):
        ImageView(Content(data, "image/png", note=note))


@pytest.mark.parametrize(
    "media, data, takes",
    [("image/png", b"", True), ("image/avif", b"", True), ("image/svg+xml", b"", False), ("", png(), True),
     ("", b"a", False), ("text/plain", png(), False)],
)  # fmt: skip
def test_takes(media, data, takes):
    """Pictures by name, and without one by their first bytes; SVG is text."""
    assert takes == ImageView.takes(Content(data, media))


def test_text():
    """How to save it."""
    assert 'save: open("body", "wb").write(response.content)' == ImageView(Content(png(), "image/png")).text(20)[-1]
