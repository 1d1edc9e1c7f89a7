"""HAR files as they are: those of browsers, those with parts missing, and those that are none."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from nbauth.errors import HarSyntaxError
from nbauth.export.har_entries import HarEntry, read_har

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.har").read_text(encoding="utf-8"))


def document(*entries: Any, creator: str = "WebInspector") -> Any:
    return {"log": {"version": "1.2", "creator": {"name": creator}, "entries": list(entries)}}


def entry(request: Any = None, response: Any = None, **parts: Any) -> dict[str, Any]:
    """Return an entry with nothing but what must be there."""
    sent = {"method": "GET", "url": "https://a.example/", **(request or {})}
    return {"request": sent, "response": {"status": 200, **(response or {})}, **parts}


def one(*args: Any, creator: str = "WebInspector", **parts: Any) -> HarEntry:
    return read_har(document(entry(*args, **parts), creator=creator)).entries[0]


def test_a_file_of_chrome():
    """HTTP/2 without its pseudo-headers, binary content, a request that was blocked; all else is left out and said."""
    har = read_har(sample("chrome"))
    login, logo, blocked = har.entries

    assert ["entry 3: a WebSocket", "entry 4: neither http nor https"] == har.left_out
    assert ("POST", "HTTP/2", 200, "") == (login.method, login.version, login.status, login.reason)
    assert ["accept-encoding", "content-type", "cookie", "x-csrf-token"] == [
        name for name, _ in login.request.headers
    ]
    assert (b"user=ada&password=p%2Bss%20w0rd-0001", 42) == (login.request.content, login.request.size)
    assert 0.0814 == pytest.approx(login.elapsed)
    assert (b"\x89PNG\r\n\x1a\n", 8) == (logo.response.content, logo.response.size)
    assert 0.15 == pytest.approx(logo.started - login.started)
    assert (None, "net::ERR_BLOCKED_BY_CLIENT") == (blocked.response, blocked.error)
    assert login.error is None


def test_a_file_of_firefox():
    """Text in its charset; bodies that the file does not have are not taken for empty ones."""
    put, upload = read_har(sample("firefox")).entries

    assert ('{"name": "Tee mit Zitröne"}'.encode(), "HTTP/2") == (put.request.content, put.version)
    assert ("not in the file", 9000) == (upload.request.note, upload.request.size)
    assert ("Response bodies are not included.", 2_000_000) == (upload.response.note, upload.response.size)


def test_the_least_that_an_entry_can_have():
    """Times, headers, sizes and bodies may be missing."""
    found = one()

    assert (0.0, 0.0, [], [], b"") == (
        found.started, found.elapsed, found.request.headers, found.response.headers, found.response.content,
    )  # fmt: skip
    assert ("", "HTTP/1.1", "", None) == (
        found.request.note,
        found.version,
        found.response.note,
        found.response.size,
    )


def test_a_form_in_parts():
    """Without its text, a form is made of its parameters."""
    data = {
        "mimeType": "application/x-www-form-urlencoded",
        "params": [{"name": "a", "value": "x y&"}, {"name": "b"}],
    }
    found = one({"method": "POST", "postData": data})

    assert b"a=x+y%26&b=" == found.request.content
    assert "application/x-www-form-urlencoded" == found.request.header("content-type")


def test_times():
    """Any zone; without one it is UTC."""
    moments = ["2026-03-02T09:15:00Z", "2026-03-02T10:15:00.000+01:00", "2026-03-02T09:15:00"]

    assert 1 == len({one(startedDateTime=moment).started for moment in moments})
    assert 0.0 == one(startedDateTime="0001-01-01T00:00:00+14:00").started


def test_half_of_a_surrogate_pair():
    """JSON can write it, a file in UTF-8 cannot hold it: it is replaced, or kept as bytes in a body."""
    found = one({"url": "https://a.example/\ud800"}, {"statusText": "\udfff", "content": {"text": "\ud800"}})

    assert ("https://a.example/?", "?", b"\xed\xa0\x80") == (found.url, found.reason, found.response.content)


def test_own_fields_are_read_only_in_own_files():
    """The specification: fields with an underscore are for the tool that wrote them."""
    own = {"exchange": 3, "leg": 1}

    assert 3 == one(_nbauth=own, creator="nbauth").own.exchange
    assert None is one(_nbauth=own).own


def test_headers_that_no_server_takes():
    """A line break in a value makes no header; what is no header's name is left out."""
    headers = [
        {"name": "X", "value": "a\r\nX-Evil: 1\0"},
        {"name": "@/etc/passwd", "value": "x"},
        {"name": "a b", "value": ""},
    ]

    assert [("X", "a X-Evil: 1 ")] == one({"headers": headers}).request.headers


