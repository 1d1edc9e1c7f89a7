"""A draft: what its parts say together."""

from __future__ import annotations

import pytest

from nbauth.core.request_text import Directives, Header, Piece, RequestDraft


def draft(**parts):
    return RequestDraft("POST", (Piece("https://a.example", 1), Piece("?a=1", 2)), **parts)


def test_target_and_headers():
    """In one, and as pairs."""
    made = draft(header_lines=(Header("X", Piece("1", 3)), Header("X", Piece("2", 4))))

    assert "https://a.example?a=1" == made.target
    assert (("X", "1"), ("X", "2")) == made.headers


@pytest.mark.parametrize(
    "title, name, expected",
    [
        ("", "", ""),
        ("login", "", "login"),
        ("log in", "", ""),
        ("1", "", ""),
        ("a", "b", "b"),
        ("a", "b c", ""),
        ("log-in_2", "", "log-in_2"),
    ],
)
def test_name(title, name, expected):
    """What ``{{name.response...}}`` can mean: letters, digits, - and _."""
    assert expected == draft(title=title, directives=Directives(name=name)).name


def test_body():
    """As it is written, and with the line ends of its media type."""
    body = (Piece("a\n", 5), Piece("b", 6))
    made = draft(header_lines=(Header("content-TYPE", Piece("Multipart/Mixed; boundary=B", 3)),), body_pieces=body)

    assert ("multipart/mixed; boundary=b", "a\nb", "a\r\nb\r\n") == (made.media, made.body_text, made.body)
    assert ("", "", "") == (draft().media, draft().body_text, draft().body)
