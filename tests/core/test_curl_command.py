"""A command that was read: the URL with all of its query."""

from __future__ import annotations

import pytest

from nbauth.core.curl_text import parse_curl


def read(piece):
    return {"q.txt": b"q=1\n"}[piece.path]


@pytest.mark.parametrize(
    "text, target",
    [
        ("a.example/x", "http://a.example/x"),
        ("https://a.example/x#f", "https://a.example/x#f"),
        ("'https://a.example/\\[x\\]?y=\\{z\\}'", "https://a.example/[x]?y={z}"),
        ("-g 'https://a.example/[1-3]{a,b}'", "https://a.example/[1-3]{a,b}"),
        ("'http://[::1]:80/x[]'", "http://[::1]:80/x[]"),
        ("-G https://a.example/x -d a=1 --data-urlencode 'b=c d'", "https://a.example/x?a=1&b=c+d"),
        ("-G 'https://a.example/x?y#f' -d @q.txt", "https://a.example/x?y&q=1#f"),
        ("https://a.example/x? --url-query a=b -d c", "https://a.example/x?a=b"),
        ("-G https://a.example/x", "https://a.example/x"),
    ],
)
def test_the_url(text, target):
    """http:// where no scheme is written; -G and --url-query add to the query; \\ and -g end the globbing."""
    assert target == parse_curl(f"curl {text}").target(read)
