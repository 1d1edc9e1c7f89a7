"""Bytes as text: whatever they are, what can be read in them is there."""

from __future__ import annotations

import pytest

from nbauth.check.piece import Piece, text_of

TEXT = "token = é 漢\nnext line"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_in_unicode(encoding):
    """UTF-8, and what says by its first bytes which Unicode it is."""
    assert (TEXT, True) == text_of(TEXT.encode(encoding))


def test_text_that_is_no_utf8():
    """Read as Latin-1: every byte is something, and ASCII is ASCII."""
    assert ("paß = token", True) == text_of("paß = token".encode("latin-1"))


def test_bytes():
    """Runs of what can be printed, one on a line; a NUL tells that it is no text."""
    assert ("a token\nanother é one", False) == text_of(
        b"\0\1a token\0\2short\0" + "another é one".encode() + b"\0"
    )


def test_utf16_in_bytes():
    """Programs for Windows have their texts in UTF-16, without a mark."""
    text, is_text = text_of(b"MZ\0\0" + "a wide token".encode("utf-16-le") + b"\0\0")

    assert not is_text
    assert "a wide token" in text


def test_damaged_utf16():
    """Half a character at the end stops nothing."""
    assert text_of("abc".encode("utf-16") + b"\xd8")[0].startswith("abc")


def test_a_piece_shows_no_content():
    """Its repr, as in a traceback, is that of any object."""
    assert "p+/q" not in repr(Piece("cell 1:source", "p+/q"))
