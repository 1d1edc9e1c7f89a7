"""Text for .http files: what is written reads back as the same request."""

from __future__ import annotations

import pytest
from export.cases import CASES, sent

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.core.request_text import FilePiece, parse_request, parse_requests
from nbauth.errors import NbauthError
from nbauth.export.asked import asked
from nbauth.export.http import as_sent, to_http

EMPTY = Body()
FROM_A_FILE = {"multipart", "binary", "text with controls", "like an option", "like a separator", "only white space", "template",
               "secret in binary", "JSON as written", "text of many lines"}  # fmt: skip
"""Bodies that the format cannot hold: other bytes, ###, line ends at their end, braces that are text."""


WRITTEN = [case for case in CASES if case.name != "a header that turns text round"]


def exchange(
    method: str = "GET", url: str = "https://a.example/", *, body: Body = EMPTY, **parts: object
) -> Exchange:
    headers, literal = tuple(parts.pop("headers", ())), parts.pop("literal", ())
    request = RequestRecord(method, url, headers, body, literal)
    return Exchange(7, (Leg("request", request, ResponseRecord(200), **parts),))


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.name)
def test_it_reads_back(session, server, case):
    """Method, URL, headers and body are the same; each {{name}} is still there."""
    record, _ = sent(case, session, server)
    request, read = asked(record), parse_request(to_http([record]))

    assert (request.method, request.url) == (read.method, read.target)
    assert [pair for pair in request.headers if pair[0] != "Accept-Encoding"] == list(read.headers)
    if case.name in FROM_A_FILE:
        assert ["./body-1.bin"] == [piece.path.text for piece in read.body_pieces if isinstance(piece, FilePiece)]
    else:
        assert request.text == as_sent(read.body, read.media)


def test_several_requests(session, server):
    """Between two of them is ###."""
    for path in ("/echo?a=1", "/echo?a=2"):
        session.client.post(server.url + path, content="x")
    text = to_http(session.history)

    assert [each.url for each in map(asked, session.history)] == [each.target for each in parse_requests(text)]
    assert "x\n\n###\nPOST" in text


def test_a_login_is_named_in_a_comment():
    """It answers by itself; other tools need the header."""
    record = exchange(headers=[("Authorization", "Basic {{api_password}}")], login="api", username="ada")

    expected = """\
# log in first, or add the header  Authorization: Basic ada {{api_password}}
GET https://a.example/"""
    assert expected == to_http([record])


def test_a_redirect_that_was_shown(session, server):
    """A cell follows redirects, unless it is told not to."""
    session.client.get(f"{server.url}/redirect?to=/echo")

    assert parse_request(to_http(session.history)).directives.no_redirect


@pytest.mark.parametrize(
    "record",
    [
        exchange("GRPC"),
        exchange("get"),
        exchange(headers=[("X", "a\tb\x01c")]),
        exchange(headers=[("X", "a\u202eb")]),
        exchange(headers=[("X", "{{template}}")], literal=("template",)),
        exchange(url="https://a.example/?q={{template}}", literal=("template",)),
    ],
    ids=["method", "small letters", "control", "turned round", "braces in a header", "braces in the URL"],
)
def test_what_the_format_has_no_way_to_write(record):
    """It is an error, and no other request."""
    with pytest.raises(NbauthError, match="#7 has "):
        to_http([record])


def test_a_body_that_is_not_recorded():
    """It comes from a file, and a comment says so."""
    text = to_http([exchange("POST", body=Body(b"abc", 9, "cut"))])

    assert "# write its body to the file body-7.bin first; it is not recorded (cut)\n" in text
    assert text.endswith("\n\n< ./body-7.bin")
