"""Which view shows a body."""

from __future__ import annotations

import struct

import pytest

from nbauth.render.bodies.content import Content
from nbauth.render.bodies.registry import VIEWS, view_of

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 3, 2)


@pytest.mark.parametrize(
    "media, data, name, said",
    [
        ("application/json", b"{}", "JSON", ""),
        ("application/x-ndjson", b"{}\n{}", "JSON lines", "2 lines"),
        ("image/png", PNG, "picture", "PNG, 3 x 2 pixels"),
        ("text/csv", b"a,b\n1,2", "table", ""),
        ("text/xml", b"<a/>", "XML", ""),
        ("application/x-www-form-urlencoded", b"a=1", "form", "1 field"),
        ("text/html", b"<a>", "text", "as source"),
        ("application/zip", b"PK", "binary", "binary"),
        # What has no media type, by its first bytes.
        ("", b' {"a": 1}', "JSON", ""),
        ("", PNG, "picture", "PNG, 3 x 2 pixels"),
        ("", b"<?xml version='1.0'?><a/>", "XML", ""),
        ("", b"hello", "text", ""),
        ("", b"\0\1", "binary", "binary"),
        # What a media type says wrongly.
        ("application/json", b"<html>", "text", "not readable as JSON"),
        ("application/json", b"[" * 100_000, "text", "not readable as JSON"),
        ("application/x-ndjson", b"{}\nx", "text", "not readable as JSON lines"),
        ("image/png", b"<svg>", "binary", "not readable as picture, binary"),
        ("image/svg+xml", b"none", "text", "not readable as XML, as source"),
        ("text/csv", b"\n", "text", "not readable as table"),
        ("application/x-www-form-urlencoded", b"a", "form", "1 field"),
        ("multipart/form-data", b"--x", "text", "not readable as form"),
    ],
)
def test_view_of(media, data, name, said):
    """The first that takes the media type and can read the body; that another could not is said."""
    view, about = view_of(Content(data, media))

    assert (name, said) == (view.name, about)


def test_the_last_takes_everything():
    """So that there is always one."""
    assert VIEWS[-1].takes(Content(b""))
