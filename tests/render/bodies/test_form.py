"""Forms."""

from __future__ import annotations

import pytest
from html_page import assert_inert

from nbauth.render.bodies.content import Content
from nbauth.render.bodies.form import FormView
from nbauth.render.style import weight

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = b"""\
--b\r\nContent-Disposition: form-data; name="user"\r\n\r\nad\xc3\xa1\r\n\
--b\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\
--b--\r\n"""


def view(data, media=URLENCODED, **parameters):
    return FormView(Content(data, media, parameters))


def test_urlencoded():
    """Names and values as they were before they were encoded; empty ones and secrets' names too."""
    shown = view(b"grant_type=password&password={{api_password}}&x=%3Cb%3E+c&empty=")

    assert ["grant_type: password", "password: {{api_password}}", "x: <b> c", "empty: "] == shown.text(20)
    assert "4 fields" == shown.about
    assert "x: <b> cempty: " in assert_inert(shown.html(9_000)).text


def test_multipart():
    """Each part by its name; a file by its name and size (RFC 7578)."""
    shown = view(MULTIPART, "multipart/form-data", boundary="b")

    assert FormView.takes(Content(b"", "multipart/form-data"))
    assert ["user: adá", "photo: file a.png, 4 B"] == shown.text(20)


@pytest.mark.parametrize("room", [400, 1_000, 5_000])
def test_never_more_than_its_room(room):
    """The rest is counted."""
    html = view(b"&".join(b"a%d=%%3C%%3C%%3C%%3C" % n for n in range(3_000))).html(room)

    assert weight(html) <= room
    assert "more: response.content" in assert_inert(html).text


def test_text_of_many():
    """The rest is counted in text too."""
    assert ["a: 1", "… 1 more: response.content"] == view(b"a=1&b=2").text(1)


@pytest.mark.parametrize(
    "data, media",
    [
        (b"", URLENCODED),
        (b'{"a": "b=c"}', URLENCODED),
        (b"\x00\x01", URLENCODED),
        (b"&".join([b"a=1"] * 10_001), URLENCODED),
        (MULTIPART, "multipart/form-data"),
    ],
)
def test_no_form(data, media):
    """No field, JSON, bytes, far too many fields, or no boundary: it is text."""
    with pytest.raises(ValueError):
        view(data, media)
