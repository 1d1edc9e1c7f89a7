"""Bytes that cannot be shown."""

from __future__ import annotations

import hashlib

from html_page import assert_inert

from nbauth.render.bodies.binary import BinaryView
from nbauth.render.bodies.content import Content

DATA = b"PK\x03\x04"


def test_hash_and_save():
    """The beginning of its SHA-256, and the Python that saves it."""
    view = BinaryView(Content(DATA, "application/zip", size=4, name="a.zip"))

    assert view.text(20) == [
        f"sha256 {hashlib.sha256(DATA).hexdigest()[:16]}…",
        'save: open("a.zip", "wb").write(response.content)',
    ]
    assert "".join(view.text(20)) == assert_inert(view.html(9_000)).text


def test_no_hash_of_a_part():
    """The hash of what is not all of it would match nothing."""
    for content in (Content(DATA, note="cut"), Content(DATA, size=5)):
        assert ['save: open("body", "wb").write(response.content)'] == BinaryView(content).text(20)
