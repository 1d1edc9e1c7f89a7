"""An exchange as a line of JSON: all of it, and nothing that acts on who looks at the file."""

from __future__ import annotations

import json

import pytest
from exchanges import digest, evil

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.export.json_lines import to_line


def test_what_is_on_the_line():
    """Every field, and the version first: the format of the file, which others may read."""
    request = RequestRecord("PUT", "https://a.example/", (("A", "1"), ("A", "2")), Body(b"{{x}}", 5), ("x",))
    response = ResponseRecord(200, "OK", (("B", "3"),), Body(b"\xff\x00", 99, "cut"), "HTTP/2")
    legs = (
        Leg("answer", request, response, None, 1.5, 0.25, "api", "zoë", "browser"),
        Leg("redirect", request, None, "ConnectError: no"),
    )
    line = to_line(Exchange(7, legs, 0.5, "ConnectError: no", "PUT {{url}}", True, ("a note",)))
    sent = {
        "method": "PUT",
        "url": "https://a.example/",
        "headers": [["A", "1"], ["A", "2"]],
        "body": {"text": "{{x}}", "size": 5, "note": ""},
        "literal": ["x"],
    }
    came = {
        "status": 200,
        "reason": "OK",
        "http_version": "HTTP/2",
        "headers": [["B", "3"]],
        "body": {"base64": "/wA=", "size": 99, "note": "cut"},
    }
    first = {"purpose": "answer", "started": 1.5, "elapsed": 0.25, "login": "api", "username": "zoë"}
    first |= {"by": "browser", "error": None}
    second = {"purpose": "redirect", "started": 0.0, "elapsed": 0.0, "login": None, "username": None}
    second["by"] = ""

    assert {
        "nbauth": 1,
        "number": 7,
        "elapsed": 0.5,
        "error": "ConnectError: no",
        "source": "PUT {{url}}",
        "notes": ["a note"],
        "legs": [
            first | {"request": sent, "response": came},
            second | {"error": "ConnectError: no", "request": sent, "response": None},
        ],
    } == json.loads(line)
    assert line.startswith('{"nbauth": 1, ')


@pytest.mark.parametrize("exchange", [digest(), evil(), evil(b"\x9b31m\xff")], ids=["tame", "evil", "binary"])
def test_one_line_of_printable_ascii(exchange):
    """Controls, bidi marks and look-alikes are escapes: the file can be shown in a terminal."""
    line = to_line(exchange)

    assert line.isascii() and line.isprintable()


def test_half_a_surrogate_pair():
    """What UTF-8 cannot write is an escape too."""
    assert r'"source": "\udc80"' in to_line(Exchange(1, (), source="\udc80"))