BROKEN = [
    ([], "the HAR file: it has no log.entries: this is no HAR file"),
    ({"log": {"entries": {}}}, "the HAR file: it has no log.entries: this is no HAR file"),
    (document(entry(), "x"), "the HAR file, entry 2: it is no object"),
    (document({"response": {}}), "the HAR file, entry 1: request is missing"),
    (document({"request": [], "response": {}}), "the HAR file, entry 1: request is no object"),
    (document(entry({"url": None})), "the HAR file, entry 1: request.url is missing"),
    (document(entry({"url": 5})), "the HAR file, entry 1: request.url is no text"),
    (document(entry({"url": "http:///secret-path"})), "the HAR file, entry 1: request.url cannot be read"),
    (document(entry({"url": "http://[::secret/"})), "the HAR file, entry 1: request.url cannot be read"),
    (document(entry({"url": "http://a.example/\nsecret"})), "the HAR file, entry 1: request.url cannot be read"),
    (document(entry({"method": "GET\nsecret"})), "the HAR file, entry 1: request.method is no method"),
    (document(entry({"method": ""})), "the HAR file, entry 1: request.method is missing"),
    (document({"request": entry()["request"]}), "the HAR file, entry 1: response is missing"),
    (document(entry(None, {"status": "secret"})), "the HAR file, entry 1: response.status is no status"),
    (document(entry(None, {"status": math.nan})), "the HAR file, entry 1: response.status is no status"),
    (document(entry(startedDateTime="secret")), "the HAR file, entry 1: startedDateTime is no time in ISO 8601"),
    (document(entry(startedDateTime=5)), "the HAR file, entry 1: startedDateTime is no time in ISO 8601"),
    (document(entry({"headers": {"a": "secret"}})), "the HAR file, entry 1: request.headers is no list of names and values"),
    (document(entry(None, {"headers": [{"value": "secret"}]})),
     "the HAR file, entry 1: response.headers is no list of names and values"),
    (document(entry({"postData": "secret"})), "the HAR file, entry 1: request.postData is no object"),
    (document(entry({"postData": {"mimeType": "x-urlencoded", "params": ["secret"]}})),
     "the HAR file, entry 1: request.postData.params is no list of names and values"),
    (document(entry(None, {"content": "secret"})), "the HAR file, entry 1: response.content is no object"),
    (document(entry(None, {"content": {"encoding": "base64", "text": "secret"}})),
     "the HAR file, entry 1: response.content.text is no base64"),
]  # fmt: skip


@pytest.mark.parametrize(("broken", "error"), BROKEN, ids=[error for _, error in BROKEN])
def test_a_broken_file(broken, error):
    """Which entry, and which of its fields; never a word of the file, not even in what hangs on the error."""
    with pytest.raises(HarSyntaxError) as caught:
        read_har(broken)

    assert error == str(caught.value)
    assert caught.value.__context__ is None and caught.value.__cause__ is None


def test_reprs_have_no_values():
    """What is in clear is not shown by accident."""
    har = read_har(sample("chrome"))

    assert "0001" not in repr(har) + repr(har.entries) + repr(har.entries[0].request) + repr(
        har.entries[0].response
    )
